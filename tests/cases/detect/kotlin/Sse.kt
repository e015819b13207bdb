import okhttp3.Request
import okhttp3.sse.EventSources

class OpenAiStream(private val client: OkHttpClient) {
    fun stream(base: String, body: RequestBody) {
        val request = Request.Builder()
            .url("$base/chat/completions") //: raw_http /chat/completions
            .post(body)
            .build()
        val source = EventSources.createFactory(client).newEventSource(request, listener) //: raw_http /chat/completions
        val other = Request.Builder().url("https://events.acme.dev/feed").build()
        EventSources.createFactory(client).newEventSource(other, listener)
    }
}
