using System.ClientModel;
using OpenAI; //: sdk_import OpenAI
using OpenAI.Chat; //: sdk_import OpenAI.Chat

namespace Acme.Bots;

public class Official
{
    private const string Model = "gpt-4o"; //: model_literal gpt-4o
    private readonly ChatClient _chat;

    public Official(ChatClient chat)
    {
        _chat = chat;
    }

    public async Task Ask(string text)
    {
        ChatClient own = new(model: Model, apiKey: Environment.GetEnvironmentVariable("OPENAI_API_KEY")); //: client_construction ChatClient | env_var OPENAI_API_KEY
        ChatCompletion answer = await own.CompleteChatAsync(new[] { text }, new ChatCompletionOptions { Temperature = 0.2f }); //: api_call chat.completions.create
        await _chat.CompleteChatAsync(text); //: api_call chat.completions.create
        var client = new OpenAIClient(new ApiKeyCredential("k"), new OpenAIClientOptions { Endpoint = new Uri("https://llm.acme.dev/v1") }); //: client_construction OpenAIClient | base_url Endpoint | client_construction OpenAIClientOptions
        client.GetEmbeddingClient("text-embedding-3-small").GenerateEmbedding(text); //: model_literal text-embedding-3-small | api_call embeddings.create
    }
}
