"""Calls and files whose shape changes as a whole; each is worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrate.model import Site
    from migrate.rules.base import Context
    from migrate.rules.functions import Rewrite
    from migrate.rules.responses import Conversion


class Rewrites:
    """What can be rewritten in a codebase, and why the rest cannot."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._conversions: dict[int, Conversion | str] = {}
        self._functions: dict[str, Rewrite | str] = {}

    def conversion(self, call: Site) -> Conversion | str:
        """What makes a chat completion of a call of the Responses API, or why nothing does."""
        from migrate.rules.responses import conversion

        if id(call) not in self._conversions:
            self._conversions[id(call)] = conversion(call, self._ctx)
        return self._conversions[id(call)]

    def functions(self, path: str) -> Rewrite | str:
        """The edits that make tools of a file's functions, or why there are none."""
        from migrate.rules.functions import rewrite

        if path not in self._functions:
            self._functions[path] = rewrite(path, self._ctx)
        return self._functions[path]
