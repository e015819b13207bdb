pub const BASE: &str = "https://api.openai.com/v1"; //: base_url BASE

fn register() {
    Registry::define_string_guc("acme.openai_service_url", "Where OpenAI is", &URL); //: config_key acme.openai_service_url
    Registry::define_string_guc("acme.shop_url", "Where the shop is", &SHOP);
    Registry::describe("acme.openai_key");
}

fn named(kind: Kind) -> String {
    let setting_name = match kind {
        Kind::OpenAIKey => "openai_key", //: config_key openai_key
        Kind::ShopKey => "shop_key",
    };
    setting_name.to_string()
}

impl Provider {
    async fn embed(&self, input: &[String]) -> Vec<f64> {
        let address = format!("{}/embeddings", self.url); //: raw_http /embeddings
        let answer = self.client.post(&address).json(&input).send().await; //: raw_http /embeddings
        let other = format!("{}/orders", self.url);
        let _ = self.client.post(&other).send().await;
        parse(answer)
    }
}

#[external]
fn generate(
    input: &str,
    model: default!(String, "'openai/gpt-4o-mini'"), //: model_literal openai/gpt-4o-mini
    shelf: default!(String, "'upper'"),
) -> String {
    ask(input, model, shelf)
}
