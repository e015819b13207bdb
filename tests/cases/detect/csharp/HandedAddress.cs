using System.Net.Http;

class HandedAddress
{
    async Task<string> Ask(HttpClient client, Setting setting)
    {
        return await Send(client, AddressOf(setting), "text");
    }

    async Task<string> Send(HttpClient client, string apiUrl, string body)
    {
        var message = new HttpRequestMessage { Method = HttpMethod.Post, RequestUri = new Uri(apiUrl), Content = new StringContent(body) };
        var answer = await client.SendAsync(message); //: raw_http /completions
        return await answer.Content.ReadAsStringAsync();
    }

    async Task Notify(HttpClient client)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, "https://hooks.example.com/orders");
        await client.SendAsync(message);
        await client.SendAsync(Build());
    }

    string AddressOf(Setting setting)
    {
        return $"{setting.Endpoint}/openai/deployments/{setting.Name}/completions?api-version=2023-09-15"; //: raw_http /completions
    }
}
