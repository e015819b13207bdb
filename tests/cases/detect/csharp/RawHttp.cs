using System.Net.Http;
using System.Net.Http.Json;

public class RawHttp
{
    private const string Url = "https://api.openai.com/v1/chat/completions"; //: base_url Url

    public async Task Ask(HttpClient http, string host)
    {
        await http.PostAsJsonAsync(Url, new { model = "gpt-4o", temperature = 0.2 }); //: raw_http /v1/chat/completions | model_literal gpt-4o
        await http.PostAsync($"{host}/v1/chat/completions", null); //: raw_http /v1/chat/completions
        await http.GetAsync("https://acme.dev/v1/orders");
    }
}
