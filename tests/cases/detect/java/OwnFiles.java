package acme;

// What OpenAI's files are called is no matter here.
interface OwnFiles {
  @GET("v1/files")
  Call<Answer> files();

  @DELETE("v1/models/{id}")
  Call<Answer> remove(@Path("id") String id);
}
