"""What the dialect answers with. Frozen, picklable, without a dependency beyond `providers.types`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Final, Literal

from providers.types import EndpointStatus, Evidence


class Unknown(Enum):
    """Type of `UNKNOWN`; an enumeration, so that the one member stays one through pickle and copy."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN
"""Stands for a value, anywhere inside a request body, that is not known before the program runs."""


class Outcome(StrEnum):
    """What a vendor does with a parameter of that value."""

    ACCEPTED = "accepted"  # with OpenAI's meaning
    CHANGED = "changed"  # accepted, but the meaning, the default or the answer differs
    IGNORED = "ignored"  # accepted, without effect
    RENAMED = "renamed"  # works under another name or in another shape
    REFUSED = "refused"  # the request fails, or the vendor says it does not support the value
    UNKNOWN = "unknown"  # not established, or it depends on something that is not known here


Action = Literal["keep", "clamp", "replace", "rename", "drop", "move", "manual"]
AUTOMATIC: Final = frozenset({"clamp", "replace", "rename", "drop", "move"})


@dataclass(frozen=True, slots=True)
class Remedy:
    """One step that makes a request fit. All remedies of a verdict are carried out, in their order.

    - `keep`, `manual`: nothing is changed (`manual`: a person has to; `note` says what);
    - `clamp`, `replace`: the value becomes `value`; with a `name` it also moves to that sibling name;
    - `rename`: the same value under `name`;
    - `drop`: the field goes, or with a `name` the top-level field of that name;
    - `move`: the field goes and the top-level field `name` becomes `value`, unless it is there already;
      with `name="messages"` the text `value` is appended to the leading system message, else to the last
      user message.

    `location` says where the openai client wants the resulting field: its own argument (`body`) or
    `extra_body`. `value` is `UNKNOWN` when it can only be told at run time. `meaning_kept` is True
    when the answer is meant to be the same as before.
    """

    action: Action
    name: str | None = None
    value: Any = None
    location: Literal["body", "extra_body"] = "body"
    meaning_kept: bool = False
    note: str = ""

    @property
    def automatic(self) -> bool:
        """Whether a program can carry it out without asking."""
        return self.action in AUTOMATIC and self.value is not UNKNOWN


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a vendor does with one parameter of a request.

    `parameter` is a name of the catalogue (`temperature_zero`, `tool_choice_required`) or, for a field
    that is not OpenAI's, the field's own name. `path` is the place in the request body. `models` are
    the patterns the rule holds for (None: all). `thinking` is the mode it holds for (None: both).
    """

    parameter: str
    path: tuple[str | int, ...]
    outcome: Outcome
    value: Any
    message: str
    evidence: Evidence
    remedies: tuple[Remedy, ...] = ()
    models: str | None = None
    thinking: bool | None = None

    @property
    def automatic(self) -> bool:
        """Whether a program can settle it alone: something is to be done, and no part needs a person."""
        steps = [r for r in self.remedies if r.action != "keep"]
        return bool(steps) and all(r.automatic for r in steps)


@dataclass(frozen=True, slots=True)
class EndpointVerdict:
    """Whether a vendor offers an endpoint of the OpenAI API. `path` is as in the catalogue."""

    endpoint: str
    status: EndpointStatus
    path: str
    message: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Change:
    """One thing `adapt` did to a request. `after` is None when the field was removed."""

    parameter: str
    path: tuple[str | int, ...]
    before: Any
    after: Any
    message: str
    evidence: Evidence
    action: Action = "replace"
    meaning_kept: bool = False


@dataclass(frozen=True, slots=True)
class Adapted:
    """A request that fits the vendor, and what changed. `body` shares its unchanged parts with the input."""

    body: Mapping[str, Any]
    changes: tuple[Change, ...]
