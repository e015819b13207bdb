class AnthropicRequests
  def ask(uri, prompt)
    # Not one of OpenAI's.
    request = Net::HTTP::Post.new(uri, headers)
    request.body = { model: @model, messages: prompt }.to_json
    http.request(request)
  end
end
