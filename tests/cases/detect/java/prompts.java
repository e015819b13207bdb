import com.openai.client.OpenAIClient; //: sdk_import com.openai.client.OpenAIClient
import com.openai.models.chat.completions.ChatCompletionCreateParams; //: sdk_import com.openai.models.chat.completions.ChatCompletionCreateParams
class A { void a(OpenAIClient c) {
  c.chat().completions().create(ChatCompletionCreateParams.builder().addSystemMessage("You are a patient teacher.").addUserMessage("Tell me about clouds, please.").model("gpt-4o").build()); //: api_call chat.completions.create | prompt system | prompt user | model_literal gpt-4o
  throw new RuntimeException("The prompt is too long for this model");
} }
