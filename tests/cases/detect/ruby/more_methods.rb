require "openai" #: sdk_import require.openai

openai = OpenAI::Client.new(api_key: key) #: client_construction Client.new
openai.audio.translations.create(file: call) #: api_call audio.translations.create
openai.files.create(file: lines) #: api_call files.create
openai.beta.assistants.create(model: chosen) #: api_call beta.assistants.create
openai.orders.create(file: lines)
