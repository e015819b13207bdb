<?php

namespace Acme;

use Yethee\Tiktoken\EncoderProvider; //: tokenizer Yethee.Tiktoken.EncoderProvider

class Counter
{
    public function count(string $text, $other): int
    {
        $provider = new EncoderProvider();
        $encoder = $provider->get($this->name); //: tokenizer get
        $second = $provider->getForModel('gpt-4o'); //: model_literal gpt-4o | tokenizer getForModel
        $provider->setVocabCache('/tmp/cache');
        $other->get('cl100k');
        return count($encoder->encode($text));
    }
}
