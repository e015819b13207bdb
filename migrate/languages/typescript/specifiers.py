"""Module specifiers: which ones stand in a file, and the package that each names."""

from __future__ import annotations

import re

_VERSION = re.compile(r"(?<=.)@(?:\^|~)?v?\d[\w.-]*")
_REMOTE = re.compile(
    r"https?://(?:esm\.sh|cdn\.skypack\.dev|esm\.run|unpkg\.com|cdn\.jsdelivr\.net/npm|deno\.land/x|jspm\.dev)/"
)
_BETWEEN = rb"(?:\s|//[^\n]*\n|/\*.*?\*/)*"
_TEXT = rb"[\"'`]([^\"'`\n]+)[\"'`]"
_WRITTEN = (
    re.compile(rb"from" + _BETWEEN + _TEXT, re.DOTALL),
    re.compile(rb"import" + _BETWEEN + rb"\(" + _BETWEEN + _TEXT, re.DOTALL),
    re.compile(rb"require" + _BETWEEN + rb"\(" + _BETWEEN + _TEXT, re.DOTALL),
)


def package_of(module: str) -> str:
    """The package's name without scheme, version and file: `npm:openai@4` and `openai/index.mjs` are `openai`."""
    name = _REMOTE.sub("", module.removeprefix("npm:").removeprefix("jsr:"))
    name = _VERSION.sub("", name, count=1).partition("?")[0]
    name = re.sub(r"/(?:mod|index)(?:\.[mc]?[jt]s)?\Z", "", name)
    return "openai" if name == "@openai/openai" else name


def specifiers(data: bytes) -> set[str]:
    """Every module that may be imported, re-exported or required in a file, as far as bytes tell."""
    return {found.decode("utf-8", "replace") for pattern in _WRITTEN for found in pattern.findall(data)}
