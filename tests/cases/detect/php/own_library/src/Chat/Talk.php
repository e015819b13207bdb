<?php

namespace LLPhant\Chat;

use LLPhant\Failure\MissingKey;
use LLPhant\Chat\Turn;
use OpenAI\Client; //: sdk_import OpenAI.Client
use LLPhant\Elsewhere\Speech; //: sdk_import LLPhant.Elsewhere.Speech

class Talk
{
    public function __construct(private Client $client)
    {
        throw new MissingKey('no key');
    }
}
