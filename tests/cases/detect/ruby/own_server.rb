require "sinatra"

# An endpoint like OpenAI's (api.openai.com), for others.
post "/v1/chat/completions" do
  '{"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o", "choices": []}'
end
routes.post("/v1/chat/completions")
begin
rescue Acme::Error, Faraday::TooManyRequestsError => e
end
level = :"o1"
other = Acme::Models::ChatModel::GPT_4O
