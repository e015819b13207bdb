package acme

import acme.http.chatCompletionRequest
import io.ktor.server.routing.Routing
import kotlinx.serialization.json.Json

class RateLimitException : Exception()

val request = chatCompletionRequest {
    model = "llama"
    temperature = 0.3
}
val answer = """{"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o", "choices": []}"""

fun Routing.serve() {
    post("/v1/chat/completions") { call.respond(answer) }
}

fun retry(error: Throwable) = try {
    if (error is RateLimitException) 1 else 2
} catch (e: RateLimitException) {
    3
}
