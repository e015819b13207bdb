package acme
import dev.langchain4j.model.openai.OpenAiChatModel //: sdk_import dev.langchain4j.model.openai.OpenAiChatModel
import dev.langchain4j.model.openai.OpenAiStreamingChatModel //: sdk_import dev.langchain4j.model.openai.OpenAiStreamingChatModel
import dev.langchain4j.model.openai.OpenAiEmbeddingModel //: sdk_import dev.langchain4j.model.openai.OpenAiEmbeddingModel
import org.springframework.ai.chat.client.ChatClient
import org.springframework.ai.openai.OpenAiChatOptions //: sdk_import org.springframework.ai.openai.OpenAiChatOptions
import ai.koog.prompt.executor.llms.all.simpleOpenAIExecutor //: sdk_import ai.koog.prompt.executor.llms.all.simpleOpenAIExecutor

val m = OpenAiChatModel.builder().apiKey(System.getenv("OPENAI_API_KEY")).modelName("gpt-4o").temperature(0.2).build() //: framework_client OpenAiChatModel.builder | env_var OPENAI_API_KEY | model_literal gpt-4o
val e = OpenAiEmbeddingModel.builder().modelName("text-embedding-3-small").dimensions(1536).build() //: framework_client OpenAiEmbeddingModel.builder | model_literal text-embedding-3-small
val o = OpenAiChatOptions.builder().model("gpt-4o").temperature(0.7).build() //: framework_client OpenAiChatOptions.builder | model_literal gpt-4o
