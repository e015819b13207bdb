<?php
use GuzzleHttp\Client;
use Illuminate\Support\Facades\Http;
$g = new Client(['base_uri' => 'https://api.openai.com/v1/']); //: base_url base_uri
$g->post('chat/completions', ['json' => ['model' => 'gpt-4o', 'messages' => []]]); //: raw_http /chat/completions | model_literal gpt-4o
$g->request('POST', 'https://api.openai.com/v1/chat/completions', ['json' => ['model' => 'gpt-4o']]); //: raw_http /v1/chat/completions | model_literal gpt-4o
Http::withToken(config('services.openai.key'))->post('https://api.openai.com/v1/chat/completions', ['model' => 'gpt-4o']); //: raw_http /v1/chat/completions | config_key services.openai.key | model_literal gpt-4o
$ch = curl_init('https://api.openai.com/v1/embeddings'); //: raw_http /v1/embeddings
curl_setopt($ch, CURLOPT_URL, "https://api.openai.com/v1/chat/completions"); //: raw_http /v1/chat/completions
const BASE = 'https://api.openai.com/v1'; //: base_url BASE
curl_setopt($ch, CURLOPT_URL, BASE . '/chat/completions'); //: raw_http /v1/chat/completions
file_get_contents('https://api.openai.com/v1/models'); //: raw_http /v1/models
use EchoLabs\Prism\Prism; //: sdk_import EchoLabs.Prism.Prism
Prism::text()->using(Provider::OpenAI, 'gpt-4o')->withPrompt('x')->generate(); //: framework_client chat.completions.create | model_literal gpt-4o
use LLPhant\Chat\OpenAIChat; use LLPhant\OpenAIConfig; //: sdk_import LLPhant.Chat.OpenAIChat | sdk_import LLPhant.OpenAIConfig
$c = new OpenAIConfig(); $c->model = 'gpt-4o'; $chat = new OpenAIChat($c); //: framework_client OpenAIConfig | config_key $c.model | model_literal gpt-4o | framework_client OpenAIChat
use Symfony\AI\Platform\Bridge\OpenAi\Gpt; //: sdk_import Symfony.AI.Platform.Bridge.OpenAi.Gpt
use NeuronAI\Providers\OpenAI\OpenAI; //: sdk_import NeuronAI.Providers.OpenAI.OpenAI
