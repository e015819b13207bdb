# OpenAI::Client.new(access_token: "k").chat(parameters: { model: "gpt-4o" })
require "json"

TITLE = "GPT-4 is great"
DOCS = "https://platform.openai.com/docs"

class Show
  def show(client)
    puts "gpt-4o"
    raise "OPENAI_API_KEY" unless client
    logger.info("gpt-4o")
    client.chat("hello")
    client.create(name: "x")
  end
end
letters = %w[o1 o2 ada]
