//! Talks to gpt-4o through async_openai::Client; set OPENAI_API_KEY.
use reqwest::Client;

// let client = async_openai::Client::new();
const TITLE: &str = "GPT-4 is great";
const DOCS: &str = "https://platform.openai.com/docs";

fn show() {
    println!("gpt-4o");
    log::info!("OPENAI_API_KEY");
    let client = Client::new();
    client.chat().create(TITLE);
    panic!("gpt-4o");
}
