<?php

namespace Acme\Providers\Shop;

/** Not OpenAI: orders of a shop. */
class Request
{
    public function post(string $url, array $options = [])
    {
        $this->config->getValueString('acme', 'api_key');
        return wp_remote_post($url, $options + ['headers' => ['Authorization' => 'Bearer ' . $this->key]]);
    }
}
