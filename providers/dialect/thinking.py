"""Whether a request makes a model think, and the spellings of the switch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from providers.dialect.rules import Dialect, of
from providers.dialect.types import UNKNOWN
from providers.types import Provider

SWITCHES: Final = ("thinking", "enable_thinking")
"""Fields of a body that switch thinking, in the two spellings vendors use."""

_STATES = {"enabled": True, "disabled": False, "adaptive": None, "auto": None}


def state(value: Any) -> Any:
    """`enabled`, `disabled`, `adaptive`, `auto`, another string as it is, or `UNKNOWN`."""
    if isinstance(value, Mapping):
        value = value.get("type", UNKNOWN)
    if isinstance(value, bool):
        return "enabled" if value else "disabled"
    return value if isinstance(value, str) else UNKNOWN


def spelled(wanted: str, form: str) -> Any:
    """The switch in a vendor's own spelling: an object for `thinking`, a flag for `enable_thinking`."""
    return {"type": wanted} if form == "thinking" else wanted == "enabled"


def thinking_of(provider: Provider, model: str | None, body: Mapping[str, Any]) -> bool | None:
    """True when the model will think on this request, False when not, None when it cannot be told.

    A model that always or never thinks does so whatever the body says. Otherwise the body's own switch
    decides (`thinking`, `enable_thinking`, `reasoning_effort` none), then the model's default.
    """
    return mode_of(of(provider), model, body)


def mode_of(dialect: Dialect, model: str | None, body: Mapping[str, Any]) -> bool | None:
    """`thinking_of` for a compiled dialect."""
    mode = dialect.mode(model)
    if mode == "always":
        return True
    if mode == "never":
        return False
    for name in SWITCHES:
        given = body.get(name)
        if given is not None and type(given).__name__ not in ("NotGiven", "Omit"):
            wanted = state(given)
            return _STATES.get(wanted) if isinstance(wanted, str) else None
    effort = body.get("reasoning_effort")
    if effort is UNKNOWN:
        return None
    if isinstance(effort, str):
        return effort != "none"
    if mode == "default_on":
        return True
    return False if mode == "default_off" else None
