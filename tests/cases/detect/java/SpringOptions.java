package com.acme;

import org.springframework.ai.azure.openai.AzureOpenAiChatOptions; //: sdk_import org.springframework.ai.azure.openai.AzureOpenAiChatOptions
import org.springframework.ai.openai.OpenAiAudioSpeechOptions; //: sdk_import org.springframework.ai.openai.OpenAiAudioSpeechOptions
import org.springframework.ai.openai.OpenAiImageOptions; //: sdk_import org.springframework.ai.openai.OpenAiImageOptions
import org.springframework.ai.chat.prompt.ChatOptions;
import com.acme.images.AcmeImageOptions;

class SpringOptions {
    void build() {
        var image = OpenAiImageOptions.builder().model("dall-e-3").build(); //: framework_client OpenAiImageOptions.builder | model_literal dall-e-3
        var speech = OpenAiAudioSpeechOptions.builder().model("tts-1").build(); //: framework_client OpenAiAudioSpeechOptions.builder | model_literal tts-1
        var chat = AzureOpenAiChatOptions.builder().build(); //: framework_client AzureOpenAiChatOptions.builder
        var any = ChatOptions.builder().build();
        var own = AcmeImageOptions.builder().build();
    }
}
