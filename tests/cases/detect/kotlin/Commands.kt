fun run(key: String) {
    ProcessBuilder("curl", "-H", key, "https://api.openai.com/v1/embeddings").start() //: raw_http /v1/embeddings -- ..; ~medium; -> official:openai
    Runtime.getRuntime().exec("curl https://api.openai.com/v1/models") //: raw_http /v1/models
    ProcessBuilder(listOf("curl", "https://example.org/v1/models"))
    println("curl https://api.openai.com/v1/models")
}
