package shop;

import org.springframework.ai.openai.OpenAiChatModel; //: sdk_import org.springframework.ai.openai.OpenAiChatModel
import org.springframework.ai.openai.api.common.OpenAiApiConstants; //: sdk_import org.springframework.ai.openai.api.common.OpenAiApiConstants

class Pointed {
    String address() {
        return OpenAiApiConstants.DEFAULT_BASE_URL; //: base_url DEFAULT_BASE_URL -- +constant; -> official:openai
    }

    List<String> others() {
        return List.of(
            "https://api.groq.com/openai", //: base_url url
            "https://api.mistral.ai", //: base_url url
            "https://api.anthropic.com");
    }

    List<String> pages() {
        return List.of("https://api.mistral.ai", "https://docs.acme.dev");
    }
}
