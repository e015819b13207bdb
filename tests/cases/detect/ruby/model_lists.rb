CLIENT = "openai"

PRESETS = [
  {
    id: "open_ai",
    models: [
      { name: "o4-mini", tokens: 200_000, display_name: "o4 Mini" }, #: model_literal o4-mini
      { name: "o3", tokens: 200_000, display_name: "o3" }, #: model_literal o3
      { name: "gpt-4.1", display_name: "gpt-4.1" }, #: model_literal gpt-4.1
    ],
    provider: "open_ai",
  },
  { label: "gpt-4o", provider_params: { model_name: "text-embedding-3-small" } }, #: model_literal text-embedding-3-small
]
ROADS = [{ name: "o3", km: 12 }]

def reasoning?(llm)
  return true if llm.model_name.start_with?("o1") #: model_literal o1
  return true if llm.model.starts_with?("o") #: model_literal o
  return true if model.start_with?("dall") #: model_literal dall
  return true if model == "o3" #: model_literal o3
  word.start_with?("o") || word.start_with?("text-") || word == "o3"
end

def endpoint(service)
  "https://#{service.target}:#{service.port}/v1/chat/completions" #: base_url url
end

def page(service)
  "https://#{service.target}:#{service.port}/orders"
end

FAMILY_PREFIXES = %w[gpt- o4].freeze #: model_literal gpt- -- +prefix_test | model_literal o4 -- +prefix_test
PRICES = {
  "gpt-4.1" => 2.0, #: model_literal gpt-4.1 -- +table_key
  "o1" => 15.0, #: model_literal o1 -- +table_key
}.freeze
SUFFIXES = %w[gpt- o4].freeze
LENGTHS = { "o1" => 12, "o3" => 20 }.freeze
