<?php

namespace Acme;

class RelayConfig extends OpenAIConfig
{
    public function __construct(
        string $url = 'https://api.relay.acme.dev/v1', //: base_url $url
        string $home = 'https://relay.acme.dev/v1',
        string $otherUrl = 'https://relay.acme.dev/about',
    ) {
        parent::__construct($url);
    }
}
