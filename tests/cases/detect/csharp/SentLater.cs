using System.Net.Http;

class SentLater
{
    async Task Ask(HttpClient client)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "https://api.openai.com/v1/chat/completions"); //: raw_http /v1/chat/completions
        request.Content = content;
        var answer = await client.SendAsync(request); //: raw_http /v1/chat/completions
    }

    async Task Order(HttpClient client)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "https://example.com/orders");
        var answer = await client.SendAsync(request);
    }
}
