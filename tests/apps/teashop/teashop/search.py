"""Search the shelf by meaning. The index lives in memory and is built at start-up."""

import math

from . import settings, stock
from .llm import client


def embed(texts: list[str]) -> list[list[float]]:
    """One vector for each text, in order."""
    answer = client.embeddings.create(model=settings.EMBEDDING_MODEL, input=texts)
    return [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]


class Shelf:
    """Vectors of everything on the shelf."""

    def __init__(self):
        self.names = list(stock.SHELF)
        self.vectors = embed(self.names)

    def nearest(self, wish: str, count: int = 2) -> list[str]:
        """Names of the teas nearest to a wish, best first."""
        (query,) = embed([wish])

        def similarity(vector: list[float]) -> float:
            dot = sum(a * b for a, b in zip(query, vector, strict=True))
            return dot / (math.hypot(*query) * math.hypot(*vector) or 1.0)

        ranked = sorted(zip(self.names, self.vectors, strict=True), key=lambda pair: -similarity(pair[1]))
        return [name for name, _ in ranked[:count]]
