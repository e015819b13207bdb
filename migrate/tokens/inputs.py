"""What is to be counted, and for which models."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.errors import UsageError
from migrate.redact import printable
from providers import catalog
from providers.types import Lifecycle, Provider

DEFAULT = ("openai", "zhipu", "moonshot", "baichuan", "minimax", "alibaba", "deepseek", "bytedance", "baidu")
_LARGEST = 200_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A text, or a request whose `messages` and `tools` are set. `said` names it for a reader."""

    said: str
    text: str = ""
    messages: tuple[Mapping[str, Any], ...] = ()
    tools: tuple[Mapping[str, Any], ...] = ()
    effort: str | None = None


def read(what: str) -> Asked:
    """A file of that name, `-` for standard input, else the text itself. A JSON request body is a request.

    UsageError when a file cannot be read as UTF-8.
    """
    if what == "-":
        return _asked(_decoded(sys.stdin.buffer.read(_LARGEST + 1), "standard input"), "standard input")
    try:
        file = Path(what) if len(what) < 1_000 and "\n" not in what and "\0" not in what else None
        if file is None or not file.exists():
            return _asked(what, "given")
        if not file.is_file():
            raise UsageError(
                f"{printable(what)}: a folder; count one file, or recount a log with `migrate tokens recount`"
            )
        with file.open("rb") as handle:
            data = handle.read(_LARGEST + 1)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return _asked(what, "given")
        raise UsageError(f"{printable(what)}: cannot be read ({error.strerror})") from None
    return _asked(_decoded(data, printable(what)), printable(what))


def _decoded(data: bytes, said: str) -> str:
    if len(data) > _LARGEST:
        raise UsageError(f"{said}: larger than {_LARGEST:,} bytes; recount a log with `migrate tokens recount`")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{said}: not UTF-8 text (byte {error.start})") from None


def _asked(text: str, said: str) -> Asked:
    if text.lstrip()[:1] == "{":
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            body = None
        if isinstance(body, dict) and isinstance(body.get("messages"), list):
            messages = tuple(m for m in body["messages"] if isinstance(m, dict))
            tools = body.get("tools")
            effort = body.get("reasoning_effort")
            return Asked(
                f"{said}: a request of {len(messages)} {'message' if len(messages) == 1 else 'messages'}",
                messages=messages,
                tools=tuple(t for t in tools if isinstance(t, dict)) if isinstance(tools, list) else (),
                effort=effort if isinstance(effort, str) else None,
            )
    return Asked(f"{said}: {len(text):,} characters", text)


def targets(names: Sequence[str]) -> list[tuple[Provider, str]]:
    """`vendor` or `vendor:model`, several in one joined by commas. A vendor alone is its first flagship model.

    UsageError for a vendor without a chat model; the catalogue's own error for an unknown vendor.
    """
    parts = [part.strip() for name in names for part in name.split(",") if part.strip()]
    found = []
    for part in parts or DEFAULT:
        vendor, _, model = part.partition(":")
        provider = catalog.load(vendor.strip())
        found.append((provider, model.strip() or _flagship(provider)))
    return found


def _flagship(provider: Provider) -> str:
    chat = [m for m in provider.models.values() if m.kind == "chat"]
    active = [m for m in chat if m.status is Lifecycle.ACTIVE] or chat
    if not active:
        raise UsageError(f"{provider.id} has no chat model in the catalogue; write {provider.id}:MODEL")
    return next((m for m in active if m.tier == "flagship"), active[0]).id
