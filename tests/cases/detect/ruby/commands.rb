body = `curl https://api.openai.com/v1/chat/completions -d '{"model": "gpt-4o", "stream": true}'` #: raw_http /v1/chat/completions -- model=gpt-4o; stream=True; +stream; ~medium; -> official:openai
system("curl", "https://api.openai.com/v1/models") #: raw_http /v1/models
system "curl https://api.openai.com/v1/embeddings" #: raw_http /v1/embeddings
system("curl", "https://example.org/v1/models")
puts "curl https://api.openai.com/v1/models"
help = "curl https://example.org"
