using OpenAI.Chat; //: sdk_import OpenAI.Chat

class Arguments
{
    private const string Model = "gpt-4o"; //: model_literal gpt-4o
    private readonly ChatClient _made = new(Model, Environment.GetEnvironmentVariable("OPENAI_API_KEY")); //: client_construction ChatClient -- model=^gpt-4o; api_key=$OPENAI_API_KEY; -> official:openai; ~high | env_var OPENAI_API_KEY
    private readonly IStore _store;

    async void Ask(ChatClient handed, string text, float warm)
    {
        await handed.CompleteChatAsync(text, new ChatCompletionOptions { Temperature = 0.2f, MaxOutputTokenCount = 100, TopP = warm }); //: api_call chat.completions.create -- temperature=0.2; max_tokens=100; top_p=?; +async; -> unknown
        _made.CompleteChat(text); //: api_call chat.completions.create -- -> official:openai
        _store.CompleteOrder(text);
        _store.Create(new OrderOptions { Temperature = 0.2f });
    }
}
