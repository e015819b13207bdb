package com.acme;

import com.openai.client.OpenAIClient; //: sdk_import com.openai.client.OpenAIClient
import com.openai.client.okhttp.OpenAIOkHttpClient; //: sdk_import com.openai.client.okhttp.OpenAIOkHttpClient
import com.openai.models.ChatModel; //: sdk_import com.openai.models.ChatModel
import com.openai.models.chat.completions.ChatCompletionCreateParams; //: sdk_import com.openai.models.chat.completions.ChatCompletionCreateParams

class Official {
    private final OpenAIClient client;

    Official(OpenAIClient client) {
        this.client = client;
    }

    static OpenAIClient make() {
        return OpenAIOkHttpClient.builder() //: client_construction OpenAIOkHttpClient.builder
                .apiKey("k")
                .baseUrl("https://eu.api.openai.com/v1") //: base_url baseUrl
                .build();
    }

    void ask() {
        client.chat().completions().create( //: api_call chat.completions.create
                ChatCompletionCreateParams.builder()
                        .model(ChatModel.GPT_4O) //: model_literal gpt-4o
                        .addUserMessage("hi")
                        .build());
    }

    void direct() {
        OpenAIOkHttpClient.fromEnv().embeddings().create(null); //: client_construction OpenAIOkHttpClient.fromEnv | api_call embeddings.create
    }
}
