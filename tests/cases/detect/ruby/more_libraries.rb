require "boxcars"
require "llm"
require "omniai/openai" #: sdk_import require.omniai.openai
require "omniai/google"

client = OmniAI::OpenAI::Client.new(api_key: ENV.fetch("OPENAI_API_KEY")) #: framework_client Client.new | env_var OPENAI_API_KEY
client.chat("hi", model: "gpt-4o") #: framework_client chat.completions.create | model_literal gpt-4o
other = OmniAI::Google::Client.new(api_key: ENV.fetch("GOOGLE_API_KEY"))
other.chat("hi", model: "gemini")
llm = LLM.openai(key: ENV["OPENAI_API_KEY"]) #: framework_client openai | env_var OPENAI_API_KEY
local = LLM.ollama(host: "x")
engine = Boxcars::Openai.new(model: "gpt-4o") #: framework_client Openai.new | model_literal gpt-4o
plain = Boxcars::Anthropic.new(model: "claude")
