<?php

namespace Acme;

use GuzzleHttp\Client as Guzzle;
use OpenAI\Factory; //: sdk_import OpenAI.Factory

class Clients
{
    public function relayed($config)
    {
        $factory = new Factory(); //: client_construction Factory
        return $factory
            ->withApiKey($config->apiKey) //: config_key withApiKey
            ->withBaseUri($config->url) //: base_url withBaseUri
            ->make();
    }

    public function patient()
    {
        $made = new Factory(); //: client_construction Factory
        $options = ['timeout' => 30, 'connect_timeout' => 30];
        $made->withHttpClient(new Guzzle($options));
        $made->withHttpClient(new Guzzle(['timeout' => 30]));
    }

    public function behind($proxy, $given)
    {
        $made = new Factory(); //: client_construction Factory
        $options = ['timeout' => 30, 'proxy' => $proxy];
        $made->withHttpClient(new Guzzle($options)); //: config_key withHttpClient
        $made->withHttpClient($given); //: config_key withHttpClient
    }
}
