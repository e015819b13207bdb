"""Addresses that are turned to the API's host: `url.host = "api.openai.com"` in a relay, and then `fetch(url)`."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.tables import shared

_NAME = rb"[A-Za-z_$][\w$]*"
_TURNED = re.compile(rb"(?<![\w$.])(" + _NAME + rb")\.host(?:name)?\s*=(?![=>])\s*([^;\n]{1,120})")
_MADE = re.compile(rb"\b(?:const|let|var)\s+(" + _NAME + rb")\s*=\s*new URL\(([^;]{1,200}?)\)\s*(?:[;.\n]|$)")
_ASKED = re.compile(rb"\b(?:const|let|var)\s+(" + _NAME + rb")\s*=\s*new Request\(\s*(" + _NAME + rb")\b")
_HELD = re.compile(rb"\b(?:const|let|var)\s+(" + _NAME + rb")\s*(?::\s*\w+\s*)?=\s*([\"'`][^\"'`\n]{4,80}[\"'`])")
_NAMES = re.compile(_NAME)


class Pointed:
    """The names of a file that stand for an address at the API's host, with that host."""

    def __init__(self, data: bytes) -> None:
        self._hosts = {host.encode(): host for host in shared().official_hosts}
        self._names: dict[bytes, str] = {}
        if not any(host in data for host in self._hosts):
            return
        self._names = {m[1]: host for m in _HELD.finditer(data) if (host := self._written(m[2])) is not None}
        held = dict(self._names)
        for pattern in (_TURNED, _MADE):
            for match in pattern.finditer(data):
                host = self._written(match[2]) or next((held[n] for n in _NAMES.findall(match[2]) if n in held), None)
                if host is not None:
                    self._names[match[1]] = host
        for match in _ASKED.finditer(data):
            if match[2] in self._names:
                self._names.setdefault(match[1], self._names[match[2]])

    def address(self, argument: Node) -> str | None:
        """The API's address, when what is asked is turned to it."""
        if not self._names:
            return None
        text = argument.text or b""
        host = self._written(text) or next((self._names[n] for n in _NAMES.findall(text) if n in self._names), None)
        return f"https://{host}/" if host is not None else None

    def _written(self, text: bytes) -> str | None:
        return next((name for host, name in self._hosts.items() if host in text), None)
