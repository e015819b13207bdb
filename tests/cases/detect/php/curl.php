<?php

function ask($key) {
    $ch = curl_init();
    curl_setopt($ch, CURLOPT_URL, 'https://api.openai.com/v1/chat/completions'); //: raw_http /v1/chat/completions
    curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode(['model' => 'gpt-4o', 'messages' => []])); //: model_literal gpt-4o
    return curl_exec($ch); //: raw_http /v1/chat/completions
}

function order() {
    $ch = curl_init('https://example.com/orders');
    return curl_exec($ch);
}
