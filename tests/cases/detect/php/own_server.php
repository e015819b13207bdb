<?php
use Illuminate\Support\Facades\Route;
use EchoLabs\Prism\Prism;
use Acme\Exceptions\ErrorException;

// Speaks like api.openai.com to others.
Route::post('/v1/chat/completions', [ChatController::class, 'create']);
$router->post('/v1/embeddings', 'Embeddings@create');
try { } catch (ErrorException $e) { }
Prism::text()->using(Provider::Anthropic, 'claude-3-5-sonnet')->withPrompt('x')->asText();
$answer = '{"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o", "choices": []}';
