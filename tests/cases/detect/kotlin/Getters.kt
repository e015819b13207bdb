package shop.chat

import com.aallam.openai.client.OpenAI //: sdk_import com.aallam.openai.client.OpenAI

class Getters(private val shop: Shop) {
    private fun getClient(): OpenAI {
        return shop.openAi
    }

    private fun getCatalogue(): Catalogue = shop.catalogue

    suspend fun ask() {
        val all = getClient().models() //: api_call models.list
        val picture = this.getClient().imageURL(creation) //: api_call images.generate
        val mine = getCatalogue().models()
        val other = shop.models()
        val third = getOther().imageURL(creation)
    }
}
