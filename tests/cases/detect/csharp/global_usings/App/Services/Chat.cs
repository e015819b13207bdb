namespace App.Services;

public class Chat
{
    public async Task<string> Ask(IConfiguration config)
    {
        var client = new OpenAIClient(new Uri(config["AzureOpenAiServiceEndpoint"]), new DefaultAzureCredential()); //: client_construction OpenAIClient | config_key AzureOpenAiServiceEndpoint
        var other = config["OpenApiEndpoint"];
        var field = new SearchField("embedding") { VectorSearchDimensions = 1536 }; //: vector_width VectorSearchDimensions
        var width = 1536; // Dimensions = 1536
        await client.GetImageGenerationsAsync(null); //: api_call images.generate
        return (await client.GetChatCompletionsAsync("d", null)).Value; //: api_call chat.completions.create
    }
}
