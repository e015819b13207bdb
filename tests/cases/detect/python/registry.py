from langchain.embeddings import FakeEmbeddings, OpenAIEmbeddings  #: sdk_import langchain.embeddings
from openai import AzureOpenAI, OpenAI  #: sdk_import openai

EMBEDDINGS: dict = {
    "openai": OpenAIEmbeddings,  #: framework_client OpenAIEmbeddings
    "debug": FakeEmbeddings,
}
clients = {"openai": OpenAI, "azure": AzureOpenAI, "none": None}  #: client_construction OpenAI | client_construction AzureOpenAI
names = {"openai": "OpenAIEmbeddings", "kind": dict}
