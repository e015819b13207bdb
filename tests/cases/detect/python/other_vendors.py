import anthropic
from groq import Groq
from mistralai import Mistral
from zhipuai import ZhipuAI

client = Groq(api_key="x")
client.chat.completions.create(model="llama3-8b-8192", messages=[])
ZhipuAI().chat.completions.create(model="glm-4", messages=[])
anthropic.Anthropic(base_url="https://api.anthropic.com").messages.create(model="claude-3")
Mistral().embeddings.create(model="mistral-embed", inputs=["x"])


class Completions:
    def create(self, **kwargs):
        return kwargs


class Chat:
    def __init__(self):
        self.completions = Completions()


class HomeMade:
    def __init__(self):
        self.chat = Chat()


HomeMade().chat.completions.create(model="mine")


def unknown(client):
    return client.chat.completions.create(model="m")
