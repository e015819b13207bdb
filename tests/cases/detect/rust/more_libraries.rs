use chatgpt::prelude::*; //: sdk_import chatgpt.prelude
use chess::prelude::*;
use langchain_rust::embedding::openai::openai_embedder::OpenAiEmbedder; //: sdk_import langchain_rust.embedding.openai.openai_embedder.OpenAiEmbedder
use openai_dive::v1::api::Client; //: sdk_import openai_dive.v1.api.Client
use openai_dive::v1::resources::chat::ChatCompletionParametersBuilder; //: sdk_import openai_dive.v1.resources.chat.ChatCompletionParametersBuilder
use swiftide::integrations::{ollama::Ollama, openai::OpenAI}; //: sdk_import swiftide.integrations.openai.OpenAI

async fn ask(key: String, room: Room) {
    let gpt = ChatGPT::new(key.clone()).unwrap(); //: client_construction ChatGPT.new
    gpt.send_message("hi").await; //: api_call chat.completions.create
    room.send_message("hi").await;
    let client = Client::new_with_base("https://relay.example.org/v1", &key); //: client_construction Client.new_with_base
    let parameters = ChatCompletionParametersBuilder::default().model("gpt-4o").build().unwrap(); //: model_literal gpt-4o
    client.chat().create(parameters).await; //: api_call chat.completions.create
    room.chat().create(2).await;
    let embedder = OpenAiEmbedder::default().with_model("text-embedding-3-small"); //: framework_client OpenAiEmbedder.default | model_literal text-embedding-3-small
    let swift = OpenAI::builder().default_embed_model("text-embedding-3-large").build(); //: framework_client OpenAI.builder | model_literal text-embedding-3-large
    let local = Ollama::builder().default_prompt_model("llama3").build();
}
