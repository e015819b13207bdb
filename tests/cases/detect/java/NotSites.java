package com.acme;

import com.acme.openai.OpenAiService;
import org.slf4j.Logger;

/** Calls new OpenAiService(token) with gpt-4o; needs OPENAI_API_KEY. */
class NotSites {
    // new com.theokanning.openai.service.OpenAiService("k")
    private static final String TITLE = "GPT-4 is great";
    private static final String DOCS = "https://platform.openai.com/docs";

    void show(Logger log) {
        System.out.println("gpt-4o");
        log.info("OPENAI_API_KEY");
        new OpenAiService("token").createChatCompletion(null);
        throw new IllegalStateException("OPENAI_API_KEY");
    }

    @Description("gpt-4o")
    String[] letters = {"o1", "o2", "ada"};
}
