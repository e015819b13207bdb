"""What an expression may be, asked of one project: answers are remembered, questions are bounded."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from migrate.languages.expressions import Expr

_REMEMBERED = 20_000  # expressions, of all files
_PATIENCE = 300  # expressions tried in vain for one question

Answer = TypeVar("Answer")


class Resolution(ABC, Generic[Answer]):
    """A may-analysis, memoised, in which cycles end. Not thread-safe; one per worker process."""

    deepest: ClassVar[int]  # questions within questions

    def __init__(self) -> None:
        self.level = 0  # how deep questions are nested at the moment
        self._memo: dict[tuple[str, Expr], Answer | None] = {}
        self._busy: set[tuple[str, Expr]] = set()
        self._vain: set[tuple[str, Expr]] = set()
        self._cut = False  # a cycle or the depth limit was met

    def forget(self) -> None:
        """Between files: what was found out is kept only as long as it is little."""
        if len(self._memo) > _REMEMBERED:
            self._memo.clear()

    def thing(self, expr: Expr, path: str) -> Answer | None:
        """What `expr`, written in file `path`, may be; None when it cannot be told."""
        key = (path, expr)
        try:
            if key in self._memo:
                return self._memo[key]
        except (TypeError, RecursionError):  # an expression too large to hash
            return None
        if key in self._busy or key in self._vain or self.level > self.deepest or len(self._vain) > _PATIENCE:
            self._cut = True
            return None
        outer, self._cut = self._cut, False
        self._busy.add(key)
        self.level += 1
        try:
            found = self._thing(expr, path)
        finally:
            self._busy.discard(key)
            self.level -= 1
        if found is not None or not self._cut or not self._busy:
            self._memo[key] = found
        else:
            self._vain.add(key)  # "nothing" with something left out on the way holds for this question only
        if not self._busy:
            self._vain.clear()
        self._cut = self._cut or outer
        return found

    @abstractmethod
    def _thing(self, expr: Expr, path: str) -> Answer | None:
        """`thing`, found out anew; sets `_cut` when something was left out on the way."""
