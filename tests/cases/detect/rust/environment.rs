use std::env;

const CHAT_PATH: &str = "/v1/chat/completions"; //: raw_http /v1/chat/completions

// Asks OpenAI.
fn load() -> (String, String, String, String) {
    let engine = env::var("ASK_ENGINE").unwrap_or("gpt-4o".to_string()); //: env_var ASK_ENGINE | model_literal gpt-4o
    let server = env::var("ASK_SERVER").unwrap_or_else(|_| "https://api.openai.com/v1".to_string()); //: env_var ASK_SERVER | base_url server
    let docs = env::var("ASK_DOCS").unwrap_or_else(|_| "https://docs.acme.dev".to_string());
    let owner = env::var("OWNER").unwrap_or("ada".to_string());
    (engine, server, docs, owner)
}
