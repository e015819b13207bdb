# gem "openai"
gem "ruby-openai", "8.1.0", { require: false } #: dependency ruby-openai
gem "event_stream_parser", "1.0.0"
gem_version "openai"

class Chat
  def ask(text)
    uri = URI.parse("https://api.openai.com/v1/chat/completions") #: base_url uri
    request = Net::HTTP::Post.new(uri.path, headers)
    http.request(request) #: raw_http request
    other = Net::HTTP::Post.new(URI.parse("https://example.com/orders").path)
    http.request(other)
    key = Rails.configuration.openai_api_key #: config_key openai_api_key
    time = Rails.configuration.time_zone
    OpenAI.rough_token_count(text) #: tokenizer rough_token_count
    Acme.rough_token_count(text)
  rescue StandardError => e
    raise if e.is_a?(OpenAI::Error) #: sdk_symbol Error
    raise if e.is_a?(Acme::Error)
  end

  def table(t)
    t.vector :embedding, limit: 1536 #: vector_width vector
    add_column :docs, :embedding, :vector, limit: 1536 #: vector_width vector
    t.string :title, limit: 1536
    execute "ALTER TABLE docs ADD COLUMN embedding halfvec(3072)" #: vector_width vector
    case @name
    when /gpt-4/ then 1 #: model_literal gpt-4
    when /order-4/ then 2
    end
  end
end
