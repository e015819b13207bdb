<?php

use OpenAI\Client; //: sdk_import OpenAI.Client
use Acme\Shop;

return static function ($container) {
    $container->extension('openai', ['api_key' => '%env(OPENAI_API_KEY)%', 'organization' => '%env(default::OPENAI_ORGANIZATION)%']); //: env_var OPENAI_API_KEY | env_var OPENAI_ORGANIZATION
    $container->extension('shop', ['api_key' => '%env(SHOP_API_KEY)%', 'port' => '%env(int:PORT)%']);
    $container->services()->set(Client::class)->factory([\OpenAI::class, 'client'])->args(['%env(resolve:OPENAI_API_KEY)%']); //: client_construction client | env_var OPENAI_API_KEY
    $container->services()->set('f')->factory([\OpenAI::class, 'factory'])->call('withBaseUri', [$uri])->call('withApiKey', [$key]); //: client_construction factory | base_url withBaseUri | config_key withApiKey
    $container->services()->set(Shop::class)->factory([Shop::class, 'factory'])->call('open', [$uri]);
    $container->services()->set('x')->factory([\OpenAI::class, 'other']);
    $names = ['withBaseUri', 'factory'];
};
