<?php

use OpenAI\Laravel\Facades\OpenAI; //: sdk_import OpenAI.Laravel.Facades.OpenAI
use Orhanerday\OpenAi\OpenAi as Other; //: sdk_import Orhanerday.OpenAi.OpenAi

$result = OpenAI::embeddings()->create(['model' => 'text-embedding-3-small', 'input' => 'x']); //: api_call embeddings.create | model_literal text-embedding-3-small
$timeout = config('openai.request_timeout', 30); //: config_key openai.request_timeout
$key = $_ENV['OPENAI_API_KEY']; //: env_var OPENAI_API_KEY
$url = env('OPENAI_BASE_URL', 'https://api.openai.com/v1'); //: env_var OPENAI_BASE_URL | base_url url
$client = new Other($key); //: client_construction OpenAi
$client->setBaseURL('https://relay.acme.dev'); //: base_url setBaseURL
$answer = $client->chat(['model' => 'gpt-3.5-turbo', 'messages' => []]); //: api_call chat.completions.create | model_literal gpt-3.5-turbo
