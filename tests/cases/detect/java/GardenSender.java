package shop;

// Asks our own server, whose models are of OpenAI.
class GardenSender {
    String ask(Settings settings, Map<String, Object> body) throws Exception {
        body.put("model", settings.model());
        body.put("messages", List.of());
        HttpRequest request = HttpRequest.newBuilder().uri(URI.create(settings.server()))
            .header("Authorization", "Bearer " + settings.key())
            .POST(HttpRequest.BodyPublishers.ofString(text(body)))
            .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
