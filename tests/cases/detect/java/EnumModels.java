package shop;

import org.springframework.ai.openai.OpenAiChatModel; //: sdk_import org.springframework.ai.openai.OpenAiChatModel

enum Kind {
    BIG("gpt-4o", 128_000), //: model_literal gpt-4o
    THINKS("o1", 200_000), //: model_literal o1
    OTHER("claude-3", 200_000);

    Kind(String id, int limit) {}
}

enum Room {
    A("o1", 3),
    B("o3", 4);

    Room(String id, int floor) {}
}

class Listing {
    String where(boolean other) {
        String path;
        if (other) {
            path = "/api/tags";
        } else {
            path = "/v1/models"; //: raw_http /v1/models
        }
        return call(path, headers -> headers.setBearerAuth("key"));
    }
}
