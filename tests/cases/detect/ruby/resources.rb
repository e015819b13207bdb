require "openai" #: sdk_import require.openai
require "langchain"

OpenAI.configure do |config| #: client_construction configure
  config.access_token = ENV.fetch("OPENAI_ACCESS_TOKEN") #: config_key config.access_token | env_var OPENAI_ACCESS_TOKEN
  config.organization_id = ENV["OPENAI_ORGANIZATION_ID"] #: config_key config.organization_id | env_var OPENAI_ORGANIZATION_ID
  config.api_type = :azure #: config_key config.api_type
end
client = OpenAI::Client.new(access_token: ENV["OPENAI_API_KEY"], uri_base: "https://oai.hconeai.com/", request_timeout: 240) #: client_construction Client.new | env_var OPENAI_API_KEY | base_url uri_base
response = client.chat( #: api_call chat.completions.create
  parameters: {
    model: "gpt-4o", #: model_literal gpt-4o
    messages: [{ role: "user", content: "Hello!" }],
    temperature: 0.7,
    stream: proc { |chunk, _| print chunk },
    response_format: { type: "json_object" },
    tools: []
  }
)
client.embeddings(parameters: { model: "text-embedding-ada-002", input: "x" }) #: api_call embeddings.create | model_literal text-embedding-ada-002
client.completions(parameters: { model: "gpt-3.5-turbo-instruct", prompt: "x" }) #: api_call completions.create | model_literal gpt-3.5-turbo-instruct
client.images.generate(parameters: { prompt: "x", model: "dall-e-3" }) #: api_call images.generate | model_literal dall-e-3
client.audio.transcribe(parameters: { model: "whisper-1", file: f }) #: api_call audio.transcriptions.create | model_literal whisper-1
client.assistants.create(parameters: { model: "gpt-4o" }) #: api_call beta.assistants.create | model_literal gpt-4o
client.threads.create #: api_call beta.threads.create
client.runs.create(thread_id: t, parameters: { assistant_id: a }) #: api_call beta.threads.runs.create
client.responses.create(parameters: { model: "gpt-4o", input: "x" }) #: api_call responses.create | model_literal gpt-4o
client.moderations(parameters: { input: "x" }) #: api_call moderations.create
client.files.upload(parameters: { file: "x" }) #: api_call files.create
client.batches.create(parameters: {}) #: api_call batches.create
begin
rescue OpenAI::Error => e #: sdk_symbol Error
rescue Faraday::TooManyRequestsError
end
class Asker
  def initialize(client: OpenAI::Client.new) = @client = client #: client_construction Client.new
  def call = @client.chat(parameters: { model: ENV.fetch("OPENAI_MODEL", "gpt-4o-mini"), messages: }) #: api_call chat.completions.create | env_var OPENAI_MODEL | model_literal gpt-4o-mini
end
llm = Langchain::LLM::OpenAI.new(api_key: ENV["OPENAI_API_KEY"], default_options: { temperature: 0.7, chat_model: "gpt-4o" }) #: framework_client OpenAI.new | env_var OPENAI_API_KEY | model_literal gpt-4o
llm.chat(messages: [])
az = Langchain::LLM::Azure.new(api_key: ENV["AZURE_API_KEY"], llm_deployment_url: "https://acme.openai.azure.com") #: framework_client Azure.new | env_var AZURE_API_KEY | base_url llm_deployment_url
chat = RubyLLM.chat(model: "gpt-4o") #: framework_client chat | model_literal gpt-4o
RubyLLM.configure { |c| c.openai_api_key = ENV["OPENAI_API_KEY"] } #: framework_client configure | config_key c.openai_api_key | env_var OPENAI_API_KEY
RubyLLM.configure { |c| c.openai_organization_id = ENV["OPENAI_ORGANIZATION_ID"]; c.colour = "blue" } #: framework_client configure | config_key c.openai_organization_id | env_var OPENAI_ORGANIZATION_ID
