import os

from openai import AzureOpenAI, OpenAI  #: sdk_import openai

OpenAI(base_url="https://api.openai.com/v1")  #: client_construction OpenAI -- -> official:openai | base_url base_url
OpenAI(base_url="https://openrouter.ai/api/v1")  #: client_construction OpenAI -- -> relay:openrouter.ai | base_url base_url
OpenAI(base_url="https://oai.helicone.ai/v1")  #: client_construction OpenAI -- -> relay:oai.helicone.ai | base_url base_url
OpenAI(base_url="https://gateway.ai.cloudflare.com/v1/a/g/openai")  #: client_construction OpenAI -- -> relay:gateway.ai.cloudflare.com | base_url base_url
OpenAI(base_url="https://one-api.example.org/v1")  #: client_construction OpenAI -- -> relay:one-api.example.org | base_url base_url
OpenAI(base_url="http://localhost:3000/v1")  #: client_construction OpenAI -- -> other:localhost:3000 | base_url base_url
OpenAI(base_url="https://api.groq.com/openai/v1")  #: client_construction OpenAI -- -> other:groq | base_url base_url
OpenAI(base_url=os.environ["LLM_BASE_URL"])  #: client_construction OpenAI -- base_url=$LLM_BASE_URL; -> user_defined:LLM_BASE_URL | env_var LLM_BASE_URL
AzureOpenAI(azure_endpoint="https://mine.openai.azure.com")  #: client_construction AzureOpenAI -- -> azure | base_url azure_endpoint
OpenAI(base_url="https://mine.openai.azure.cn/openai/v1")  #: client_construction OpenAI -- -> azure:mine.openai.azure.cn | base_url base_url

SITE = "https://openrouter.example.org/docs"
PAGES = ["https://www.helicone.example.org", "https://gateway.example.org/v1/users"]
