use async_openai::{ //: sdk_import async_openai.Client
    config::{OpenAIConfig, AzureConfig},
    error::OpenAIError,
    types::{ChatCompletionRequestUserMessageArgs, CreateChatCompletionRequestArgs, CreateEmbeddingRequestArgs, CreateImageRequestArgs, ImageModel, CreateSpeechRequestArgs, SpeechModel, ResponseFormat},
    Client,
};
use async_openai::types::responses::CreateResponseArgs; //: sdk_import async_openai.types.responses.CreateResponseArgs

struct App { client: Client<OpenAIConfig> }

async fn main() -> Result<(), OpenAIError> {
    let client = Client::new(); //: client_construction Client.new
    let config = OpenAIConfig::new().with_api_key(std::env::var("OPENAI_API_KEY")?).with_api_base("https://relay.acme.dev/v1"); //: client_construction OpenAIConfig.new | env_var OPENAI_API_KEY | base_url with_api_base
    let c2 = Client::with_config(config); //: client_construction Client.with_config
    let request = CreateChatCompletionRequestArgs::default()
        .model("gpt-4o-mini") //: model_literal gpt-4o-mini
        .max_tokens(512u32)
        .stream(true)
        .messages([])
        .response_format(ResponseFormat::JsonObject)
        .build()?;
    let response = client.chat().create(request).await?; //: api_call chat.completions.create
    let mut stream = c2.chat().create_stream(request).await?; //: api_call chat.completions.create
    client.embeddings().create(CreateEmbeddingRequestArgs::default().model("text-embedding-3-small").build()?).await?; //: api_call embeddings.create | model_literal text-embedding-3-small
    client.images().create(CreateImageRequestArgs::default().model(ImageModel::DallE3).build()?).await?; //: api_call images.generate | model_literal dall-e-3
    client.audio().speech(CreateSpeechRequestArgs::default().model(SpeechModel::Tts1Hd).build()?).await?; //: api_call audio.speech.create | model_literal tts-1-hd
    client.responses().create(CreateResponseArgs::default().model("gpt-4.1").input("x").build()?).await?; //: api_call responses.create | model_literal gpt-4.1
    let az = Client::with_config(AzureConfig::new().with_api_base("https://acme.openai.azure.com").with_deployment_id("d").with_api_version("2023")); //: client_construction Client.with_config | client_construction AzureConfig.new | base_url with_api_base
    client.assistants().create(x).await?; //: api_call beta.assistants.create
    client.threads().create(x).await?; //: api_call beta.threads.create
    let req = CreateChatCompletionRequest { model: "gpt-4o".into(), messages: vec![], ..Default::default() }; //: model_literal gpt-4o
    client.chat().create(req).await?; //: api_call chat.completions.create
    match e { OpenAIError::ApiError(a) => {}, _ => {} } //: sdk_symbol ApiError
    Ok(())
}
impl App { async fn go(&self) { self.client.chat().create(r).await; } } //: api_call chat.completions.create
