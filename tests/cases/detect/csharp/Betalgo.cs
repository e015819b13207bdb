using OpenAI.Managers; //: sdk_import OpenAI.Managers
using OpenAI.ObjectModels.RequestModels; //: sdk_import OpenAI.ObjectModels.RequestModels
using OpenAI.ObjectModels; //: sdk_import OpenAI.ObjectModels
using OpenAI; //: sdk_import OpenAI

class Betalgo(IOpenAIService injected)
{
    async Task A()
    {
        var s = new OpenAIService(new OpenAiOptions() { ApiKey = Environment.GetEnvironmentVariable("MY_OPEN_AI_API_KEY") }); //: client_construction OpenAIService | client_construction OpenAiOptions | env_var MY_OPEN_AI_API_KEY
        var r = await s.ChatCompletion.CreateCompletion(new ChatCompletionCreateRequest { Messages = new List<ChatMessage>(), Model = Models.Gpt_4o, MaxTokens = 50 }); //: api_call chat.completions.create | model_literal gpt-4o
        await injected.Embeddings.CreateEmbedding(new EmbeddingCreateRequest { Model = Models.TextEmbeddingV3Small, Input = "x" }); //: api_call embeddings.create | model_literal text-embedding-3-small
        s.SetDefaultModelId(Models.Gpt_4); //: model_literal gpt-4
        services.AddOpenAIService(settings => { settings.ApiKey = "x"; }); //: client_construction AddOpenAIService
    }
}
