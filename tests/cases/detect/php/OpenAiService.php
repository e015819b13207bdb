<?php

namespace Acme\Text;

class OpenAiService
{
    public const BASE = 'https://api.openai.com/v1'; //: base_url BASE

    public function models(string $user): array
    {
        $this->request($user, 'orders');
        return $this->request($user, 'models'); //: raw_http /models
    }

    public function ask(string $user, array $messages): array
    {
        return $this->request($user, 'chat/completions', ['messages' => $messages, 'model' => $this->model()], 'POST'); //: raw_http /chat/completions
    }

    public function hear(string $user, bool $translate): array
    {
        $endpoint = $translate ? 'audio/translations' : 'audio/transcriptions'; //: raw_http /audio/translations | raw_http /audio/transcriptions
        $type = 'audio/mpeg';
        return $this->request($user, $endpoint, ['type' => $type], 'POST');
    }

    private function request(string $user, string $endPoint, array $params = [], string $method = 'GET'): array
    {
        $url = rtrim($this->url(), '/') . '/' . $endPoint;
        if ($method === 'GET') {
            $response = $this->client->get($url, $this->options($params));  //: raw_http get
        } else {
            $response = $this->client->post($url, $this->options($params));  //: raw_http post
        }
        $this->cache->get($endPoint, $params);
        return json_decode($response->getBody(), true);
    }

    private function url(): string
    {
        return $this->config->getValueString('acme', 'service_url'); //: config_key service_url
    }

    private function model(): string
    {
        $this->config->getValueString('acme', 'colour');
        $this->pictures->choose('acme', 'image_url');
        return $this->config->getValueString('acme', 'default_model_id', lazy: true); //: config_key default_model_id
    }
}
