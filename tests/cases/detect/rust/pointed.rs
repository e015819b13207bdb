use async_openai::{config::{OpenAIConfig, OPENAI_API_BASE}, Client}; //: sdk_import async_openai.Client
use tiktoken_rs::{async_openai::get_chat_completion_max_tokens, cl100k_base}; //: tokenizer tiktoken_rs.cl100k_base
use crate::text::count_words;

fn client(settings: Settings) -> Client<OpenAIConfig> {
    let base = settings.base.unwrap_or_else(|| OPENAI_API_BASE.to_string()); //: base_url OPENAI_API_BASE
    if base == OPENAI_API_BASE {
        warn!("official");
    }
    let left = get_chat_completion_max_tokens(&settings.model, &messages)?; //: tokenizer get_chat_completion_max_tokens
    let words = count_words(&settings.text);
    let config = OpenAIConfig::new() //: client_construction OpenAIConfig.new
        .with_api_base(&base) //: base_url with_api_base
        .with_api_key(&settings.key);
    let settings = builder.set_override("openai.api_key", key)?; //: config_key openai.api_key
    let settings = builder.set_override("output.lang", lang)?;
    Client::with_config(config) //: client_construction Client.with_config
}
