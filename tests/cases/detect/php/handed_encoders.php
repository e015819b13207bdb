<?php

use Yethee\Tiktoken\EncoderProvider; //: tokenizer Yethee.Tiktoken.EncoderProvider

class Counter
{
    private EncoderProvider $provider;

    public function count(EncoderProvider $given, Shop $shop, string $text): int
    {
        $first = $given->getForModel($this->model); //: tokenizer getForModel
        $second = $shop->getForModel($this->model);
        return count($first->encode($text));
    }
}
