<?php

namespace LLPhant\Search;

use LLPhant\Chat\Turn;
use LLPhant\Failure\MissingKey;

class WebSearch
{
    private string $baseUri;

    public function __construct(private string $model = 'gpt-4o') //: model_literal gpt-4o
    {
        $this->baseUri = 'https://search.acme.dev/search';
    }
}
