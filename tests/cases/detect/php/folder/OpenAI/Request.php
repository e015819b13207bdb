<?php

namespace Acme\Providers\OpenAI;

/** Sends requests to OpenAI. */
class Request
{
    public function post(string $url, array $options = [])
    {
        $url = apply_filters('acme_url', $url);
        return $this->checked(wp_remote_post($url, $options)); //: raw_http wp_remote_post
    }

    public function get(string $url, array $options = [])
    {
        return $this->checked(wp_remote_get($url, $options)); //: raw_http wp_remote_get
    }

    public function picture(string $url, array $limits = [])
    {
        return wp_remote_get($url, $limits);
    }

    private function header(): string
    {
        return 'Bearer ' . $this->key;
    }
}
