package acme

import com.aallam.openai.api.chat.ChatCompletionRequest //: sdk_import com.aallam.openai.api.chat.ChatCompletionRequest
import com.aallam.openai.api.model.ModelId //: sdk_import com.aallam.openai.api.model.ModelId
import com.aallam.openai.client.OpenAI //: sdk_import com.aallam.openai.client.OpenAI
import com.aallam.openai.client.OpenAIHost //: sdk_import com.aallam.openai.client.OpenAIHost

const val MODEL = "gpt-4o" //: model_literal gpt-4o

class Chat(private val injected: OpenAI) {
    private val own = OpenAI(token = System.getenv("OPENAI_API_KEY") ?: "none", host = OpenAIHost("https://relay.acme.dev/v1/")) //: client_construction OpenAI | env_var OPENAI_API_KEY | client_construction OpenAIHost | base_url OpenAIHost
    private val late by lazy { OpenAI(System.getenv("OPENAI_API_KEY")) } //: client_construction OpenAI | env_var OPENAI_API_KEY

    suspend fun ask(text: String) {
        own.chatCompletion(ChatCompletionRequest(model = ModelId(MODEL), temperature = 0.2)) //: api_call chat.completions.create
        injected.embeddings(model = "text-embedding-3-small") //: api_call embeddings.create | model_literal text-embedding-3-small
        late?.chatCompletions(ChatCompletionRequest(model = ModelId("gpt-4o-mini"))) //: api_call chat.completions.create | model_literal gpt-4o-mini
        println("gpt-4o")
    }
}
