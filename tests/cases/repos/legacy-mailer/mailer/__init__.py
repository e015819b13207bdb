import os

import openai

openai.api_key = os.environ["OPENAI_KEY"]
openai.api_base = "https://oai-proxy.corp.example/v1"
openai.proxy = os.environ.get("HTTPS_PROXY")
