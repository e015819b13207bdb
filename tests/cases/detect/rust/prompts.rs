use async_openai::types::ChatCompletionRequestSystemMessageArgs; //: sdk_import async_openai.types.ChatCompletionRequestSystemMessageArgs
fn a() { let instructions = "Answer as a pirate would do."; let m = ChatCompletionRequestUserMessageArgs::default().content("How deep is the sea?").build(); } //: prompt system | prompt user
