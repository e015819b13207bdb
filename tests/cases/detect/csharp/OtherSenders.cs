using System.Net;
using Flurl.Http;

class OtherSenders
{
    const string Url = "https://api.openai.com/v1/chat/completions"; //: base_url Url

    async Task Ask(WebClient web, WWWForm form, string body, Shop shop)
    {
        web.UploadString(Url, body); //: raw_http /v1/chat/completions
        UnityWebRequest.Post(Url, form); //: raw_http /v1/chat/completions
        var request = new UnityWebRequest(Url, "POST"); //: raw_http /v1/chat/completions
        await Url.WithOAuthBearerToken(key).PostJsonAsync(new { model = "gpt-4o" }); //: raw_http /v1/chat/completions | model_literal gpt-4o
        shop.Post("https://shop.example.com/orders", form);
        await shop.Address.WithHeader("a", "b").PostJsonAsync(form);
    }
}
