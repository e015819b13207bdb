using Refit;

// Calls https://api.openai.com
public interface IDeclaredClients
{
    [Post("/v1/chat/completions")] //: raw_http /v1/chat/completions
    Task<Answer> Chat([Body] Question question);

    [Get("/v1/files/{id}")] //: raw_http /v1/files/{id}
    Task<Answer> File(string id);

    [HttpPost("v1/chat/completions")]
    Task<Answer> Served(Question question);

    [Get("/v1/users")]
    Task<Answer> Users();
}
