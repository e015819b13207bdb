"""What an expression may turn out to be."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.languages.expressions import Call, Expr


@dataclass(frozen=True, slots=True)
class Ext:
    """A name of a library: `openai.OpenAI` in Python; `openai:OpenAI` or `global:process.env` in TypeScript."""

    name: str


@dataclass(frozen=True, slots=True)
class Inst:
    """What calling the library's `cls` gives; `made` is that call, in file `path`.

    `attrs` is the chain of attributes or properties below it: `("chat", "completions", "create")`.
    """

    cls: str
    path: str
    made: Call | None
    attrs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """A module, class, function or instance of the project itself."""

    kind: str  # module, class, function, instance
    path: str
    scope: int = 0
    made: Call | None = None


Thing = Ext | Inst | Own


@dataclass(frozen=True, slots=True)
class Found:
    """An expression together with the file it is written in."""

    expr: Expr
    path: str
