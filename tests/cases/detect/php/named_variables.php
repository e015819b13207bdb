<?php

$openai->files()->delete('file.txt'); //: api_call files.delete
$openaiClient->chat()->create(['model' => 'gpt-4o']); //: api_call chat.completions.create | model_literal gpt-4o
$shop->files()->delete('file.txt');
$openai->shelves()->delete('x');
config()->set('openai.api_key', 'x'); //: config_key openai.api_key
config()->set('shop.api_key', 'x');
