<?php

namespace Acme;

use OpenAI; //: sdk_import OpenAI

class Embedder
{
    private string $uri;

    private string $listing;

    public function __construct($config, $shop, private $factory, private $sender)
    {
        $this->uri = $config->url.'/embeddings'; //: raw_http /embeddings
        $this->listing = $shop->url.'/embeddings';
        $this->client = OpenAI::factory()->withBaseUri($config->url)->make(); //: client_construction factory | base_url withBaseUri
    }

    public function many(array $texts)
    {
        $request = $this->factory->createRequest('POST', $this->uri)
            ->withHeader('Accept', 'application/json');
        return $this->sender->sendRequest($request); //: raw_http /embeddings
    }

    public function listed()
    {
        $request = $this->factory->createRequest('GET', $this->listing);
        return $this->sender->sendRequest($request);
    }
}
