require "openai" #: sdk_import require.openai
PROMPT_TEMPLATE = "Summarise the text below in one sentence." #: prompt system
client.chat(parameters: { model: "gpt-4o", messages: [{ role: "user", content: "Say hello to everyone." }] }) #: api_call chat.completions.create | model_literal gpt-4o | prompt user
