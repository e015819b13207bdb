import java.util.List;

class Commands {
    void run(String key) throws Exception {
        new ProcessBuilder("curl", "-H", key, "https://api.openai.com/v1/embeddings").start(); //: raw_http /v1/embeddings -- ..; ~medium; -> official:openai
        Runtime.getRuntime().exec("curl https://api.openai.com/v1/models"); //: raw_http /v1/models
        new ProcessBuilder(List.of("curl", "https://api.openai.com/v1/chat/completions", "-d", "{\"model\": \"gpt-4o\", \"n\": 2}")); //: raw_http /v1/chat/completions -- model=gpt-4o; n=2 | model_literal gpt-4o
        new ProcessBuilder("curl", "https://example.org/v1/models").start();
        System.out.println("curl https://api.openai.com/v1/models");
        String help = "curl https://example.org";
    }
}
