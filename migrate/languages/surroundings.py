"""What stands around a string, told in the same words for every language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from migrate.languages.tables import Shared

_FAMILIES = re.compile(r"prefix|famil", re.IGNORECASE)  # a list that says so holds the beginnings of names
_OURS = re.compile(r"(?:chat)?gpt-|text-embedding-?")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The nearest facts around a string; names are as written, empty when there are none."""

    shown: bool = False  # a person reads it; the program does not act on it
    target: str = ""  # variable, attribute, property or parameter it is assigned to
    key: str = ""  # of the entry of a dict or object it is the value of
    call: str = ""  # last name of the function it is an argument of
    is_key: bool = False
    test: str = ""  # prefix_test, comparison, membership
    tested: str = ""  # text of what it is compared with
    siblings: tuple[str, ...] = ()  # other strings of the same list

    @property
    def lists_prefixes(self) -> bool:
        """In a list whose name says that it holds the beginnings of names: `MODEL_PREFIXES = ("gpt-", "o4")`."""
        return bool(self.siblings) and _FAMILIES.search(self.target or self.key) is not None


def among_models(siblings: Iterable[str], tables: Shared) -> bool:
    """Whether strings of one list or table name a model for certain, or the beginning of one."""
    return any(
        tables.model.fullmatch(s) is not None or _OURS.fullmatch(s) is not None
        for s in siblings if s not in tables.weak_models
    )  # fmt: skip
