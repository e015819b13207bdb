API_ROOT = "https://api.openai.com/v1"  #: base_url API_ROOT
def chat_url(): return f"{API_ROOT}/chat/completions"  #: raw_http /chat/completions
class Cfg:
    base = "https://api.openai.com/v1"  #: base_url base
    model = "gpt-4o"  #: model_literal gpt-4o
def build(path): return API_ROOT + path
