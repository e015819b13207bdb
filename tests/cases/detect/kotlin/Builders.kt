package acme

import com.aallam.openai.api.chat.* //: sdk_import com.aallam.openai.api.chat
import com.aallam.openai.api.model.ModelId //: sdk_import com.aallam.openai.api.model.ModelId
import com.aallam.openai.client.OpenAI //: sdk_import com.aallam.openai.client.OpenAI
import com.aallam.openai.client.OpenAIConfig //: sdk_import com.aallam.openai.client.OpenAIConfig
import com.aallam.openai.api.embedding.embeddingRequest //: sdk_import com.aallam.openai.api.embedding.embeddingRequest
import com.aallam.openai.api.http.Timeout //: sdk_import com.aallam.openai.api.http.Timeout
import kotlin.time.Duration.Companion.seconds

val openai = OpenAI(token = System.getenv("OPENAI_API_KEY"), timeout = Timeout(socket = 60.seconds)) //: client_construction OpenAI | env_var OPENAI_API_KEY
val config = OpenAIConfig(token = "x", host = OpenAIHost.azure("acme", "dep", "2024-02-01")) //: client_construction OpenAIConfig | client_construction OpenAIHost.azure

suspend fun main() {
    val request = chatCompletionRequest {
        model = ModelId("gpt-4o") //: model_literal gpt-4o
        temperature = 0.3
        maxTokens = 100
        messages {
            system { content = "You are helpful" }
            user { content = "Hi" }
        }
        tools { function(name = "x") }
    }
    val completion: ChatCompletion = openai.chatCompletion(request) //: api_call chat.completions.create
    openai.chatCompletions(chatCompletionRequest { model = ModelId("gpt-4o-mini") }).collect { print(it) } //: api_call chat.completions.create | model_literal gpt-4o-mini
    val r2 = ChatCompletionRequest(model = ModelId("gpt-3.5-turbo"), messages = listOf(ChatMessage(role = ChatRole.User, content = "x")), responseFormat = ChatResponseFormat.JsonObject) //: model_literal gpt-3.5-turbo
    openai.chatCompletion(r2) //: api_call chat.completions.create
    val e = openai.embeddings(embeddingRequest { //: api_call embeddings.create
        model = ModelId("text-embedding-3-small") //: model_literal text-embedding-3-small
        input = listOf("a")
    })
    openai.completion(CompletionRequest(model = ModelId("text-davinci-003"), prompt = "x")) //: api_call completions.create | model_literal text-davinci-003
    openai.imageURL(creation = ImageCreation(prompt = "x", model = ModelId("dall-e-3"))) //: api_call images.generate | model_literal dall-e-3
    openai.models() //: api_call models.list
}
