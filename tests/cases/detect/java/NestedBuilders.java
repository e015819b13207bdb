import dev.langchain4j.model.openai.OpenAiChatRequestParameters; //: sdk_import dev.langchain4j.model.openai.OpenAiChatRequestParameters
import dev.langchain4j.model.openai.OpenAiEmbeddingModel; //: sdk_import dev.langchain4j.model.openai.OpenAiEmbeddingModel
import com.acme.Table;

class NestedBuilders {
    Object embedding(Platform platform) {
        var builder = new OpenAiEmbeddingModel.OpenAiEmbeddingModelBuilder() //: framework_client OpenAiEmbeddingModel.builder
            .baseUrl(platform.url()); //: base_url baseUrl
        var table = new Table.TableBuilder().baseUrl(platform.url());
        var given = OpenAiChatRequestParameters.builder().customParameters(more).build(); //: framework_client OpenAiChatRequestParameters.builder
        return builder.build();
    }
}
