package acme

import acme.openai.OpenAI

// OpenAI("key").chatCompletion(request)
val title = "GPT-4 is great"
val client = OpenAI("key")

fun show() {
    println("OPENAI_API_KEY")
    client.chatCompletion("gpt")
    throw IllegalStateException("gpt-4o")
}
