"""Calls and files whose shape changes as a whole; each is worked out once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrate.languages.follow import Followed
    from migrate.model import Site, Span
    from migrate.rules.base import Context
    from migrate.rules.functions import Rewrite
    from migrate.rules.responses import Conversion
    from migrate.rules.upgrade import Upgrade
    from migrate.source import SourceFile


class Rewrites:
    """What can be rewritten in a codebase, and why the rest cannot."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._conversions: dict[int, Conversion | str] = {}
        self._followed: dict[tuple[str, tuple[Span, ...]], Followed] = {}
        self._functions: dict[str, Rewrite | str] = {}

    def conversion(self, call: Site) -> Conversion | str:
        """What makes a chat completion of a call of the Responses API, or why nothing does."""
        from migrate.rules.responses import conversion

        if id(call) not in self._conversions:
            self._conversions[id(call)] = conversion(call, self._ctx)
        return self._conversions[id(call)]

    def followed(self, language: str, source: SourceFile, calls: tuple[Span, ...]) -> Followed:
        """Where the answers of a file's calls go; asked for once for all of them."""
        from migrate.languages.follow import follow

        key = (source.path, calls)
        if key not in self._followed:
            self._followed[key] = follow(language, source, calls)
        return self._followed[key]

    def functions(self, path: str) -> Rewrite | str:
        """The edits that make tools of a file's functions, or why there are none."""
        from migrate.rules.functions import rewrite

        if path not in self._functions:
            self._functions[path] = rewrite(path, self._ctx)
        return self._functions[path]

    @cached_property
    def answering(self) -> tuple[str, ...]:
        """Files with requests that build answers to calls of functions, as the Responses API has them."""
        read = ((path, self._ctx.read(path)) for path in self._ctx.code.in_file)
        return tuple(path for path, source in read if source is not None and b"function_call_output" in source.data)

    @cached_property
    def python_upgrade(self) -> Upgrade | str | None:
        """The move to the current openai library of Python, why there is none, or None where none is wanted."""
        from migrate.rules import upgrade

        return upgrade.python(self._ctx) if upgrade.wanted(self._ctx) else None

    @cached_property
    def node_upgrade(self) -> Upgrade | str | None:
        """The same for npm's openai."""
        from migrate.rules import upgrade

        return upgrade.node(self._ctx) if upgrade.node_wanted(self._ctx) else None

    def takes(self, path: str, span: Span) -> bool:
        """True for a value that the move to the current library writes: no other rule has to."""
        found = self.python_upgrade
        return found is not None and not isinstance(found, str) and (path, span.start, span.end) in found.taken
