using OpenAI; //: sdk_import OpenAI
using OpenAI.Chat; //: sdk_import OpenAI.Chat
using OpenAI.Models; //: sdk_import OpenAI.Models

class ModelsOfLibraries
{
    async Task Ask(Room room)
    {
        using var api = new OpenAIClient(new OpenAIAuthentication("k")); //: client_construction OpenAIClient
        await api.ChatEndpoint.GetCompletionAsync(new ChatRequest(messages, Model.GPT4o)); //: api_call chat.completions.create | model_literal gpt-4o
        await api.ImagesEndPoint.GenerateImageAsync(request); //: api_call images.generate
        var shape = Shape.Round;
    }
}
