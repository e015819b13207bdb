require "openai" #: sdk_import require.openai

class Store
  def put(row)
    insert(row)
  rescue PG::Error, Net::OpenTimeout, Aws::Errors::RateLimitError
    nil
  end

  def cached?(name, colour)
    name.match?(/\Agpt-5(?:-|\z)/) && !colour.match?(/\Agrey-5/) #: model_literal \Agpt-5(?:-|\z)
  end

  def address(level)
    Setting.send("openai_model_url_#{level}_tier") || Setting.send("page_url_#{level}_tier") #: config_key openai_model_url_X_tier
  end

  def up
    execute "CREATE INDEX a ON b USING hnsw(c) WITH (dims=1536, m=16)" #: vector_width vector
    execute "CREATE INDEX a ON b USING hnsw(c) WITH (dims=768, m=1536)"
    execute "CREATE TABLE d (width int DEFAULT 1536)"
  end
end
