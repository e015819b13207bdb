package acme;

import com.theokanning.openai.service.OpenAiService; //: sdk_import com.theokanning.openai.service.OpenAiService
import com.theokanning.openai.completion.chat.ChatCompletionRequest; //: sdk_import com.theokanning.openai.completion.chat.ChatCompletionRequest
import com.theokanning.openai.embedding.EmbeddingRequest; //: sdk_import com.theokanning.openai.embedding.EmbeddingRequest
import com.theokanning.openai.OpenAiHttpException; //: sdk_import com.theokanning.openai.OpenAiHttpException
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.openai.OpenAiChatModel; //: sdk_import org.springframework.ai.openai.OpenAiChatModel
import org.springframework.ai.openai.OpenAiChatOptions; //: sdk_import org.springframework.ai.openai.OpenAiChatOptions
import org.springframework.ai.openai.api.OpenAiApi; //: sdk_import org.springframework.ai.openai.api.OpenAiApi
import org.springframework.ai.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel; //: sdk_import dev.langchain4j.model.openai.OpenAiEmbeddingModel
import dev.langchain4j.model.azure.AzureOpenAiChatModel; //: sdk_import dev.langchain4j.model.azure.AzureOpenAiChatModel
import dev.langchain4j.service.AiServices;
import io.github.sashirestela.openai.SimpleOpenAI; //: sdk_import io.github.sashirestela.openai.SimpleOpenAI
import com.unfbx.chatgpt.OpenAiClient; //: sdk_import com.unfbx.chatgpt.OpenAiClient
import cn.hutool.http.HttpRequest;

class Others {
    OpenAiService service = new OpenAiService(System.getenv("OPENAI_TOKEN"), Duration.ofSeconds(30)); //: client_construction OpenAiService | env_var OPENAI_TOKEN
    void a() {
        ChatCompletionRequest r = ChatCompletionRequest.builder().model("gpt-3.5-turbo").messages(m).n(1).maxTokens(50).logitBias(new HashMap<>()).build(); //: model_literal gpt-3.5-turbo
        service.createChatCompletion(r).getChoices(); //: api_call chat.completions.create
        service.streamChatCompletion(r).blockingForEach(System.out::println); //: api_call chat.completions.create
        service.createEmbeddings(EmbeddingRequest.builder().model("text-embedding-ada-002").input(List.of("x")).build()); //: api_call embeddings.create | model_literal text-embedding-ada-002
        try { } catch (OpenAiHttpException e) { } //: sdk_symbol OpenAiHttpException
    }
    void spring(ChatClient.Builder builder) {
        var api = OpenAiApi.builder().apiKey(System.getenv("OPENAI_API_KEY")).baseUrl("https://api.openai.com").build(); //: framework_client OpenAiApi.builder | env_var OPENAI_API_KEY | base_url baseUrl
        var model = OpenAiChatModel.builder().openAiApi(api).defaultOptions(OpenAiChatOptions.builder().model("gpt-4o").temperature(0.4).build()).build(); //: framework_client OpenAiChatModel.builder | framework_client OpenAiChatOptions.builder | model_literal gpt-4o
        var old = new OpenAiChatModel(new OpenAiApi(System.getenv("OPENAI_API_KEY"))); //: framework_client OpenAiChatModel | framework_client OpenAiApi | env_var OPENAI_API_KEY
        ChatClient client = builder.build();
        client.prompt().user("x").options(OpenAiChatOptions.builder().withModel("gpt-4o-mini").build()).call().content(); //: framework_client OpenAiChatOptions.builder | model_literal gpt-4o-mini
    }
    void lc() {
        var e = OpenAiEmbeddingModel.builder().apiKey("demo").modelName("text-embedding-3-small").build(); //: framework_client OpenAiEmbeddingModel.builder | model_literal text-embedding-3-small
        var z = AzureOpenAiChatModel.builder().endpoint(System.getenv("AZURE_OPENAI_ENDPOINT")).deploymentName("gpt-4o").build(); //: framework_client AzureOpenAiChatModel.builder | env_var AZURE_OPENAI_ENDPOINT | model_literal gpt-4o
    }
}
