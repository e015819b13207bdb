#!/bin/sh
set -eu
# posts to OpenAI
: "${OPENAI_API_KEY:?set it}"
curl -s https://api.openai.com/v1/chat/completions \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -d '{"model": "gpt-4o-mini", "messages": []}'
echo "answered by OpenAI"
