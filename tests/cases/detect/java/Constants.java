interface Constants {
    String OPENAI_CON = "acme.openai.api-key"; //: config_key acme.openai.api-key
    String AZURE = "acme.azureopenai.endpoint"; //: config_key acme.azureopenai.endpoint
    String TITLE = "OpenAI settings";
    String PAGE = "openai.settings.page";
    String MODEL = "gpt-4o"; //: model_literal gpt-4o
    String STORE = "acme.shop.api-key";
}
