package acme

import com.openai.client.OpenAIClient //: sdk_import com.openai.client.OpenAIClient
import com.openai.client.okhttp.OpenAIOkHttpClient //: sdk_import com.openai.client.okhttp.OpenAIOkHttpClient
import com.openai.models.ChatModel //: sdk_import com.openai.models.ChatModel
import com.openai.models.chat.completions.ChatCompletionCreateParams //: sdk_import com.openai.models.chat.completions.ChatCompletionCreateParams
import com.openai.models.responses.ResponseCreateParams //: sdk_import com.openai.models.responses.ResponseCreateParams
import com.openai.errors.RateLimitException //: sdk_import com.openai.errors.RateLimitException

class Asker(private val client: OpenAIClient = OpenAIOkHttpClient.fromEnv()) { //: client_construction OpenAIOkHttpClient.fromEnv
    fun ask(q: String): String {
        val params = ChatCompletionCreateParams.builder()
            .addUserMessage(q)
            .model(ChatModel.GPT_4O) //: model_literal gpt-4o
            .maxCompletionTokens(100)
            .build()
        return try {
            client.chat().completions().create(params).choices()[0].message().content().get() //: api_call chat.completions.create
        } catch (e: RateLimitException) { "" } //: sdk_symbol RateLimitException
    }
    fun respond(q: String) = client.responses().create(ResponseCreateParams.builder().input(q).model("gpt-4.1").build()) //: api_call responses.create | model_literal gpt-4.1
    fun streaming(q: String) {
        client.chat().completions().createStreaming(ChatCompletionCreateParams.builder().apply { model(ChatModel.GPT_4O_MINI); addUserMessage(q) }.build()).use { } //: api_call chat.completions.create | model_literal gpt-4o-mini
    }
    fun custom() = OpenAIOkHttpClient.builder().apiKey(System.getenv("OPENAI_API_KEY")).baseUrl("https://relay.acme.dev/v1").build() //: client_construction OpenAIOkHttpClient.builder | env_var OPENAI_API_KEY | base_url baseUrl
}
