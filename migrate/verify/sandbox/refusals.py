"""How a vendor says no: which requests it refuses, with which status, code and body.

What is refused is the dialect's word and the catalogue's model list; how it is said is the vendor's
behaviour. Nothing about a single vendor stands here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from providers import dialect
from providers.behaviour import STATUS_OF, Behaviour, Kind
from providers.types import Lifecycle, Provider


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request turned down: the HTTP status and the JSON body that say so, and why in one line."""

    status: int
    body: Any
    reason: str


def refusal(behaviour: Behaviour, kind: Kind, message: str, status: int | None = None) -> Refusal:
    """A refusal in the vendor's envelope, with the vendor's first code for that kind where one is known."""
    rule = behaviour.rule_for(kind)
    code = next((c for c in rule.codes if "*" not in c), None) if rule is not None else None
    if status is None:
        status = (rule.status if rule else None) or _status(behaviour, kind)
    if status in behaviour.bare_string_statuses:
        return Refusal(status, message, message)
    if behaviour.envelope == "base_resp":
        number = int(code) if code is not None and code.isdigit() else 1000
        body = {"base_resp": {"status_code": number, "status_msg": message}}
        return Refusal(behaviour.envelope_status or status, body, message)
    if behaviour.envelope == "flat":
        known = {"code": int(code) if code and code.isdigit() else status, "message": message, "data": None}
        return Refusal(status, {k: known[k] for k in behaviour.envelope_fields if k in known}, message)
    fields = behaviour.envelope_fields
    error: dict[str, Any] = {"message": message}
    if "code" in fields:
        error["code"] = code
    if "type" in fields:
        error["type"] = code if "code" not in fields else "invalid_request_error"
    if "param" in fields:
        error["param"] = None
    return Refusal(status, {"error": error}, message)


def _status(behaviour: Behaviour, kind: Kind) -> int:
    own = next((status for status, of in behaviour.statuses.items() if of is kind), None)
    return own or STATUS_OF[kind]


def of_model(
    provider: Provider, behaviour: Behaviour, name: object, kind: str, extra: Collection[str], today: date
) -> Refusal | None:
    """The refusal of a model the vendor does not have, or has no more; None when it may be asked."""
    if not isinstance(name, str) or not name:
        return refusal(behaviour, Kind.BAD_REQUEST, "model is missing")
    if name in extra or any(fnmatchcase(name, pattern) for pattern in behaviour.own_model_ids):
        return None
    model = provider.model(name)
    if model is None:
        return refusal(behaviour, Kind.MODEL, f"model {name} does not exist")
    if model.status is Lifecycle.RETIRED or (model.retires is not None and model.retires <= today):
        return refusal(behaviour, Kind.MODEL, f"model {name} is retired")
    if model.kind != kind:
        return refusal(behaviour, Kind.BAD_REQUEST, f"model {name} is not a {kind} model")
    return None


def of_request(
    provider: Provider, behaviour: Behaviour, body: Mapping[str, Any]
) -> tuple[Refusal | None, dict[str, Any]]:
    """The refusal of a chat request by the dialect, and the request without what the vendor ignores."""
    verdicts = dialect.judge_request(provider, body)
    refused = [v for v in verdicts if v.outcome is dialect.Outcome.REFUSED]
    if refused:
        message = "; ".join(v.message for v in refused)
        return refusal(behaviour, Kind.BAD_REQUEST, message), {}
    ignored = {v.path[0] for v in verdicts if v.outcome is dialect.Outcome.IGNORED and len(v.path) == 1}
    return None, {k: v for k, v in body.items() if k not in ignored}
