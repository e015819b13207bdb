"""Functions that send what they are given, in files that name no API: `export const post = (url) => fetch(url)`.

Such a file shows no sign of its own. It is looked at where a function of that name is called in one that does.
"""

from __future__ import annotations

import re

_WORDS = (b"fetch", b"axios")
_SENDS = re.compile(
    rb"\b(?:fetch|axios(?:\.\w+)?|fetchEventSource)\(\s*(?:new Request\(\s*)?"
    rb"(?!function\b|async\b)[A-Za-z_$][\w$]*\s*[,)]"
)
_FUNCTIONS = re.compile(
    rb"\bexport\s+(?:default\s+)?(?:async\s+)?function\s*\*?\s*(\w+)|\bexport\s+const\s+(\w+)\s*(?::[^=\n]{1,80})?="
)


def functions(language: str, data: bytes) -> frozenset[str]:
    """Names of the functions of a file by which others may send requests; none where it sends nothing it is given."""
    if language != "typescript" or not any(word in data for word in _WORDS) or _SENDS.search(data) is None:
        return frozenset()
    return frozenset((m[1] or m[2]).decode() for m in _FUNCTIONS.finditer(data))
