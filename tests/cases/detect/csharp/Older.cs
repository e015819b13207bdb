using Microsoft.SemanticKernel; //: sdk_import Microsoft.SemanticKernel
using Microsoft.SemanticKernel.Connectors.AI.OpenAI; //: sdk_import Microsoft.SemanticKernel.Connectors.AI.OpenAI
using System.Net;

internal static class Older
{
    internal static KernelBuilder With(this KernelBuilder builder, Settings settings)
    {
        builder.WithAzureTextCompletionService(deploymentName: settings.Deployment, endpoint: settings.Endpoint, apiKey: settings.Key); //: framework_client WithAzureTextCompletionService
        OpenAIPromptExecutionSettings options = new() { Temperature = 0.2 }; //: sdk_symbol OpenAIPromptExecutionSettings
        var handler = new HttpClientHandler { Proxy = new WebProxy("http://127.0.0.1:7890") }; //: proxy WebProxy
        builder.WithMemoryStorage(new VolatileMemoryStore());
        return builder;
    }
}
