<?php

namespace Acme\Providers\Azure;

/** Chats with a model that is deployed: messages in, an answer out. */
class Chat
{
    protected $path = 'openai/deployments/{name}/chat/completions'; //: raw_http /chat/completions -- -> azure; +path
    protected $help = 'Open openai/deployments/{name}/chat/completions in your browser';

    public function ask(array $messages)
    {
        $endpoint = str_replace('{name}', $this->name, $this->path);
        $body = ['messages' => $messages, 'model' => null];
        return wp_remote_post($this->full_url($endpoint), ['body' => wp_json_encode($body)]); //: raw_http wp_remote_post
    }
}
