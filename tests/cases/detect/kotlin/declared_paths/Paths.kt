package garden.net

const val BASE = "https://api.openai.com/" //: base_url BASE
const val CHAT_PATH = "v1/chat/completions" //: raw_http /v1/chat/completions -- -> official:openai
const val OLD_PATH = "v1/completions" //: raw_http /v1/completions
const val PLANTS_PATH = "v1/plants"
const val openAiApiKey = "put-it-here" //: config_key openAiApiKey
const val plantKey = "put-it-here"
val names = listOf("v1/embeddings")
