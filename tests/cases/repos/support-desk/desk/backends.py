"""Backends. The OpenAI one calls client.chat.completions.create(model="gpt-4o")."""

from abc import ABC, abstractmethod

from desk.container import Container


class Backend(ABC):
    @abstractmethod
    def answer(self, question: str) -> str: ...


class OpenAIBackend(Backend):
    def __init__(self, container: Container):
        self._client = container.llm
        self._model = container.settings.answer_model

    def answer(self, question: str) -> str:
        reply = self._client.chat.completions.create(
            model=self._model,
            messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": question}],
            temperature=0,
        )
        return reply.choices[0].message.content or ""

    def embed(self, texts):
        found = self._client.embeddings.create(model="text-embedding-3-small", input=texts)
        return [row.embedding for row in found.data]


class ClaudeBackend(Backend):
    def __init__(self, container: Container):
        self._client = container.claude

    def answer(self, question: str) -> str:
        reply = self._client.messages.create(model="claude-3-5-sonnet-latest", max_tokens=500, messages=[])
        return reply.content[0].text


SYSTEM = "You answer customers of an online shop. Never say that you are ChatGPT."
