import com.openai.client.OpenAIClient; //: sdk_import com.openai.client.OpenAIClient
import com.openai.client.okhttp.OpenAIOkHttpClient; //: sdk_import com.openai.client.okhttp.OpenAIOkHttpClient
import com.openai.models.chat.completions.ChatCompletionCreateParams; //: sdk_import com.openai.models.chat.completions.ChatCompletionCreateParams

class Arguments {
    private static final String MODEL = "gpt-4o"; //: model_literal gpt-4o

    void ask(OpenAIClient handed, double warm, Store store) {
        OpenAIClient made = OpenAIOkHttpClient.builder().apiKey(System.getenv("OPENAI_API_KEY")).baseUrl("https://relay.example.org/v1").build(); //: client_construction OpenAIOkHttpClient.builder -- api_key=$OPENAI_API_KEY; base_url=https://relay.example.org/v1; -> relay:relay.example.org; ~high | env_var OPENAI_API_KEY | base_url baseUrl
        made.chat().completions().create(ChatCompletionCreateParams.builder().model(MODEL).temperature(warm).maxTokens(100).build()); //: api_call chat.completions.create -- model=^gpt-4o; temperature=?; max_tokens=100; -> relay:relay.example.org
        handed.models().list(); //: api_call models.list -- -> unknown
        store.chat().create("gpt");
        store.builder().model("beetle").build();
    }
}
