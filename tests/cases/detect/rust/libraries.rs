use reqwest::Client;
use rig::providers::openai; //: sdk_import rig.providers.openai
use openai_api_rs::v1::api::OpenAIClient; //: sdk_import openai_api_rs.v1.api.OpenAIClient
use openai_api_rs::v1::chat_completion::{self, ChatCompletionRequest}; //: sdk_import openai_api_rs.v1.chat_completion.ChatCompletionRequest
use openai_api_rs::v1::common::GPT4_O; //: sdk_import openai_api_rs.v1.common.GPT4_O | model_literal gpt-4o

const BASE: &str = "https://api.openai.com/v1"; //: base_url BASE

async fn go() {
    let c = reqwest::Client::new();
    c.post("https://api.openai.com/v1/chat/completions").bearer_auth(std::env::var("OPENAI_API_KEY").unwrap()).json(&serde_json::json!({"model": "gpt-4o", "messages": []})).send().await; //: raw_http /v1/chat/completions | env_var OPENAI_API_KEY | model_literal gpt-4o
    c.post(format!("{}/embeddings", BASE)).send().await; //: raw_http /v1/embeddings
    c.post(format!("{BASE}/chat/completions")).send().await; //: raw_http /v1/chat/completions
    let r = openai::Client::from_env(); //: framework_client Client.from_env
    let agent = r.agent("gpt-4o").preamble("x").build(); //: model_literal gpt-4o
    let m = r.agent(openai::GPT_4O).build(); //: model_literal gpt-4o
    let client = OpenAIClient::builder().with_api_key("x").build().unwrap(); //: client_construction OpenAIClient.builder
    let req = ChatCompletionRequest::new(GPT4_O.to_string(), vec![]); //: model_literal gpt-4o
    client.chat_completion(req).await; //: api_call chat.completions.create
    let many = genai::Client::default();
    many.exec_chat("gpt-4o-mini", chat_req, None).await; //: framework_client chat.completions.create | model_literal gpt-4o-mini
    many.exec_chat("claude-3-haiku", chat_req, None).await;
    let key = env!("OPENAI_API_KEY"); //: env_var OPENAI_API_KEY
    let bpe = tiktoken_rs::o200k_base().unwrap(); //: tokenizer o200k_base
    ureq::post("https://api.openai.com/v1/chat/completions").send_json(x); //: raw_http /v1/chat/completions
}
