require "openai" #: sdk_import require.openai

openai = OpenAI::Client.new(api_key: ENV["OPENAI_API_KEY"]) #: client_construction Client.new | env_var OPENAI_API_KEY
openai.chat.completions.create(messages: [{role: "user", content: "x"}], model: :"gpt-4.1") #: api_call chat.completions.create | model_literal gpt-4.1
openai.chat.completions.create(messages: [], model: OpenAI::Models::ChatModel::GPT_4O) #: api_call chat.completions.create | model_literal gpt-4o
stream = openai.responses.stream(input: "x", model: :"gpt-4o") #: api_call responses.create | model_literal gpt-4o
openai.chat.completions.stream_raw(messages: [], model: "gpt-4o") #: api_call chat.completions.create | model_literal gpt-4o
openai.responses.create(model: "gpt-4o-mini", input: "x") #: api_call responses.create | model_literal gpt-4o-mini
openai.embeddings.create(model: "text-embedding-3-small", input: "x") #: api_call embeddings.create | model_literal text-embedding-3-small
openai.images.generate(prompt: "x") #: api_call images.generate
openai.fine_tuning.jobs.create(model: "gpt-4o-mini", training_file: "x") #: api_call fine_tuning.jobs.create | model_literal gpt-4o-mini
begin
rescue OpenAI::Errors::RateLimitError => e #: sdk_symbol Errors.RateLimitError
rescue OpenAI::Errors::APIConnectionError #: sdk_symbol Errors.APIConnectionError
end
