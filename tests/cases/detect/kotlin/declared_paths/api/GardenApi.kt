package garden.net.api

import garden.net.CHAT_PATH
import garden.net.PLANTS_PATH
import retrofit2.Call
import retrofit2.http.Body
import retrofit2.http.POST

interface OpenAiApi {
    @POST(CHAT_PATH) //: raw_http /v1/chat/completions
    fun chat(@Body body: Ask): Call<Answer>

    @POST(PLANTS_PATH)
    fun plants(@Body body: Ask): Call<Answer>

    @POST(CHAT_PATH_OF_OTHERS)
    fun others(@Body body: Ask): Call<Answer>
}
