using Acme.OpenAI;

/// <summary>Asks gpt-4o through OpenAIClient; set OPENAI_API_KEY.</summary>
public class NotSites
{
    // new OpenAIClient("key").GetChatClient("gpt-4o");
    private const string Title = "GPT-4 is great";

    public void Show(ILogger logger)
    {
        Console.WriteLine("gpt-4o");
        logger.LogInformation("OPENAI_API_KEY");
        var client = new OpenAIClient("key");
        client.CompleteChat("hi");
        throw new InvalidOperationException("OPENAI_API_KEY");
    }
}
