using Azure;
using Azure.AI.OpenAI; //: sdk_import Azure.AI.OpenAI
using Microsoft.SemanticKernel; //: sdk_import Microsoft.SemanticKernel

public class Frameworks
{
    public void Build(IConfiguration configuration)
    {
        var builder = Kernel.CreateBuilder();
        builder.AddOpenAIChatCompletion("gpt-4o", configuration["OpenAI:ApiKey"]); //: framework_client AddOpenAIChatCompletion | model_literal gpt-4o | config_key OpenAI:ApiKey
        var azure = new AzureOpenAIClient(new Uri("https://acme.openai.azure.com"), new AzureKeyCredential("k")); //: client_construction AzureOpenAIClient | base_url url
        var section = configuration.GetSection("OpenAI:Endpoint"); //: config_key OpenAI:Endpoint
        var connection = configuration.GetSection("ConnectionStrings:Main");
    }
}
