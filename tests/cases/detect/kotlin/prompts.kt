import com.aallam.openai.api.chat.* //: sdk_import com.aallam.openai.api.chat
val systemPrompt = "You know everything of trains." //: prompt system
val r = ChatCompletionRequest(model = ModelId("gpt-4o"), messages = listOf(ChatMessage(role = ChatRole.User, content = "When does it leave?"))) //: model_literal gpt-4o | prompt user
