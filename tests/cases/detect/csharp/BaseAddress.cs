using System.Net.Http;
class Translator
{
    public string Url => "https://openrouter.ai/";
    public const string DefaultUrl = "https://api.openai.com/v1/chat/completions"; //: base_url DefaultUrl
    private HttpClient _http = new();
    private HttpClient _other = new();
    void Start()
    {
        _http.BaseAddress = new Uri(Complete(settings.Url, DefaultUrl));
        _other.BaseAddress = new Uri("https://api.acme.dev/v1");
    }
    async Task Ask(StringContent content)
    {
        await _http.PostAsync(string.Empty, content, token); //: raw_http PostAsync
        await _http.PostAsync("feedback", content);
        await _other.PostAsync(string.Empty, content);
    }
}
class OpenAiErrors
{
    void Tell(HttpClient http) => SeLogger.Error("url: " + http.BaseAddress + "/v1/responses");
}
