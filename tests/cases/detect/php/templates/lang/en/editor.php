<?php

return [
    'models' => [
        'gpt-4o' => 'OpenAI gpt-4o',
        'dall-e-3' => 'dall-e-3',
    ],
];
