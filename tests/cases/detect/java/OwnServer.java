package acme;

import acme.errors.RateLimitException;
import com.anthropic.errors.InternalServerException;
import org.springframework.web.bind.annotation.PostMapping;

class OwnServer {
    // speaks the protocol of openai to others
    @PostMapping("/v1/chat/completions")
    String chat(String body) {
        try {
            return router.post("/v1/chat/completions", body);
        } catch (RateLimitException | InternalServerException e) {
            if (e instanceof RateLimitException) throw e;
            return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"model\":\"gpt-4o\",\"choices\":[]}";
        }
    }
}
