<?php
shell_exec("curl https://api.openai.com/v1/chat/completions -d '{\"model\": \"gpt-4o\", \"stream\": true}'"); //: raw_http /v1/chat/completions -- model=gpt-4o; stream=True; +stream; ~medium; -> official:openai | model_literal gpt-4o
$models = `curl https://api.openai.com/v1/models`; //: raw_http /v1/models
$command = "curl https://api.openai.com/v1/moderations"; //: raw_http /v1/moderations
exec($command, $lines);
exec("curl https://example.org/v1/models");
echo "curl https://api.openai.com/v1/models";
$help = "curl https://example.org";
