use async_openai::{ //: sdk_import async_openai.Client
    config::OpenAIConfig,
    types::CreateChatCompletionRequestArgs,
    Client,
};

const MODEL: &str = "gpt-4o-mini"; //: model_literal gpt-4o-mini

struct Bot {
    client: Client<OpenAIConfig>,
}

impl Bot {
    fn new() -> Self {
        let config = OpenAIConfig::new() //: client_construction OpenAIConfig.new
            .with_api_key(std::env::var("OPENAI_API_KEY").unwrap()) //: env_var OPENAI_API_KEY
            .with_api_base("https://relay.acme.dev/v1"); //: base_url with_api_base
        Self { client: Client::with_config(config) } //: client_construction Client.with_config
    }

    async fn ask(&self) -> Result<(), Error> {
        let request = CreateChatCompletionRequestArgs::default().model(MODEL).max_tokens(100u32).build()?;
        let answer = self.client.chat().create(request).await?; //: api_call chat.completions.create
        Ok(())
    }
}

async fn direct() {
    let client = Client::new(); //: client_construction Client.new
    client.embeddings().create(request).await; //: api_call embeddings.create
}
