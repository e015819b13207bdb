use async_openai_alt::config::OpenAIConfig; //: sdk_import async_openai_alt.config.OpenAIConfig

trait Answers {
    fn answer(&self);
}

impl Answers for async_openai_alt::Client<OpenAIConfig> {
    async fn answer(&self, request: Asked) {
        self.chat().create(request).await //: api_call chat.completions.create
    }
}

fn make(base: &str) -> impl Answers {
    let config = OpenAIConfig::default() //: client_construction OpenAIConfig.default
        .with_api_base(base); //: base_url with_api_base
    async_openai_alt::Client::with_config(config) //: client_construction Client.with_config
}

async fn other(queue: Queue) {
    queue.tasks().create(request).await;
}
