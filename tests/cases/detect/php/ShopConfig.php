<?php

namespace Acme;

/** Unlike class OpenAIConfig, of a shop. */
class ShopConfig extends Config
{
    public function __construct(string $url = 'https://api.shop.acme.dev/v1')
    {
        parent::__construct($url);
    }
}
