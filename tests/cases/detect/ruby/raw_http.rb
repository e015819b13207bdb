require "net/http"

uri = URI("https://api.openai.com/v1/chat/completions") #: base_url uri
Net::HTTP.post(uri, { model: "gpt-4o", messages: [] }.to_json, headers) #: raw_http /v1/chat/completions | model_literal gpt-4o
HTTParty.post("https://api.openai.com/v1/embeddings", body: { model: "text-embedding-3-small", input: "x" }.to_json) #: raw_http /v1/embeddings | model_literal text-embedding-3-small
llm = Langchain::LLM::OpenAI.new(api_key: ENV["OPENAI_API_KEY"]) #: framework_client OpenAI.new | env_var OPENAI_API_KEY
