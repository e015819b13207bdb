require "tiktoken_ruby" #: tokenizer require.tiktoken_ruby
enc = Tiktoken.encoding_for_model("gpt-4o") #: tokenizer encoding_for_model | model_literal gpt-4o
"x".encode("utf-8")
Other.encoding_for_model("beetle")
