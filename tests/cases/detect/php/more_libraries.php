<?php

use NeuronAI\Providers\Anthropic\Anthropic;
use NeuronAI\Providers\OpenAI\OpenAI; //: sdk_import NeuronAI.Providers.OpenAI.OpenAI
use Symfony\AI\Platform\Bridge\Mistral\PlatformFactory as Mistral;
use Symfony\AI\Platform\Bridge\OpenAi\Gpt; //: sdk_import Symfony.AI.Platform.Bridge.OpenAi.Gpt
use Symfony\AI\Platform\Bridge\OpenAi\PlatformFactory; //: sdk_import Symfony.AI.Platform.Bridge.OpenAi.PlatformFactory
use Tectalic\OpenAi\Manager; //: sdk_import Tectalic.OpenAi.Manager

$provider = new OpenAI(key: getenv('OPENAI_API_KEY'), model: 'gpt-4o'); //: framework_client OpenAI | env_var OPENAI_API_KEY | model_literal gpt-4o
$other = new Anthropic(key: 'k', model: 'claude');
$platform = PlatformFactory::create($_ENV['OPENAI_API_KEY']); //: framework_client PlatformFactory.create | env_var OPENAI_API_KEY
$mistral = Mistral::create('k');
$model = new Gpt('gpt-4o-mini'); //: framework_client Gpt | model_literal gpt-4o-mini
$same = new Gpt(Gpt::GPT_4O_MINI); //: framework_client Gpt | model_literal gpt-4o-mini
$client = Manager::build($http, $credential); //: client_construction Manager.build
$client->chatCompletions()->create($request); //: api_call chat.completions.create
$room->chatCompletions()->create($request);
