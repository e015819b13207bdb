package com.acme;

import dev.langchain4j.model.openai.OpenAiChatModel; //: sdk_import dev.langchain4j.model.openai.OpenAiChatModel
import dev.langchain4j.model.openai.OpenAiTokenCountEstimator; //: sdk_import dev.langchain4j.model.openai.OpenAiTokenCountEstimator
import dev.langchain4j.model.openai.OpenAiTokenUsage; //: sdk_import dev.langchain4j.model.openai.OpenAiTokenUsage
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.model.chat.request.ChatRequestParameters;

import static com.acme.Names.GPT_4;
import static dev.langchain4j.model.openai.OpenAiChatModelName.GPT_4_O_MINI; //: sdk_import dev.langchain4j.model.openai.OpenAiChatModelName.GPT_4_O_MINI

class StaticNames {
    // GPT_4_O_MINI is enough
    static final String GPT_4_O = "GPT_4_O_MINI";

    void make() {
        var chat = OpenAiChatModel.builder() //: framework_client OpenAiChatModel.builder
                .modelName(GPT_4_O_MINI) //: model_literal gpt-4o-mini
                .build();
        ChatRequestParameters.builder()
                .modelName(GPT_4_O_MINI); //: model_literal gpt-4o-mini
        var other = GPT_4;
        new OpenAiTokenCountEstimator(GPT_4_O_MINI); //: tokenizer OpenAiTokenCountEstimator | model_literal gpt-4o-mini
        OpenAiTokenUsage usage = null; //: sdk_symbol OpenAiTokenUsage
    }
}
