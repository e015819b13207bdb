package com.acme;

import java.net.URI;
import java.net.http.HttpRequest;
import okhttp3.Request;

class Raw {
    static final String HOST = "https://api.openai.com"; //: base_url HOST

    HttpRequest jdk() {
        return HttpRequest.newBuilder().uri(URI.create(HOST + "/v1/chat/completions")).build(); //: raw_http /v1/chat/completions
    }

    Request okhttp(String base) {
        return new Request.Builder().url(base + "/v1/chat/completions").build(); //: raw_http /v1/chat/completions
    }
}
