using Azure.AI.OpenAI; //: sdk_import Azure.AI.OpenAI
using Microsoft.SemanticKernel; //: sdk_import Microsoft.SemanticKernel

class Chained
{
    object Build(string chat, string embedding, string endpoint)
    {
        return Kernel.CreateBuilder()
            .AddAzureOpenAIChatCompletion(chat, endpoint, credential) //: framework_client AddAzureOpenAIChatCompletion
            .AddAzureOpenAITextEmbeddingGeneration(embedding, endpoint, credential) //: framework_client AddAzureOpenAITextEmbeddingGeneration
            .AddRedisVectorStore(endpoint)
            .Build();
    }

    int Count(ContentResult result)
    {
        var other = (OrderUsage)result.Metadata["Order"];
        var usage = (CompletionsUsage)result.Metadata["Usage"]; //: sdk_symbol CompletionsUsage
        return usage.CompletionTokens;
    }
}
