namespace Shop.Pay;

// No OpenAI among them: addresses of other services, though they are versioned (OPENAI_API_KEY is not read).
public static class Payments
{
    public const string Chat = "ChatGPT";

    public static readonly Provider[] All =
    [
        new("one", "ONE_API_KEY", Endpoint: "https://api.one.dev/v1"),
        new("grok", "XAI_API_KEY", Endpoint: "https://api.x.ai/v1"),
    ];
}
