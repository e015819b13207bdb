<?php

namespace App\Clients;

final class OpenAiClient extends BaseClient
{
    public function chat(array $parameters): Response
    {
        return $this->ask('chat/completions', $parameters, ['model' => 'required', 'messages' => 'required|array']); //: raw_http /chat/completions
    }

    public function listed(): Response
    {
        $this->note('started');
        $this->route('embeddings');
        return $this->get('models')->throw(); //: raw_http /models
    }

    protected function prepare(PendingRequest $request): PendingRequest
    {
        return $request->baseUrl('https://api.openai.com/v1'); //: base_url baseUrl
    }

    private function ask(string $url, array $parameters): Response
    {
        $this->http->post($parameters);
        return $this->http->post($url, $parameters); //: raw_http post
    }
}
