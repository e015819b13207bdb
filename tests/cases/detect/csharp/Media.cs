using OpenAI.Audio; //: sdk_import OpenAI.Audio
using OpenAI.Images; //: sdk_import OpenAI.Images
using OpenAI.Moderations; //: sdk_import OpenAI.Moderations
using OpenAI.Responses; //: sdk_import OpenAI.Responses

class Media
{
    async Task Make(Clients clients, Stream photo, Store store)
    {
        var pictures = clients.For("art");
        pictures.GenerateImages("a lighthouse", 2); //: api_call images.generate
        var edited = await pictures.GenerateImageEditAsync(photo, "a.png", "at night"); //: api_call images.edit -- +async
        pictures.GenerateImageVariations(photo, "a.png", 3); //: api_call images.create_variation
        var spoken = await clients.For("voice").GenerateSpeechAsync("Good morning", Voice.Low); //: api_call audio.speech.create -- +async
        clients.For("voice").TranslateAudio("call.mp3"); //: api_call audio.translations.create
        await clients.For("guard").ClassifyTextAsync("hello"); //: api_call moderations.create
        await store.GenerateReportAsync(photo);
    }

    string Read(IEnumerable<ResponseItem> items, object update, List<object> rows)
    {
        var asked = items.OfType<FunctionCallResponseItem>().First(); //: sdk_symbol FunctionCallResponseItem
        var first = items.OfType<ReasoningResponseItem>().First(); //: sdk_symbol ReasoningResponseItem
        var names = rows.OfType<string>().Cast<Customer>().ToList();
        var lists = new List<ReasoningResponseItem>();
        switch (update)
        {
            case StreamingResponseOutputTextDeltaUpdate delta: //: sdk_symbol StreamingResponseOutputTextDeltaUpdate
                return delta.Delta;
            case StreamingOrderUpdate order:
                return order.Id;
            case string text:
                return text;
        }
        return update as GeneratedImageCollection is null ? "" : "picture"; //: sdk_symbol GeneratedImageCollection
    }
}
