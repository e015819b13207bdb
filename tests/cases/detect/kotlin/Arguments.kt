import com.aallam.openai.api.chat.ChatCompletionRequest //: sdk_import com.aallam.openai.api.chat.ChatCompletionRequest
import com.aallam.openai.api.model.ModelId //: sdk_import com.aallam.openai.api.model.ModelId
import com.aallam.openai.client.OpenAI //: sdk_import com.aallam.openai.client.OpenAI
import com.aallam.openai.client.OpenAIHost //: sdk_import com.aallam.openai.client.OpenAIHost

const val MODEL = "gpt-4o" //: model_literal gpt-4o

class Bot(private val openAI: OpenAI, private val http: HttpClient) {
    suspend fun ask(chosen: String, limit: Int) {
        openAI.chatCompletion(ChatCompletionRequest(model = ModelId(MODEL), temperature = 0.5, maxTokens = limit)) //: api_call chat.completions.create -- model=^gpt-4o; temperature=0.5; max_tokens=?; -> unknown; ~high
        openAI.chatCompletion(ChatCompletionRequest(model = ModelId(chosen))) //: api_call chat.completions.create -- model=?
        http.post("https://api.openai.com/v1/embeddings") { setBody(chosen) } //: raw_http /v1/embeddings -- ..; -> official:openai; ~high
        http.post("https://example.org/v1/items") { setBody(chosen) }
    }
}

fun make() = OpenAI(token = System.getenv("OPENAI_API_KEY"), host = OpenAIHost("https://relay.example.org/v1/")) //: client_construction OpenAI -- api_key=$OPENAI_API_KEY; base_url=https://relay.example.org/v1/; -> relay:relay.example.org | client_construction OpenAIHost | base_url OpenAIHost | env_var OPENAI_API_KEY
fun mine() = HttpHost("https://example.org/v1/")
