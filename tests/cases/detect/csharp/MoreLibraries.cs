using AutoGen.OpenAI; //: sdk_import AutoGen.OpenAI
using Forge.OpenAI.Interfaces.Services; //: sdk_import Forge.OpenAI.Interfaces.Services
using LangChain.Providers.OpenAI; //: sdk_import LangChain.Providers.OpenAI
using LangChain.Providers.Ollama;
using OpenAI_API; //: sdk_import OpenAI_API
using tryAGI.OpenAI; //: sdk_import tryAGI.OpenAI

class MoreLibraries
{
    async Task Ask(Conversation chat, string key, IOpenAIService service, Room room)
    {
        var provider = new OpenAiProvider(key); //: framework_client OpenAiProvider
        var model = new OpenAiLatestFastChatModel(provider); //: framework_client OpenAiLatestFastChatModel
        var local = new OllamaProvider();
        var agent = new OpenAIChatAgent(client, name: "a"); //: framework_client OpenAIChatAgent
        using var api = new OpenAiClient(key); //: client_construction OpenAiClient
        await api.Chat.CreateChatCompletionAsync(request); //: api_call chat.completions.create
        await room.Chat.CreateMessageAsync(request);
        await service.ChatCompletionService.GetAsync(request); //: api_call chat.completions.create
        await room.ChatService.GetAsync(request);
        await chat.GetResponseFromChatbotAsync(); //: api_call chat.completions.create
        await room.GetResponseFromGuestAsync();
        var azure = OpenAIAPI.ForAzure("resource", "deployment", "k"); //: client_construction OpenAIAPI.ForAzure
    }
}
