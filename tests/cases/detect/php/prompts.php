<?php
use OpenAI\Client; //: sdk_import OpenAI.Client
$client->chat()->create(['model' => 'gpt-4o', 'messages' => [['role' => 'system', 'content' => 'You write short poems.'], ['role' => 'user', 'content' => '写一首关于秋天的短诗，四行。']]]); //: api_call chat.completions.create | model_literal gpt-4o | prompt system | prompt user
