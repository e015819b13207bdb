class OpenAiSpeech {
    void speak(Platform platform) {
        String base = platform.url();
        if (base.isBlank()) {
            base = "https://api.openai.com/v1"; //: base_url base
        }
        String url = base + "/audio/speech"; //: raw_http /audio/speech
        String page = base + "/audio/help";
        log.info("asked " + "/embeddings");
        Sender.sendAndSave(url, headers(), body());
    }
}
