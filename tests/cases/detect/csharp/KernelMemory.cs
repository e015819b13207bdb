using Microsoft.KernelMemory;
using Microsoft.KernelMemory.AI.OpenAI; //: sdk_import Microsoft.KernelMemory.AI.OpenAI
using Microsoft.KernelMemory.AI.Ollama;
class Memory
{
    void Configure(IKernelMemoryBuilder builder)
    {
        builder.Services.AddAzureOpenAIEmbeddingGeneration(config: Read("AzureOpenAIEmbedding")); //: framework_client AddAzureOpenAIEmbeddingGeneration
        builder.Services.AddOllamaTextGeneration(config: Read("Ollama"));
        var given = new Dictionary<string, string?>
        {
            { $"{Root}:Services:OpenAI:APIKey", key }, //: config_key X:Services:OpenAI:APIKey
            { $"{Root}:TextGeneratorType", "OpenAI" }, //: config_key X:TextGeneratorType
            { $"{Root}:Services:Qdrant:APIKey", other },
        };
    }
}
