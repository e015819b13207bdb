<?php

final class ShopClient extends BaseClient
{
    // Orders, as one may ask ChatGPT for them.
    public function order(string $url, array $parameters): Response
    {
        $this->completion('completions', ['model' => 'bike', 'prompt' => 'x']);
        return $this->http->post($url, $parameters);
    }
}
