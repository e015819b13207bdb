using Acme.Errors;
using Microsoft.Extensions.AI;

class OwnServer(IChatClient chat)
{
    // An endpoint like OpenAI's, for others.
    void Map(WebApplication app)
    {
        app.MapPost("/v1/chat/completions", Handle);
        router.PostAsync("/v1/chat/completions", Handle);
        try { chat.GetResponseAsync("x"); } catch (ClientResultException e) { }
        if (e is RateLimitException) { }
        var models = Models.Default;
    }
}
