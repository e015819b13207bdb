"""What stands around a string, told in the same words for every language."""

from __future__ import annotations

from dataclasses import dataclass


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
