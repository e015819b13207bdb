"""What an expression of Python may turn out to be."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.languages.expressions import Call
from migrate.languages.things import Ext, Inst, Own


@dataclass(frozen=True, slots=True)
class Partial:
    """`functools.partial(target, ...)`: `made` is the partial call, in file `path`."""

    target: Thing
    path: str
    made: Call


Thing = Ext | Inst | Own | Partial
