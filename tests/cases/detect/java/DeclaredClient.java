package acme;

import retrofit2.http.*;

interface DeclaredClient {
  String HOST = "https://api.openai.com/"; //: base_url HOST

  @POST("v1/chat/completions") //: raw_http /v1/chat/completions
  Call<Answer> chat(@Body Question question);

  @POST("/v1/images/variations") //: raw_http /v1/images/variations
  Call<Answer> variations(@Body Question question);

  @GET("v1/files") //: raw_http /v1/files
  Call<Answer> files();

  @DELETE("/v1/files/{id}") //: raw_http /v1/files/{id}
  Call<Answer> remove(@Path("id") String id);

  @GET("v1/fine_tuning/jobs/{id}/events") //: raw_http /v1/fine_tuning/jobs/{id}/events
  Call<Answer> events(@Path("id") String id);

  @RequestLine("POST /v1/embeddings") //: raw_http /v1/embeddings
  Answer embed(Question question);

  @GET("v1/users")
  Call<Answer> users();

  @GET("files/{id}/owner name")
  Call<Answer> owner(@Path("id") String id);

  @PostMapping("/v1/chat/completions")
  Answer served(Question question);

  @Named("v1/files")
  String name();
}
