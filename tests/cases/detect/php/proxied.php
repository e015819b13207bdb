<?php

use OpenAI\Exceptions\ErrorException; //: sdk_import OpenAI.Exceptions.ErrorException

function ask($ch, $error) {
    curl_setopt($ch, CURLOPT_URL, 'https://api.openai.com/v1/chat/completions'); //: raw_http /v1/chat/completions
    curl_setopt($ch, CURLOPT_PROXY, 'http://127.0.0.1:1081'); //: proxy curl_setopt
    curl_setopt($ch, CURLOPT_TIMEOUT, 30);
    if ($error instanceof ErrorException) { //: sdk_symbol Exceptions.ErrorException
    }
    if ($error instanceof ShopException) {
    }
}
