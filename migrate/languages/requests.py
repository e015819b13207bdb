"""Requests as code writes them without the SDK: the path that is asked, a body that is written as text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrate.model import Site, SiteKind

IN_BODY = re.compile(r'"model"\s*:\s*"(?P<model>[\w./:-]{2,80})"')
ASKED = re.compile(r'"(?:messages|input|prompt)"\s*:')
ANSWERED = re.compile(r'"(?:choices|object|usage|created)"\s*:')
ASKED_FOR = frozenset(  # what some request of the API has; a method of the same name elsewhere has none of them
    {"model", "input", "prompt", "messages", "file", "image", "engine", "training_file", "voice", "instructions",
     "endpoint", "thread_id", "assistant_id", "extra_body"}
)  # fmt: skip
_IN_ADDRESS = re.compile(r"[?&]model=(?P<model>[\w.:-]{2,80})(?=[&#]|\Z)")


def model_in_body(text: str, known: re.Pattern[str], sites: Iterable[Site]) -> str | None:
    """The model that the body of a request names; None for the body of an answer, or any other JSON.

    Where `sites` has a request, the text need not look like one itself.
    """
    found = IN_BODY.search(text)
    if found is None or not known.fullmatch(found["model"]) or ANSWERED.search(text):
        return None
    asked = ASKED.search(text) is not None or any(s.kind is SiteKind.HTTP for s in sites)
    return found["model"] if asked else None


def path_of(url: str, path: str) -> str:
    """The path a request asks, as far as it is known: `path` is what of the API's stands in `url`, or empty.

    NUL stands in `url` for what is put in at run time, a star in the answer.
    """
    if path:
        prefix = url[: url.find(path)].rpartition("/")[2]
        return f"/{prefix}{path}" if prefix in ("v1", "v2", "v3", "v4") else path
    return "/" + url.partition("://")[2].partition("/")[2].partition("?")[0].replace("\0", "*")


def model_in_address(url: str, model: re.Pattern[str]) -> str | None:
    """The model that an address asks for: `wss://api.openai.com/v1/realtime?model=gpt-4o-realtime-preview`."""
    found = _IN_ADDRESS.search(url)
    return found["model"] if found is not None and model.fullmatch(found["model"]) else None
