<?php
use OpenAI\Laravel\Facades\OpenAI; //: sdk_import OpenAI.Laravel.Facades.OpenAI
use OpenAI\Client; //: sdk_import OpenAI.Client
use OpenAI\Exceptions\ErrorException; //: sdk_import OpenAI.Exceptions.ErrorException
use OpenAI\Responses\Chat\CreateResponse; //: sdk_import OpenAI.Responses.Chat.CreateResponse
use GuzzleHttp\Client as Guzzle;
use Orhanerday\OpenAi\OpenAi as Orh; //: sdk_import Orhanerday.OpenAi.OpenAi

$client = \OpenAI::client(getenv('OPENAI_API_KEY')); //: client_construction client | env_var OPENAI_API_KEY
$r = $client->chat()->create(['model' => 'gpt-4o', 'messages' => [['role' => 'user', 'content' => 'x']], 'temperature' => 0.3]); //: api_call chat.completions.create | model_literal gpt-4o
$client->chat()->createStreamed(['model' => 'gpt-4o-mini', 'messages' => []]); //: api_call chat.completions.create | model_literal gpt-4o-mini
$client->embeddings()->create(['model' => 'text-embedding-3-small', 'input' => 'x']); //: api_call embeddings.create | model_literal text-embedding-3-small
$client->responses()->create(['model' => 'gpt-4o', 'input' => 'x']); //: api_call responses.create | model_literal gpt-4o
$client->completions()->create(['model' => 'gpt-3.5-turbo-instruct']); //: api_call completions.create | model_literal gpt-3.5-turbo-instruct
$client->images()->create([]); //: api_call images.generate
$client->audio()->transcribe(['model' => 'whisper-1']); //: api_call audio.transcriptions.create | model_literal whisper-1
$client->moderations()->create(['input' => 'x']); //: api_call moderations.create
$client->assistants()->create(['model' => 'gpt-4o']); //: api_call beta.assistants.create | model_literal gpt-4o
$client->threads()->createAndRun([]); //: api_call beta.threads.create_and_run
$f = \OpenAI::factory()->withApiKey($k)->withBaseUri('relay.acme.dev/v1')->withHttpHeader('x', 'y')->make(); //: client_construction factory | base_url base_url
OpenAI::chat()->create(['model' => 'gpt-4o', 'messages' => []]); //: api_call chat.completions.create | model_literal gpt-4o
OpenAI::responses()->create(['model' => config('services.openai.model')]); //: api_call responses.create | config_key services.openai.model
app('openai')->chat()->create(['model' => 'gpt-4o']); //: api_call chat.completions.create | model_literal gpt-4o
class S { public function __construct(private Client $client) {} function a() { return $this->client->chat()->create(['model' => env('OPENAI_MODEL', 'gpt-4o')]); } } //: api_call chat.completions.create | env_var OPENAI_MODEL | model_literal gpt-4o
try { } catch (ErrorException $e) { } //: sdk_symbol Exceptions.ErrorException
$open = new Orh($_ENV['OPENAI_API_KEY']); //: client_construction OpenAi | env_var OPENAI_API_KEY
$open->chat(['model' => 'gpt-3.5-turbo', 'messages' => []]); //: api_call chat.completions.create | model_literal gpt-3.5-turbo
$open->completion(['model' => 'davinci']); //: api_call completions.create | model_literal davinci
$open->embeddings(['model' => 'text-embedding-ada-002']); //: api_call embeddings.create | model_literal text-embedding-ada-002
$open->setBaseURL('https://relay.acme.dev'); //: base_url setBaseURL
