<?php

// OpenAI::client('key')->chat()->create(['model' => 'gpt-4o']);
/* Needs OPENAI_API_KEY and https://api.openai.com/v1. */
namespace Acme;

use Acme\OpenAI;

echo 'Set OPENAI_API_KEY first, then choose gpt-4o';
print('gpt-4o');
throw new \RuntimeException('OPENAI_API_KEY');
$client = OpenAI::client('key');
$client->chat()->create(['prompt' => 'hi']);
$page = ['label' => 'gpt-4', 'description' => 'gpt-4o'];
$path = config_path('openai.php');
$letters = ['o1', 'ada'];
