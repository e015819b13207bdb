using Microsoft.ML.Tokenizers; //: tokenizer Microsoft.ML.Tokenizers
using SharpToken; //: tokenizer SharpToken

class Tokenizers
{
    int Count(string s)
    {
        var other = TiktokenTokenizer.CreateForModel("gpt-4o"); //: tokenizer CreateForModel | model_literal gpt-4o
        var text = System.Text.Encoding.GetEncoding("utf-8");
        return GptEncoding.GetEncodingForModel("gpt-4o").CountTokens(s); //: tokenizer GetEncodingForModel | model_literal gpt-4o
    }
}
