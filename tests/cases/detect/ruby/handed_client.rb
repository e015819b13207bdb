# The client comes from elsewhere; `parameters:` is what only this library's methods take.
class Titles
  def title(bot, text)
    answer = bot.client.chat(parameters: { model: "gpt-4o", messages: text }) #: api_call chat.completions.create | model_literal gpt-4o
    bot.client.responses.create(parameters: bot.request(text)) #: api_call responses.create
    @client.embeddings( #: api_call embeddings.create
      parameters: { model: Setting.openai_embeddings_model, input: text }, #: config_key openai_embeddings_model
    )
    report.chat(parameters: { width: 3 })
    bot.client.chat(text)
    bot.client.messages(parameters: { model: "claude-sonnet" })
    bot.client.search(parameters: { query: text })
    answer
  end

  def save(text)
    store(text)
  rescue PG::Error => e
    raise Stripe::Errors::RateLimitError if e.is_a?(Redis::Error)
  rescue OpenAI::Error #: sdk_symbol Error
    nil
  end
end
