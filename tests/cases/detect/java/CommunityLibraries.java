package acme;

import com.plexpt.chatgpt.ChatGPT; //: sdk_import com.plexpt.chatgpt.ChatGPT
import com.plexpt.chatgpt.ChatGPTStream; //: sdk_import com.plexpt.chatgpt.ChatGPTStream
import com.plexpt.chatgpt.entity.chat.ChatCompletion; //: sdk_import com.plexpt.chatgpt.entity.chat.ChatCompletion
import dev.ai4j.openai4j.OpenAiClient; //: sdk_import dev.ai4j.openai4j.OpenAiClient
import io.github.stefanbratanov.jvm.openai.OpenAI; //: sdk_import io.github.stefanbratanov.jvm.openai.OpenAI
import io.github.stefanbratanov.jvm.openai.OpenAIModel; //: sdk_import io.github.stefanbratanov.jvm.openai.OpenAIModel
import com.plexpt.other.ChatWindow;

class CommunityLibraries {
  void ask(Room room) {
    ChatGPT chatGPT = ChatGPT.builder().apiKey(System.getenv("OPENAI_API_KEY")).apiHost("https://api.openai.com/").build().init(); //: client_construction ChatGPT.builder | env_var OPENAI_API_KEY | base_url apiHost
    ChatCompletion request = ChatCompletion.builder().model(ChatCompletion.Model.GPT4o).temperature(0.2).build(); //: model_literal gpt-4o
    chatGPT.chatCompletion(request); //: api_call chat.completions.create
    String answer = chatGPT.chat("hi"); //: api_call chat.completions.create
    ChatGPTStream stream = ChatGPTStream.builder().apiKey("k").build().init(); //: client_construction ChatGPTStream.builder
    stream.streamChatCompletion(request, null); //: api_call chat.completions.create
    room.chat("hi");
    room.chatCompletion(request);
    OpenAiClient client = OpenAiClient.builder().openAiApiKey("k").baseUrl("https://relay.example.org/v1").build(); //: client_construction OpenAiClient.builder | base_url baseUrl
    OpenAI openAI = OpenAI.newBuilder(System.getenv("OPENAI_API_KEY")).build(); //: client_construction OpenAI.newBuilder | env_var OPENAI_API_KEY
    openAI.chatClient().createChatCompletion(null); //: api_call chat.completions.create
    openAI.roomClient().createRoom(null);
  }
}
