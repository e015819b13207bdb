use std::process::Command;

fn run(key: &str) {
    Command::new("curl")
        .arg("-H").arg(key)
        .args(["-d", r#"{"model": "gpt-4o", "temperature": 0.5}"#]) //: model_literal gpt-4o
        .arg("https://api.openai.com/v1/chat/completions") //: raw_http /v1/chat/completions -- model=gpt-4o; temperature=0.5; ~medium; -> official:openai
        .output();
    Command::new("sh").arg("-c").arg("curl https://example.org");
    Command::new("curl").arg("https://example.org/v1/models").output();
    println!("curl https://api.openai.com/v1/models");
}
