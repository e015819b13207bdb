using OpenAI; //: sdk_import OpenAI
using Microsoft.ML.Tokenizers; //: tokenizer Microsoft.ML.Tokenizers
using OpenAI_API; //: sdk_import OpenAI_API

class Tables
{
    int Width(string model) => model switch { "o1" => 2, "bike" => 1, _ => 0 }; //: model_literal o1

    async Task Run(string key, Uri url, object answer)
    {
        var options = new OpenAIClientOptions(); //: client_construction OpenAIClientOptions
        options.Endpoint = url; //: base_url options.Endpoint
        services.AddAzureOpenAIAudioToText("d", "e", key); //: framework_client AddAzureOpenAIAudioToText
        services.AddAcmeAudioToText("d", "e", key);
        var tokenizer = TiktokenTokenizer.CreateForModel(model); //: tokenizer CreateForModel
        var words = WordTokenizer.CreateForModel(model);
        var usage = (OpenAI.Chat.ChatTokenUsage)answer; //: sdk_symbol ChatTokenUsage
        var other = (Acme.Chat.ChatTokenUsage)answer;
        var api = new OpenAIAPI(key); //: client_construction OpenAIAPI
        var talk = api.Chat.CreateConversation(); //: api_call chat.completions.create
        column.HasColumnType("vector(1536)"); //: vector_width vector
        column.HasColumnType("varchar(1536)");
    }

    [VectorStoreVector(1536)] //: vector_width vector
    public float[] Vector { get; set; }

    [MaxLength(1536)]
    public string Text { get; set; }
}
