require "net/http"

class OpenAiRequests
  def embed(endpoint, input)
    payload = { model: @model, input: input }
    Faraday.new.post(endpoint, payload.to_json) #: raw_http post
  end

  def ask(uri, prompt)
    request = Net::HTTP::Post.new(uri, headers) #: raw_http new
    request.body = { model: @model, messages: prompt }.to_json
    http.request(request) #: raw_http new
  end

  def note(text)
    queue.post(text)
    http.request(other)
    Net::HTTP::Get.new(uri)
  end
end
