namespace Acme;
public class ToolSettings
{
    public string ChatGptApiKey { get; set; }
    public string ChatGptUrl { get; set; } = "https://api.openai.com/v1/chat/completions"; //: base_url ChatGptUrl
}
