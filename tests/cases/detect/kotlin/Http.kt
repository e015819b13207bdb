package acme

import okhttp3.*
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.RequestBody.Companion.toRequestBody
import io.ktor.client.*
import io.ktor.client.request.*

object Endpoints { const val BASE = "https://api.openai.com/v1" } //: base_url BASE

fun ask(key: String) {
    val body = """{"model": "gpt-4o", "messages": []}""".toRequestBody("application/json".toMediaType()) //: model_literal gpt-4o
    val request = Request.Builder()
        .url("https://api.openai.com/v1/chat/completions") //: raw_http /v1/chat/completions
        .addHeader("Authorization", "Bearer $key")
        .post(body)
        .build()
    OkHttpClient().newCall(request).execute() //: raw_http /v1/chat/completions
}
suspend fun ktor(client: HttpClient) {
    client.post("${Endpoints.BASE}/embeddings") { setBody("{}") } //: raw_http /v1/embeddings
    client.post("https://api.openai.com/v1/chat/completions") { setBody("{}") } //: raw_http /v1/chat/completions
}
