import tiktoken  #: sdk_import tiktoken
from tiktoken import encoding_for_model  #: sdk_import tiktoken

a = tiktoken.get_encoding("cl100k_base")  #: tokenizer tiktoken.get_encoding
b = encoding_for_model("gpt-4")  #: tokenizer tiktoken.encoding_for_model | model_literal gpt-4
a.encode("x")
