using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI; //: sdk_import OpenAI
class P {
  static void Main() {
    builder.Services.AddChatClient(new OpenAIClient(key).GetChatClient("gpt-4o").AsIChatClient()).UseFunctionInvocation(); //: client_construction OpenAIClient | model_literal gpt-4o
    builder.AddOpenAIClient("openai").AddChatClient("gpt-4o-mini"); //: framework_client AddOpenAIClient | model_literal gpt-4o-mini
    builder.AddAzureOpenAIClient("openai"); //: framework_client AddAzureOpenAIClient
  }
}
class C(IChatClient chat) { Task<ChatResponse> A() => chat.GetResponseAsync("x", new ChatOptions { Temperature = 0.2f, ModelId = "gpt-4o" }); } //: model_literal gpt-4o
