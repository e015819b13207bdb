package garden.server

import org.springframework.web.bind.annotation.PostMapping
import org.springframework.web.bind.annotation.RestController

// Speaks the protocol of OpenAI to others.
const val CHAT_PATH = "/v1/chat/completions"

@RestController
class Served {
    @PostMapping(CHAT_PATH)
    fun chat(): String = "openai"
}
