<?php
use OpenAI\Client; //: sdk_import OpenAI.Client
use OpenAI\Contracts\ClientContract; //: sdk_import OpenAI.Contracts.ClientContract

const MODEL = 'gpt-4o'; //: model_literal gpt-4o

final class Bot
{
    public function __construct(private readonly ClientContract $client, private Client $other, private $store) {}

    public function ask(string $text, float $warm): void
    {
        $this->client->chat()->create(['model' => MODEL, 'messages' => [['role' => 'user', 'content' => $text]], 'temperature' => 1.5, 'stream' => true]); //: api_call chat.completions.create -- model=^gpt-4o; messages=[1]; temperature=1.5; stream=True; +stream; -> unknown; ~high
        $this->other->embeddings()->create(['model' => $text, 'input' => $text]); //: api_call embeddings.create -- model=?; input=?
        $made = OpenAI::factory()->withApiKey(getenv('OPENAI_API_KEY'))->withBaseUri('relay.example.org/v1')->make(); //: client_construction factory -- api_key=$OPENAI_API_KEY; -> relay:relay.example.org | env_var OPENAI_API_KEY | base_url base_url
        $made->responses()->create(['model' => env('OPENAI_MODEL', 'gpt-4o-mini')]); //: api_call responses.create -- model=$OPENAI_MODEL:-gpt-4o-mini | env_var OPENAI_MODEL | model_literal gpt-4o-mini
        $this->store->files()->create(['name' => $text]);
        $made->withLabel('relay.example.org/v1');
        $this->store->chat($text);
    }
}
