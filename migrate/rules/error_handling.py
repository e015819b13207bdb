"""Errors and finish reasons that mean something else.

What: code that catches the SDK's exceptions, reads error codes or messages, or compares `finish_reason`.

Why: the classes stay, because the library makes them from the HTTP status, but what stands behind them
changes: 429 may mean an empty balance, which waiting does not cure; a filtered answer comes with another
finish reason or as an error; codes are the vendor's own.

Edit: none. Each finding lists the target's own codes and reasons for the case at hand.

Manual: always; where nothing differs there is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.model import Applicability, Literal, Proof, Severity, Site, SiteKind
from migrate.rules.base import Context, Draft, fact_proof

if TYPE_CHECKING:
    from providers.behaviour import ErrorRule

# Exception class -> kinds of failure that reach it, by providers.behaviour.Kind.
_KINDS = {
    "RateLimitError": ("balance", "account", "quota"),
    "PermissionDeniedError": ("balance", "account", "content_filter", "region"),
    "BadRequestError": ("content_filter", "context_length", "balance", "model"),
    "InvalidRequestError": ("content_filter", "context_length", "balance", "model"),
    "NotFoundError": ("model",),
    "AuthenticationError": ("account", "balance"),
    "APIStatusError": ("balance", "content_filter"),
    "APIError": ("balance", "content_filter"),
    "OpenAIError": ("balance", "content_filter"),
}
_STATUS = {
    "RateLimitError": 429, "PermissionDeniedError": 403, "BadRequestError": 400, "InvalidRequestError": 400,
    "NotFoundError": 404, "AuthenticationError": 401,
}  # fmt: skip
_MEANS = {
    "balance": "an empty balance", "account": "a blocked account", "quota": "a used-up quota",
    "content_filter": "filtered content", "context_length": "a prompt that is too long", "model": "an unknown model",
    "region": "a blocked region",
}  # fmt: skip
_NATIVE = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """Code that takes an answer's end or an error apart."""
    if not ctx.code.stance(site).moves:
        return
    name = site.api.rsplit(".", 1)[-1]
    if site.kind is SiteKind.SYMBOL and name in _KINDS:
        yield from _exception(name, ctx)
    elif site.kind is SiteKind.RESPONSE and name == "finish_reason":
        yield from _finish(site, ctx)
    elif site.kind is SiteKind.RESPONSE and name in ("code", "error", "message", "type"):
        yield from _codes(ctx)


def _exception(name: str, ctx: Context) -> Iterator[Draft]:
    from providers import behaviour

    known = behaviour.load(ctx.target.id)
    status = _STATUS.get(name)
    rules = [
        rule
        for rule in known.rules
        if rule.kind in _KINDS[name] and (status is None or rule.status == status) and rule.status is not None
    ]
    if not rules:
        return
    said = "; ".join(f"{_MEANS[r.kind]} ({', '.join(r.codes[:4])})" for r in rules if r.kind in _MEANS)
    waits = name == "RateLimitError"
    tail = " Waiting does not cure these." if waits else ""
    yield Draft(
        Severity.WARNING,
        Applicability.MANUAL,
        f"{name} from {ctx.target.name} may also mean {said}.{tail}",
        (),
        tuple(_proof(rule, ctx) for rule in rules[:3]),
        "Look at error.code before trying again, and tell an operator about balance and account."
        if waits
        else "Look at error.code before deciding what went wrong.",
        name,
    )


def _proof(rule: ErrorRule, ctx: Context) -> Proof:
    return Proof(
        f"{ctx.target.id}.behaviour.errors.{rule.codes[0]}", rule.hint or str(rule.kind), rule.sources, rule.as_of
    )


def _finish(site: Site, ctx: Context) -> Iterator[Draft]:
    from providers import behaviour

    fact = ctx.target.responses.get("finish_reason_values")
    known = behaviour.load(ctx.target.id).finish_reasons
    extras = {v for v in (*known, *(fact.values if fact else ())) if v not in _NATIVE}
    compared = site.value.value if isinstance(site.value, Literal) else None
    if isinstance(compared, str):
        extras = {v for v in extras if known.get(v, compared) == compared}
    missing = (
        isinstance(compared, str)
        and compared in _NATIVE
        and fact is not None
        and bool(fact.values)
        and compared not in fact.values
    )
    if not extras and not missing:
        return
    parts = []
    if missing:
        parts.append(f"never answers with finish_reason {compared!r}")
    if extras:
        named = ", ".join(f"{v!r} (means {known[v]!r})" if v in known else repr(v) for v in sorted(extras))
        parts.append(f"also answers with {named}")
    yield Draft(
        Severity.WARNING if compared is not None else Severity.INFO,
        Applicability.MANUAL,
        f"{ctx.target.name} {' and '.join(parts)}.",
        (),
        fact_proof(ctx.target, "responses", "finish_reason_values")
        + fact_proof(ctx.target, "operations", "content_filter"),
        "Handle these reasons here too, and treat an unknown one as an answer that may be cut.",
        "finish_reason",
    )


def _codes(ctx: Context) -> Iterator[Draft]:
    fact = ctx.target.operations.get("error_codes")
    if fact is None or fact.status != "known":
        return
    yield Draft(
        Severity.WARNING,
        Applicability.MANUAL,
        f"Error codes are {ctx.target.name}'s own: {fact.evidence.detail}",
        (),
        fact_proof(ctx.target, "operations", "error_codes"),
        "Compare with the target's codes instead of the old vendor's.",
        "error.code",
    )
