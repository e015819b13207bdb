namespace Shop.Chat;

public static class Providers
{
    public static readonly Provider[] All =
    [
        new("openai", "OPENAI_API_KEY", Endpoint: null, Page: "https://platform.openai.com"), //: env_var OPENAI_API_KEY
        new("grok", "XAI_API_KEY", Endpoint: "https://api.x.ai/v1"), //: base_url Endpoint
        new("local", null, Endpoint: "http://llm.shop.dev:8000/v1"), //: base_url Endpoint
        new("page", null, Endpoint: "https://shop.dev/pricing"),
        new("docs", null, Page: "https://docs.shop.dev/v1"),
        new("shop", "SHOP_API_KEY", "https://api.shop.dev/v1"),
    ];
}
