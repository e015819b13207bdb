import com.aallam.openai.api.model.ModelId //: sdk_import com.aallam.openai.api.model.ModelId
import com.aallam.openai.client.OpenAI //: sdk_import com.aallam.openai.client.OpenAI

class More(private val openAI: OpenAI, private val shop: Shop) {
    private val key = stringPreferencesKey("openai_api_key") //: config_key openai_api_key
    private val theme = stringPreferencesKey("theme")

    suspend fun ask() {
        openAI.model(ModelId("gpt-4")) //: api_call models.retrieve | model_literal gpt-4
        shop.model("bike")
        val secret = BuildConfig.OPENAI_API_KEY //: config_key OPENAI_API_KEY
        val debug = BuildConfig.DEBUG
    }
}
