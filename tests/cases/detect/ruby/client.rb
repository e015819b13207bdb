require "openai" #: sdk_import require.openai

class Chat
  MODEL = "gpt-4o".freeze #: model_literal gpt-4o

  def client
    @client ||= OpenAI::Client.new(access_token: ENV.fetch("OPENAI_API_KEY"), uri_base: "https://relay.acme.dev/v1") #: client_construction Client.new | env_var OPENAI_API_KEY | base_url uri_base
  end

  def ask(text)
    client.chat(parameters: { model: MODEL, messages: [{ role: "user", content: text }], temperature: 0.2 }) #: api_call chat.completions.create
    @client.embeddings(parameters: { model: "text-embedding-3-small", input: text }) #: api_call embeddings.create | model_literal text-embedding-3-small
  end
end

OpenAI.configure do |config| #: client_construction configure
  config.access_token = ENV["OPENAI_ACCESS_TOKEN"] #: config_key config.access_token | env_var OPENAI_ACCESS_TOKEN
  config.uri_base = "https://oai.helicone.ai" #: base_url config.uri_base
end

official = OpenAI::Client.new(api_key: "k") #: client_construction Client.new
official.chat.completions.create(model: "gpt-4o-mini", messages: []) #: api_call chat.completions.create | model_literal gpt-4o-mini
