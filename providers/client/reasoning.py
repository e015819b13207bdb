"""Reasoning text: kept in `reasoning_content`, and given back to the vendors that want it back.

A message object that came from the client holds `reasoning_content`; appended to `messages` as it is, or
through `model_dump()`, it carries the reasoning with it. An application that rebuilds the turn from
`content` and `tool_calls` alone loses it, and the vendors that insist on it refuse the next call. For
those a small memory holds the reasoning of recent turns with tool calls, by the id of the first call,
and puts it back. It is bounded, lives in the client and its copies, and holds nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

OPEN, CLOSE = "<think>", "</think>"


class Memory:
    """Reasoning of the last `entries` turns that called tools. Safe to share between threads."""

    __slots__ = ("_entries", "_kept", "_lock")

    def __init__(self, entries: int = 256) -> None:
        self._entries = entries
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def keep(self, message: dict[str, Any]) -> None:
        """Remember the reasoning of an assistant message with tool calls."""
        calls, text = message.get("tool_calls"), message.get("reasoning_content")
        if calls and isinstance(text, str) and text and isinstance(calls[0], dict):
            self.put(calls[0].get("id"), text)

    def put(self, call_id: object, text: str) -> None:
        """Remember the reasoning that led to a tool call."""
        if not isinstance(call_id, str) or not call_id or not text:
            return
        with self._lock:
            self._kept[call_id] = text
            self._kept.move_to_end(call_id)
            while len(self._kept) > self._entries:
                self._kept.popitem(last=False)

    def get(self, call_id: object) -> str | None:
        """The reasoning that led to a tool call, while it is still held."""
        if not self._kept or not isinstance(call_id, str):
            return None
        with self._lock:
            return self._kept.get(call_id)


def settle(message: dict[str, Any], field: str | None) -> None:
    """Reasoning of a whole message into `reasoning_content`, wherever the vendor put it."""
    if message.get("reasoning_content"):
        return
    if field == "reasoning" and isinstance(message.get("reasoning"), str):
        message["reasoning_content"] = message["reasoning"]
    elif field == "think_tags" and isinstance(message.get("content"), str):
        thought, rest = split(message["content"])
        if thought is not None:
            message["reasoning_content"], message["content"] = thought, rest


def split(content: str) -> tuple[str | None, str]:
    """Reasoning in tags at the start of a text, and the rest; None when the text has none."""
    start = content.lstrip()
    if not start.startswith(OPEN):
        return None, content
    thought, closed, rest = start[len(OPEN) :].partition(CLOSE)
    if not closed:
        return start[len(OPEN) :].strip("\n"), ""
    return thought.strip("\n"), rest.lstrip("\n")


class Splitter:
    """Takes reasoning in tags out of a streamed text, whatever the pieces it arrives in."""

    __slots__ = ("_buffer", "_state")

    def __init__(self) -> None:
        self._state = "start"
        self._buffer = ""

    def feed(self, piece: str) -> tuple[str, str]:
        """(reasoning, text) of the next piece."""
        if self._state == "text":
            return "", piece
        self._buffer += piece
        if self._state == "start":
            head = self._buffer.lstrip()
            if not head or (len(head) < len(OPEN) and OPEN.startswith(head)):
                return "", ""
            if not head.startswith(OPEN):
                return "", self._release("text")
            self._buffer, self._state = head[len(OPEN) :].lstrip("\n"), "thought"
        if self._state == "thought":
            thought, closed, rest = self._buffer.partition(CLOSE)
            if closed:
                self._buffer, self._state = rest, "gap"
                more = self.feed("")
                return thought.rstrip("\n"), more[1]
            held = _overlap(self._buffer)
            ready = self._buffer[: len(self._buffer) - held]
            self._buffer = self._buffer[len(ready) :]
            return ready, ""
        text = self._buffer.lstrip("\n")
        self._buffer = ""
        if text:
            self._state = "text"
        return "", text

    def finish(self) -> tuple[str, str]:
        """(reasoning, text) that was still held back when the stream ended."""
        thinking = self._state == "thought"
        left = self._release("text")
        return (left, "") if thinking else ("", left)

    def _release(self, state: str) -> str:
        text, self._buffer, self._state = self._buffer, "", state
        return text


def _overlap(text: str) -> int:
    """How many characters at the end may be the start of the closing tag, or line ends before it."""
    trimmed = text.rstrip("\n")
    for size in range(min(len(CLOSE) - 1, len(trimmed)), 0, -1):
        if trimmed == text and CLOSE.startswith(text[-size:]):
            before = text[: len(text) - size]
            return size + len(before) - len(before.rstrip("\n"))
    return len(text) - len(trimmed)


def restore(
    messages: list[Any], replay: str | None, memory: Memory
) -> tuple[list[Any], list[tuple[int, str]]]:
    """`messages` with reasoning where the vendor wants it back, and (position, what was done) for each
    message that changed. The list given is left as it is.
    """
    if replay is None:
        return messages, []
    out: list[Any] | None = None
    done: list[tuple[int, str]] = []
    for i, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") != "assistant":
            continue
        changed = _back(message, replay, memory)
        if changed is not None:
            out = list(messages) if out is None else out
            out[i] = changed[0]
            done.append((i, changed[1]))
    return (messages if out is None else out), done


def _back(message: dict[str, Any], replay: str, memory: Memory) -> tuple[dict[str, Any], str] | None:
    text = message.get("reasoning_content")
    calls = message.get("tool_calls")
    if not text and calls and isinstance(calls[0], dict):
        text = memory.get(calls[0].get("id"))
    if not isinstance(text, str) or not text:
        return None
    if replay == "tool_calls":
        if message.get("reasoning_content") or not calls:
            return None
        return {**message, "reasoning_content": text}, "reasoning_content"
    content = message.get("content")
    if isinstance(content, list) or (isinstance(content, str) and content.lstrip().startswith(OPEN)):
        return None
    back = {k: v for k, v in message.items() if k != "reasoning_content"}
    back["content"] = f"{OPEN}\n{text}\n{CLOSE}\n\n{content or ''}"
    return back, "content"
