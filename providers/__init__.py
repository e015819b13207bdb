"""LLM vendors as data: catalogue, dialect, prices, and a real `openai` client for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from providers.client import connect, connect_async

__all__ = ["connect", "connect_async"]


def __getattr__(name: str) -> Any:
    """`connect` and `connect_async` on first use: the `openai` package is imported then, not before."""
    if name in __all__:
        from providers import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
