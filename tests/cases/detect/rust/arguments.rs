use async_openai::{config::OpenAIConfig, types::CreateChatCompletionRequestArgs, Client}; //: sdk_import async_openai.Client

const MODEL: &str = "gpt-4o-mini"; //: model_literal gpt-4o-mini

pub async fn ask(warm: f32, store: Store) -> anyhow::Result<()> {
    let client = Client::with_config(OpenAIConfig::new().with_api_base("https://relay.example.org/v1")); //: client_construction Client.with_config -- base_url=https://relay.example.org/v1; -> relay:relay.example.org | client_construction OpenAIConfig.new | base_url with_api_base
    let request = CreateChatCompletionRequestArgs::default().model(MODEL).temperature(warm).max_tokens(100u32).stream(true).build()?;
    client.chat().create(request).await?; //: api_call chat.completions.create -- model=^gpt-4o-mini; temperature=?; max_tokens=100; stream=True; +stream; -> relay:relay.example.org; ~high
    store.chat("gpt").await?;
    Ok(())
}
