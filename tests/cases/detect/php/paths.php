<?php
curl_setopt($ch, CURLOPT_URL, 'https://api.openai.com/v1/models/gpt-4o'); //: raw_http /v1/models | model_literal gpt-4o
curl_setopt($ch, CURLOPT_URL, 'https://shop.dev/models/gpt-4o');
curl_setopt($ch, CURLOPT_URL, 'https://api.openai.com/v1/models'); //: raw_http /v1/models
$page = 'https://platform.openai.com/docs/models/gpt-4o';
$model = getenv('MODEL', 'gpt-4o'); //: env_var MODEL | model_literal gpt-4o
$car = getenv('MODEL', 'beetle');
$kind = getenv('SHOP_ENGINE', 'gpt-4o'); //: env_var SHOP_ENGINE | model_literal gpt-4o
$owner = getenv('SHOP_OWNER', 'ada');
$asked = getenv('SHOP_SERVER') ?: 'https://api.openai.com/v1'; //: env_var SHOP_SERVER | base_url $asked
$other = getenv('SHOP_DOCS') ?: 'https://docs.acme.dev/v1';
$bucket = getenv('OPENAI_S3_BUCKET_NAME');
