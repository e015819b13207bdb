package com.acme;

import com.theokanning.openai.completion.chat.*; //: sdk_import com.theokanning.openai.completion.chat
import com.theokanning.openai.service.OpenAiService; //: sdk_import com.theokanning.openai.service.OpenAiService
import com.theokanning.openai.OpenAiHttpException; //: sdk_import com.theokanning.openai.OpenAiHttpException

class Assistant {
    private static final String MODEL = "gpt-3.5-turbo"; //: model_literal gpt-3.5-turbo
    private final OpenAiService service = new OpenAiService(System.getenv("OPENAI_TOKEN")); //: client_construction OpenAiService | env_var OPENAI_TOKEN

    String ask(String text) {
        ChatCompletionRequest request = ChatCompletionRequest.builder()
                .model(MODEL)
                .temperature(0.2)
                .maxTokens(100)
                .build();
        try {
            return this.service.createChatCompletion(request).getChoices().get(0).toString(); //: api_call chat.completions.create
        } catch (OpenAiHttpException failure) { //: sdk_symbol OpenAiHttpException
            return null;
        }
    }

    void stream() {
        service
                .streamChatCompletion(ChatCompletionRequest.builder().model("gpt-4").build()) //: api_call chat.completions.create | model_literal gpt-4
                .blockingForEach(System.out::println);
    }
}
