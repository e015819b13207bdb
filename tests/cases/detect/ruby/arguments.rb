require "openai" #: sdk_import require.openai

MODEL = "gpt-4o" #: model_literal gpt-4o

class Bot
  def initialize(store, client: OpenAI::Client.new(access_token: ENV.fetch("OPENAI_API_KEY"), uri_base: "https://relay.example.org/v1")) #: client_construction Client.new -- api_key=$OPENAI_API_KEY; base_url=https://relay.example.org/v1; -> relay:relay.example.org | env_var OPENAI_API_KEY | base_url uri_base
    @client = client
    @store = store
  end

  def ask(text, warm)
    @client.chat(parameters: { model: MODEL, messages: [], temperature: warm, max_tokens: 100 }) #: api_call chat.completions.create -- model=^gpt-4o; messages=[0]; temperature=?; max_tokens=100; ~high
    @store.chat(text)
    @store.create(model: "beetle")
  end
end
