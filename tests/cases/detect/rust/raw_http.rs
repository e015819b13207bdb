use reqwest::Client;
use serde_json::json;

async fn ask(base: &str) {
    let body = json!({"model": "gpt-4o", "messages": [{"role": "user"}], "stream": true}); //: model_literal gpt-4o
    Client::new()
        .post("https://api.openai.com/v1/chat/completions") //: raw_http /v1/chat/completions
        .json(&body)
        .send()
        .await;
    Client::new().post(format!("{}/v1/chat/completions", base)); //: raw_http /v1/chat/completions
}

#[derive(Parser)]
struct Args {
    #[arg(long, env = "OPENAI_API_KEY")] //: env_var OPENAI_API_KEY
    key: String,
}
