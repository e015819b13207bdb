package acme;

import com.openai.client.OpenAIClient; //: sdk_import com.openai.client.OpenAIClient
import com.openai.client.OpenAIClientAsync; //: sdk_import com.openai.client.OpenAIClientAsync
import com.openai.client.okhttp.OpenAIOkHttpClient; //: sdk_import com.openai.client.okhttp.OpenAIOkHttpClient
import com.openai.client.okhttp.OpenAIOkHttpClientAsync; //: sdk_import com.openai.client.okhttp.OpenAIOkHttpClientAsync
import com.openai.azure.credential.AzureApiKeyCredential; //: sdk_import com.openai.azure.credential.AzureApiKeyCredential
import com.openai.core.http.StreamResponse; //: sdk_import com.openai.core.http.StreamResponse
import com.openai.errors.OpenAIServiceException; //: sdk_import com.openai.errors.OpenAIServiceException
import com.openai.errors.RateLimitException; //: sdk_import com.openai.errors.RateLimitException
import com.openai.models.ChatModel; //: sdk_import com.openai.models.ChatModel
import com.openai.models.chat.completions.*; //: sdk_import com.openai.models.chat.completions
import com.openai.models.embeddings.EmbeddingCreateParams; //: sdk_import com.openai.models.embeddings.EmbeddingCreateParams
import com.openai.models.embeddings.EmbeddingModel; //: sdk_import com.openai.models.embeddings.EmbeddingModel
import com.openai.models.responses.Response; //: sdk_import com.openai.models.responses.Response
import com.openai.models.responses.ResponseCreateParams; //: sdk_import com.openai.models.responses.ResponseCreateParams

class Off {
    private final OpenAIClient client = OpenAIOkHttpClient.builder().fromEnv().build(); //: client_construction OpenAIOkHttpClient.builder
    private final OpenAIClientAsync async;
    Off(OpenAIClientAsync async) { this.async = async; }
    static OpenAIClient azure() {
        return OpenAIOkHttpClient.builder() //: client_construction OpenAIOkHttpClient.builder
            .baseUrl("https://acme.openai.azure.com") //: base_url baseUrl
            .credential(AzureApiKeyCredential.create(System.getenv("AZURE_OPENAI_KEY"))) //: env_var AZURE_OPENAI_KEY
            .build();
    }
    void ask(OpenAIClient given) {
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
            .addUserMessage("Say this is a test")
            .model(ChatModel.GPT_4O) //: model_literal gpt-4o
            .temperature(0.2)
            .build();
        ChatCompletion c = client.chat().completions().create(params); //: api_call chat.completions.create
        given.chat().completions().create(params); //: api_call chat.completions.create
        async.chat().completions().create(params); //: api_call chat.completions.create
        try (StreamResponse<ChatCompletionChunk> s = client.chat().completions().createStreaming(params)) { //: api_call chat.completions.create
        } catch (RateLimitException | OpenAIServiceException e) { //: sdk_symbol RateLimitException | sdk_symbol OpenAIServiceException
            if (e instanceof RateLimitException r) { throw r; } //: sdk_symbol RateLimitException
        }
        client.responses().create(ResponseCreateParams.builder().input("x").model(ChatModel.GPT_4_1).build()); //: api_call responses.create | model_literal gpt-4.1
        client.embeddings().create(EmbeddingCreateParams.builder().input("x").model(EmbeddingModel.TEXT_EMBEDDING_3_SMALL).build()); //: api_call embeddings.create | model_literal text-embedding-3-small
        client.withOptions(b -> b.baseUrl("https://relay.acme.dev/v1")).models().list(); //: base_url baseUrl
        client.async().chat().completions().create(params); //: api_call chat.completions.create
        client.batches(); client.files().create(null); client.images().generate(null); client.moderations().create(null); //: api_call files.create | api_call images.generate | api_call moderations.create
        client.beta().assistants().create(null); client.beta().threads().create(null); //: api_call beta.assistants.create | api_call beta.threads.create
        client.audio().transcriptions().create(null); //: api_call audio.transcriptions.create
        client.fineTuning().jobs().create(null); //: api_call fine_tuning.jobs.create
    }
    boolean shouldRetry(Throwable t) { return t instanceof OpenAIServiceException; } //: sdk_symbol OpenAIServiceException
    String take(ChatCompletion c) { return ""; }
}
