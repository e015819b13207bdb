require "faraday"
require "net/http"
require "httparty"

class Api
  BASE = "https://api.openai.com/v1" #: base_url BASE
  include HTTParty
  base_uri "https://api.openai.com/v1" #: base_url base_uri

  def one
    conn = Faraday.new(url: "https://api.openai.com") do |f| #: base_url url
      f.request :json
    end
    conn.post("/v1/chat/completions") { |r| r.body = { model: "gpt-4o" }.to_json } #: raw_http /v1/chat/completions | model_literal gpt-4o
    Faraday.post("https://api.openai.com/v1/embeddings", {}.to_json) #: raw_http /v1/embeddings
    uri = URI.parse("#{BASE}/chat/completions") #: raw_http /chat/completions
    http = Net::HTTP.new(uri.host, uri.port)
    request = Net::HTTP::Post.new(uri.path, "Authorization" => "Bearer #{ENV['OPENAI_API_KEY']}") #: env_var OPENAI_API_KEY
    http.request(request) #: raw_http /chat/completions
    RestClient.post("https://api.openai.com/v1/chat/completions", { model: "gpt-4o" }.to_json) #: raw_http /v1/chat/completions | model_literal gpt-4o
    HTTP.auth("Bearer x").post("https://api.openai.com/v1/chat/completions", json: { model: "gpt-4o" }) #: raw_http /v1/chat/completions | model_literal gpt-4o
    self.class.post("/chat/completions", body: {}) #: raw_http /chat/completions
  end
end
