import os

CHAT_PATH = "/v1/chat/completions"  #: raw_http /v1/chat/completions
embed_url = "/v1/embeddings"  #: raw_http /v1/embeddings
PLANTS_PATH = "/v1/plants"
known = ["/v1/chat/completions"]
engine = os.environ.get("ASK_ENGINE") or "gpt-4o-mini"  #: env_var ASK_ENGINE | model_literal gpt-4o-mini
owner = os.environ.get("OWNER") or "ada"
