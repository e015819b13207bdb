package com.acme;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import okhttp3.OkHttpClient;
import okhttp3.Request;

class SentLater {
    void jdk(HttpClient client) throws Exception {
        var request = HttpRequest.newBuilder()
            .uri(URI.create("https://api.openai.com/v1/chat/completions")) //: raw_http /v1/chat/completions
            .build();
        client.send(request, HttpResponse.BodyHandlers.ofString()); //: raw_http /v1/chat/completions
        var other = HttpRequest.newBuilder().uri(URI.create("https://example.com/v1/orders")).build();
        client.send(other, HttpResponse.BodyHandlers.ofString());
    }

    void okhttp(OkHttpClient client) throws Exception {
        Request ask = new Request.Builder().url("https://api.openai.com/v1/embeddings").build(); //: raw_http /v1/embeddings
        client.newCall(ask).execute(); //: raw_http /v1/embeddings
        Request order = new Request.Builder().url("https://example.com/orders").build();
        client.newCall(order).execute();
    }

    void given(HttpClient client, HttpRequest request) throws Exception {
        client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
