using System.ClientModel; //: sdk_import System.ClientModel
using OpenAI; //: sdk_import OpenAI
using OpenAI.Chat; //: sdk_import OpenAI.Chat
using OpenAI.Embeddings; //: sdk_import OpenAI.Embeddings
using OpenAI.Responses; //: sdk_import OpenAI.Responses
using OpenAI.Assistants; //: sdk_import OpenAI.Assistants
using Azure.AI.OpenAI; //: sdk_import Azure.AI.OpenAI
using Azure.Identity;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel; //: sdk_import Microsoft.SemanticKernel
using Microsoft.SemanticKernel.Connectors.OpenAI; //: sdk_import Microsoft.SemanticKernel.Connectors.OpenAI

public class Official(ChatClient injected)
{
    private readonly OpenAIClient _client = new(Environment.GetEnvironmentVariable("OPENAI_API_KEY")); //: client_construction OpenAIClient | env_var OPENAI_API_KEY
    const string Model = "gpt-4o"; //: model_literal gpt-4o

    public async Task Ask()
    {
        ChatClient chat = new(model: "gpt-4o", apiKey: Environment.GetEnvironmentVariable("OPENAI_API_KEY")); //: client_construction ChatClient | model_literal gpt-4o | env_var OPENAI_API_KEY
        ChatCompletion c = chat.CompleteChat("Say hi"); //: api_call chat.completions.create
        var opts = new ChatCompletionOptions { Temperature = 0.2f, MaxOutputTokenCount = 50, ResponseFormat = ChatResponseFormat.CreateJsonObjectFormat(), Tools = { tool } };
        await chat.CompleteChatAsync([new UserChatMessage("x")], opts); //: api_call chat.completions.create
        await foreach (var u in injected.CompleteChatStreamingAsync(messages)) { } //: api_call chat.completions.create
        var emb = _client.GetEmbeddingClient("text-embedding-3-small"); //: model_literal text-embedding-3-small
        OpenAIEmbedding e = await emb.GenerateEmbeddingAsync("x", new EmbeddingGenerationOptions { Dimensions = 512 }); //: api_call embeddings.create
        var azure = new AzureOpenAIClient(new Uri("https://acme.openai.azure.com"), new DefaultAzureCredential()); //: client_construction AzureOpenAIClient | base_url url
        var zc = azure.GetChatClient("my-deployment");
        zc.CompleteChat(messages); //: api_call chat.completions.create
        var r = new OpenAIResponseClient("gpt-4o-mini", key); //: client_construction OpenAIResponseClient | model_literal gpt-4o-mini
        await r.CreateResponseAsync("hi"); //: api_call responses.create
        var relay = new ChatClient("gpt-4o", new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri("https://relay.acme.dev/v1") }); //: client_construction ChatClient | model_literal gpt-4o | base_url Endpoint | client_construction OpenAIClientOptions
        try { } catch (ClientResultException ex) when (ex.Status == 429) { } //: sdk_symbol ClientResultException
        IChatClient mea = new OpenAI.Chat.ChatClient("gpt-4o-mini", key).AsIChatClient(); //: client_construction ChatClient | model_literal gpt-4o-mini
        await mea.GetResponseAsync("hello"); //: api_call chat.completions.create
        IEmbeddingGenerator<string, Embedding<float>> g = new OpenAIClient(key).GetEmbeddingClient("text-embedding-3-small").AsIEmbeddingGenerator(); //: client_construction OpenAIClient | model_literal text-embedding-3-small
        var k = Kernel.CreateBuilder();
        k.AddOpenAIChatCompletion("gpt-4o", key); //: framework_client AddOpenAIChatCompletion | model_literal gpt-4o
        k.AddAzureOpenAIChatCompletion("dep", "https://acme.openai.azure.com/", key); //: framework_client AddAzureOpenAIChatCompletion | base_url url
        k.Services.AddOpenAIChatCompletion("gpt-4o-mini", key); //: framework_client AddOpenAIChatCompletion | model_literal gpt-4o-mini
        var s = new OpenAIPromptExecutionSettings { Temperature = 0, MaxTokens = 10 }; //: sdk_symbol OpenAIPromptExecutionSettings
    }
}
