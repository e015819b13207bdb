package acme;
import java.net.http.*;
import java.net.URI;
import okhttp3.*;
import retrofit2.http.*;
import org.springframework.web.client.*;
import org.springframework.web.reactive.function.client.WebClient;

class Http {
    static final String API = "https://api.openai.com"; //: base_url API
    private static final String CHAT = API + "/v1/chat/completions"; //: raw_http /chat/completions
    void jdk(HttpClient c) throws Exception {
        HttpRequest r = HttpRequest.newBuilder().uri(URI.create("https://api.openai.com/v1/chat/completions")) //: raw_http /v1/chat/completions
            .header("Authorization", "Bearer " + System.getenv("OPENAI_API_KEY")) //: env_var OPENAI_API_KEY
            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-4o\"}")).build(); //: model_literal gpt-4o
        c.send(r, HttpResponse.BodyHandlers.ofString()); //: raw_http /v1/chat/completions
    }
    void ok(OkHttpClient c, RequestBody body) throws Exception {
        Request q = new Request.Builder().url(CHAT).post(body).build(); //: raw_http /v1/chat/completions
        c.newCall(q).execute(); //: raw_http /v1/chat/completions
    }
    void spring(RestTemplate t, WebClient w, RestClient rc) {
        t.postForObject("https://api.openai.com/v1/embeddings", null, String.class); //: raw_http /v1/embeddings
        w.post().uri("https://api.openai.com/v1/chat/completions").retrieve(); //: raw_http /v1/chat/completions
        WebClient.builder().baseUrl("https://api.openai.com/v1").build().post().uri("/chat/completions").retrieve(); //: base_url baseUrl | raw_http /chat/completions
    }
    interface Api { @POST("v1/chat/completions") Call<String> chat(@Body String b); } //: raw_http /v1/chat/completions
}
