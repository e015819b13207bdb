"""What a file's bytes tell of its exports, without parsing it: functions, classes, what comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_FAR = 8  # files that pass an export on
_DECLARED = re.compile(rb"\b(?:function\b\s*\*?|class\b)\s*([\w$]+)")
_ARROWS = re.compile(
    rb"\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=\n]*)?=\s*(?:async\b\s*)?"
    rb"(?:function\b|\([^()]*\)\s*(?::[^={;]*)?=>|[\w$]+\s*=>)"
)
_DEFAULT = re.compile(rb"export\s+default\s+(?:async\s+)?(?:function\b|(?:abstract\s+)?class\b|\([^()]*\)\s*=>)")
_RENAMED = re.compile(rb"\bas\s+([\w$]+)")
_PASSED = re.compile(rb"\bexport\s*\{([^{}]*)\}\s*from\s*[\"']([^\"'\n]+)[\"']")
_IMPORTED = re.compile(rb"\bimport\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^{}]*)\}\s*from\s*[\"']([^\"'\n]+)[\"']")
_STARS = re.compile(rb"export\s*\*\s*from\s*[\"']([^\"'\n]+)[\"']")
_WORD = re.compile(rb"[\w$]+")


@dataclass(frozen=True, slots=True)
class _Outline:
    """Names of one file. `passed` are those that come from elsewhere, with the module."""

    functions: frozenset[bytes]
    renamed: frozenset[bytes]
    passed: dict[bytes, bytes]
    stars: tuple[bytes, ...]
    default: bool  # the default export is a function or class


class Outlines:
    """Files of one project. `read` gives their bytes, `file` finds what a specifier means."""

    def __init__(self, read: Callable[[str], bytes | None], file: Callable[[str, str], str | None]) -> None:
        self._read, self._file = read, file
        self._known: dict[str, _Outline] = {}
        self._mentioned: dict[tuple[str, str], bool] = {}

    def mentions(self, path: str, name: str) -> bool:
        """Whether a file may export something of that name, itself or from elsewhere."""
        key = (path, name)
        if key not in self._mentioned:
            data = self._read(path) or b""
            self._mentioned[key] = name.encode() in data or _STARS.search(data) is not None
        return self._mentioned[key]

    def is_function(self, path: str, name: str, far: int = 0) -> bool:
        """Whether what a file exports under a name is certainly a function or class that is written down."""
        if path not in self._known:
            self._known[path] = _outline(self._read(path) or b"")
        here, word = self._known[path], name.encode()
        if name == "default":
            return here.default
        if far > _FAR or word in here.renamed:
            return False
        if word in here.functions:
            return True
        modules = (here.passed[word],) if word in here.passed else here.stars
        files = (self._file(path, module.decode("utf-8", "replace")) for module in modules)
        return any(own is not None and self.is_function(own, name, far + 1) for own in files)


def _outline(data: bytes) -> _Outline:
    passed = {
        word: found[2]
        for pattern in (_PASSED, _IMPORTED) for found in pattern.finditer(data) for word in _WORD.findall(found[1])
    }  # fmt: skip
    return _Outline(
        functions=frozenset(_DECLARED.findall(data)) | frozenset(_ARROWS.findall(data)),
        renamed=frozenset(_RENAMED.findall(data)),
        passed=passed,
        stars=tuple(_STARS.findall(data)),
        default=_DEFAULT.search(data) is not None,
    )
