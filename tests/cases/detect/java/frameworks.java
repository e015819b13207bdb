package com.acme;

import com.azure.ai.openai.OpenAIClientBuilder; //: sdk_import com.azure.ai.openai.OpenAIClientBuilder
import com.knuddels.jtokkit.Encodings; //: tokenizer com.knuddels.jtokkit.Encodings
import dev.langchain4j.model.openai.OpenAiChatModel; //: sdk_import dev.langchain4j.model.openai.OpenAiChatModel
import org.springframework.beans.factory.annotation.Value;

class Frameworks {
    @Value("${spring.ai.openai.api-key}") //: config_key spring.ai.openai.api-key
    private String key;
    @Value("${OPENAI_MODEL:gpt-4o}") //: env_var OPENAI_MODEL | model_literal gpt-4o
    private String model;

    void make() {
        var chat = OpenAiChatModel.builder() //: framework_client OpenAiChatModel.builder
                .apiKey(key)
                .modelName("gpt-4o-mini") //: model_literal gpt-4o-mini
                .build();
        var azure = new OpenAIClientBuilder() //: client_construction OpenAIClientBuilder
                .endpoint("https://acme.openai.azure.com") //: base_url endpoint
                .buildClient();
        azure.getChatCompletions("gpt-4o", null); //: api_call chat.completions.create | model_literal gpt-4o
        Encodings.newDefaultEncodingRegistry(); //: tokenizer newDefaultEncodingRegistry
    }
}
