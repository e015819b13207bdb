<?php
curl_setopt($ch, CURLOPT_URL, 'https://api.openai.com/v1/models/gpt-4o'); //: raw_http /v1/models | model_literal gpt-4o
curl_setopt($ch, CURLOPT_URL, 'https://shop.dev/models/gpt-4o');
curl_setopt($ch, CURLOPT_URL, 'https://api.openai.com/v1/models'); //: raw_http /v1/models
$page = 'https://platform.openai.com/docs/models/gpt-4o';
$model = getenv('MODEL', 'gpt-4o'); //: env_var MODEL | model_literal gpt-4o
$car = getenv('MODEL', 'beetle');
$kind = getenv('SHOP_THEME', 'gpt-4o'); //: model_literal gpt-4o
$bucket = getenv('OPENAI_S3_BUCKET_NAME');
