import os

import requests
from openai import OpenAI  #: sdk_import openai

endpoint_url = "http://0.0.0.0:8000"
host = "http://127.0.0.1:9200/"
base_url = "http://localhost:11434"  #: base_url base_url -- -> other:localhost:11434
llm_endpoint = "http://127.0.0.1:8080"  #: base_url llm_endpoint -- -> other:127.0.0.1:8080
width = int(os.environ.get("EMBEDDING_DIMENSION", 256))  #: env_var EMBEDDING_DIMENSION
client = OpenAI(base_url=base_url)  #: client_construction OpenAI -- -> other:localhost:11434
requests.post(endpoint_url + "/upsert", json={})
