"""The programming languages that are understood, in one explicit table.

A language's module is imported when it is first asked for: its grammar is not needed to start up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from migrate.languages.base import Language

_CLASSES = {
    "python": "migrate.languages.python:Python",
    "notebook": "migrate.languages.notebook:Notebook",
    "typescript": "migrate.languages.typescript:TypeScript",
    "go": "migrate.languages.simple.go:language",
    "java": "migrate.languages.simple.java:language",
    "php": "migrate.languages.simple.php:language",
    "kotlin": "migrate.languages.simple.kotlin:language",
    "csharp": "migrate.languages.simple.csharp:language",
    "rust": "migrate.languages.simple.rust:language",
    "ruby": "migrate.languages.simple.ruby:language",
}
_READ_WITH = {"notebook": "python"}
# Of these only values and literals are edited; what changes a call's arguments is said, and done by hand.
LITERALS_ONLY = frozenset({"go", "java", "php", "kotlin", "csharp", "rust", "ruby"})
_SUFFIXES = {
    ".py": "python",
    ".pyi": "python",
    ".pyw": "python",
    ".ipynb": "notebook",
    **dict.fromkeys(
        (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte"), "typescript"
    ),
    ".go": "go",
    ".java": "java",
    ".php": "php",
    ".kt": "kotlin",
    ".kts": "kotlin",
    ".cs": "csharp",
    ".rs": "rust",
    ".rb": "ruby",
    ".rake": "ruby",
    ".ru": "ruby",
}


class _Languages(Mapping[str, Language]):
    """`LANGUAGES["python"]`, instantiated once and on first use."""

    def __init__(self) -> None:
        self._loaded: dict[str, Language] = {}

    def __getitem__(self, name: str) -> Language:
        if name not in self._loaded:
            module, _, cls = _CLASSES[name].partition(":")
            self._loaded[name] = getattr(import_module(module), cls)()
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_CLASSES)

    def __len__(self) -> int:
        return len(_CLASSES)

    def loaded(self) -> tuple[Language, ...]:
        """Those asked for so far."""
        return tuple(self._loaded.values())


_languages = _Languages()
LANGUAGES: Mapping[str, Language] = _languages


def let_go(project: str) -> None:
    """Keep nothing in memory of the files of a project (see `project_of`)."""
    for language in _languages.loaded():
        if _READ_WITH.get(language.name, language.name) == project:
            language.let_go()


def language_of(path: str) -> str | None:
    """Name of the language a file is written in, by its suffix; None when it is not one of ours."""
    dot = path.rfind(".")
    return _SUFFIXES.get(path[dot:].lower()) if dot >= 0 else None


def project_of(path: str) -> str:
    """Name of the language whose files import each other, to which a file belongs; empty for none."""
    name = language_of(path) or ""
    return _READ_WITH.get(name, name)
