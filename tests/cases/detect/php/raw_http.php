<?php

$http = new \GuzzleHttp\Client();
$http->post('https://api.openai.com/v1/chat/completions', ['json' => ['model' => 'gpt-4o', 'messages' => []]]); //: raw_http /v1/chat/completions | model_literal gpt-4o
$base = 'https://api.openai.com'; //: base_url $base
$curl = curl_init("$base/v1/embeddings"); //: raw_http /v1/embeddings
Http::withToken($key)->post($base . '/v1/chat/completions', ['model' => 'gpt-4o-mini']); //: raw_http /v1/chat/completions | model_literal gpt-4o-mini
