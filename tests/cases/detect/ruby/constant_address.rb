require "net/http"

class Completions
  ADDRESS = "https://api.openai.com/v1/chat/completions" #: base_url ADDRESS
  ORDERS = "https://shop.example.com/orders"

  def ask(body)
    uri = URI(ADDRESS)
    http = Net::HTTP.new(uri.host, uri.port)
    request = Net::HTTP::Post.new(uri.path)
    http.request(request) #: raw_http request
  end

  def order(body)
    place = URI(ORDERS)
    http = Net::HTTP.new(place.host, place.port)
    order = Net::HTTP::Post.new(place.path)
    http.request(order)
  end
end
