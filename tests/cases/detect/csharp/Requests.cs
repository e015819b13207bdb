using System.Net.Http;
using System.Net.Http.Json;
class Http
{
    private const string Base = "https://api.openai.com/v1/"; //: base_url Base
    private readonly HttpClient _http = new() { BaseAddress = new Uri("https://api.openai.com/v1/") }; //: base_url BaseAddress
    async Task A()
    {
        var body = new { model = "gpt-4o", messages = new[] { new { role = "user", content = "x" } } }; //: model_literal gpt-4o
        await _http.PostAsJsonAsync("chat/completions", body); //: raw_http /chat/completions
        var req = new HttpRequestMessage(HttpMethod.Post, "https://api.openai.com/v1/chat/completions"); //: raw_http /v1/chat/completions
        req.Headers.Authorization = new("Bearer", Environment.GetEnvironmentVariable("OPENAI_API_KEY")); //: env_var OPENAI_API_KEY
        await _http.SendAsync(req); //: raw_http /v1/chat/completions
        await _http.PostAsync(Base + "embeddings", content); //: raw_http /v1/embeddings
        await _http.PostAsync($"{Base}chat/completions", content); //: raw_http /v1/chat/completions
        var key = configuration["OpenAI:ApiKey"]; //: config_key OpenAI:ApiKey
        var m = configuration.GetValue<string>("OpenAI:Model") ?? "gpt-4o-mini"; //: config_key OpenAI:Model | model_literal gpt-4o-mini
    }
}
