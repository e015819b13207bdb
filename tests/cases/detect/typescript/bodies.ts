const key = process.env.OPENAI_API_KEY; //: env_var OPENAI_API_KEY
fetch("https://api.openai.com/v1/chat/completions", { method: "POST", body: '{"model": "gpt-4o", "messages": []}' }); //: raw_http /v1/chat/completions | model_literal gpt-4o
const body = `{"model": "gpt-4o-mini", "messages": ${JSON.stringify(messages)}}`; //: model_literal gpt-4o-mini
const escaped = "{\"model\": \"text-embedding-3-small\", \"input\": \"x\"}"; //: model_literal text-embedding-3-small
const answer = '{"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o", "choices": []}';
const other = '{"model": "llama-3", "messages": []}';
console.log('{"model": "gpt-4o", "messages": []}');
const car = `{"model": "Gpt 4 wheel", "prompt": "x"}`;
