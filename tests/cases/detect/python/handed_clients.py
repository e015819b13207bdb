from typing import Any, Protocol


class Chats(Protocol):
    chat: Any


class Summary:
    def __init__(self, openai_client, llm: Any, client, store, groq_client):
        self._openai, self.llm = openai_client, llm
        self.client = client
        self.store = store
        self.fast = groq_client

    def run(self, text):
        self._openai.chat.completions.create(model="gpt-4o", messages=[], temperature=0.4)  #: api_call chat.completions.create -- model=gpt-4o; temperature=0.4; -> unknown; ~medium | model_literal gpt-4o
        self.llm.embeddings.create(model="text-embedding-3-small", input=text)  #: api_call embeddings.create -- input=?; -> unknown; ~low | model_literal text-embedding-3-small
        return self.client.chat.completions.create(model=text, messages=[])  #: api_call chat.completions.create -- model=?; -> unknown; ~medium

    def others(self, anthropic, mistral_client):
        self.fast.chat.completions.create(model="llama3", messages=[])
        anthropic.chat.completions.create(model="m", messages=[])
        mistral_client.embeddings.create(model="m", inputs=[])
        self.store.completions.create(name="x")
        self.store.files.create(name="x")
        self.store.threads.create()
        self.store.images.generate(width=3)
        self.store.chat.create(text="x")


def by_protocol(chats: Chats):
    return chats.chat.completions.create(model="m", messages=[], stream=True)  #: api_call chat.completions.create -- +stream; -> unknown; ~medium
