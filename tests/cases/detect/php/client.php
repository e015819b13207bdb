<?php

namespace App\Services;

use OpenAI\Client; //: sdk_import OpenAI.Client
use OpenAI\Exceptions\ErrorException; //: sdk_import OpenAI.Exceptions.ErrorException
use OpenAI; //: sdk_import OpenAI

class Chat
{
    private const MODEL = 'gpt-4o'; //: model_literal gpt-4o

    public function __construct(private Client $client)
    {
    }

    public static function make(): Client
    {
        return OpenAI::factory() //: client_construction factory
            ->withApiKey(getenv('OPENAI_API_KEY')) //: env_var OPENAI_API_KEY
            ->withBaseUri('https://relay.acme.dev/v1') //: base_url withBaseUri
            ->make();
    }

    public function ask(string $text): string
    {
        $answer = $this->client->chat()->create([ //: api_call chat.completions.create
            'model' => self::MODEL,
            'temperature' => 0.2,
            'messages' => [['role' => 'user', 'content' => $text]],
        ]);
        $stream = OpenAI::client('key')->chat()->createStreamed(['model' => 'gpt-4o-mini']); //: client_construction client | api_call chat.completions.create | model_literal gpt-4o-mini

        return $answer->choices[0]->message->content;
    }
}
