using Flurl.Http;
using RestSharp;

class OtherHttp
{
    async void Ask()
    {
        await "https://api.openai.com/v1/chat/completions".WithOAuthBearerToken("x").PostJsonAsync(new { model = "gpt-4o", temperature = 0.3 }); //: raw_http /v1/chat/completions -- model=gpt-4o; temperature=0.3; ~high; -> official:openai | model_literal gpt-4o
        var rest = new RestClient("https://api.openai.com"); //: base_url url
        rest.Post(new RestRequest("/v1/embeddings").AddJsonBody(new { model = "text-embedding-3-small" })); //: raw_http /v1/embeddings -- model=text-embedding-3-small; ~medium | model_literal text-embedding-3-small
        await "https://example.org/v1/items".PostJsonAsync(new { model = "beetle" });
        new RestClient("https://example.org").Post(new RestRequest("/v1/items"));
    }
}
