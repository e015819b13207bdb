use acme::types::{ImageModel, SpeechModel};
use genai::Client;

fn main() {
    let image = ImageModel::DallE3;
    let speech = SpeechModel::Tts1Hd;
    let client = Client::default();
    client.exec_chat("claude-3-haiku", request, None);
    let path = format!("{}/{name}/users", BASE);
    router.route("/v1/chat/completions", post(handle));
}
