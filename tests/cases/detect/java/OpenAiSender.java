package shop;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;

class OpenAiSender {
    String ask(Settings settings, Map<String, Object> body) throws Exception {
        body.put("model", settings.model());
        body.put("messages", List.of());
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder().uri(URI.create(settings.server()))
            .header("Authorization", "Bearer " + settings.key())
            .POST(HttpRequest.BodyPublishers.ofString(text(body)))
            .build();
        HttpRequest listed = HttpRequest.newBuilder().uri(URI.create(settings.other())).GET().build();
        client.send(listed, HttpResponse.BodyHandlers.ofString());
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body(); //: raw_http send -- +sent; -> user_defined
    }
}
