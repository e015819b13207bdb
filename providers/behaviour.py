"""How a vendor's answers and errors differ from OpenAI's. One description, two users.

The client reads it to turn what arrives into what an application written for OpenAI expects; the
sandbox reads it to answer the way the vendor does. It is authored in `seeds/vendors/<id>/behaviour.yaml`
and read from the catalogue. A vendor without one (an in-house gateway) has none of the
differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from providers import catalog
from providers.errors import CatalogError

if TYPE_CHECKING:
    from providers.types import Provider


class Kind(StrEnum):
    """What went wrong, independent of the vendor's way of numbering it."""

    AUTH = "auth"
    REGION = "region"
    PERMISSION = "permission"
    ACCOUNT = "account"
    BALANCE = "balance"
    QUOTA = "quota"
    RATE_LIMIT = "rate_limit"
    OVERLOADED = "overloaded"
    SERVER = "server"
    TIMEOUT = "timeout"
    BAD_REQUEST = "bad_request"
    CONTEXT_LENGTH = "context_length"
    CONTENT_FILTER = "content_filter"
    MODEL = "model"
    ENDPOINT = "endpoint"
    CONFLICT = "conflict"
    OTHER = "other"


#: Kinds that a second try can cure. Every other kind is never retried, whatever its HTTP status.
RETRYABLE = frozenset({Kind.RATE_LIMIT, Kind.OVERLOADED, Kind.SERVER, Kind.TIMEOUT, Kind.CONFLICT})

_BY_STATUS = {
    400: Kind.BAD_REQUEST,
    401: Kind.AUTH,
    402: Kind.BALANCE,
    403: Kind.PERMISSION,
    404: Kind.MODEL,
    405: Kind.ENDPOINT,
    408: Kind.TIMEOUT,
    409: Kind.CONFLICT,
    413: Kind.CONTEXT_LENGTH,
    422: Kind.BAD_REQUEST,
    429: Kind.RATE_LIMIT,
    451: Kind.CONTENT_FILTER,
    503: Kind.OVERLOADED,
    504: Kind.TIMEOUT,
}

#: The HTTP status an OpenAI application expects for a kind; used where a vendor answers 200.
STATUS_OF = {
    Kind.AUTH: 401,
    Kind.REGION: 403,
    Kind.PERMISSION: 403,
    Kind.ACCOUNT: 403,
    Kind.BALANCE: 429,
    Kind.QUOTA: 429,
    Kind.RATE_LIMIT: 429,
    Kind.OVERLOADED: 503,
    Kind.SERVER: 500,
    Kind.TIMEOUT: 500,
    Kind.BAD_REQUEST: 400,
    Kind.CONTEXT_LENGTH: 400,
    Kind.CONTENT_FILTER: 400,
    Kind.MODEL: 404,
    Kind.ENDPOINT: 404,
    Kind.CONFLICT: 409,
    Kind.OTHER: 500,
}


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """What a vendor's error code means. `codes` are exact or shell patterns; `status` is the HTTP
    status it comes with (None: not known, or 200).
    """

    codes: tuple[str, ...]
    kind: Kind
    status: int | None
    hint: str | None
    sources: tuple[str, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The differences of one vendor, ready to be looked up.

    `envelope` is `error` (`{"error": {...}}`), `flat` (`{"code", "message"}`) or `base_resp`;
    `reasoning` names where reasoning text arrives (`reasoning_content`, `reasoning`, `think_tags`);
    `replay` is `tool_calls` (an assistant turn with tool calls must carry its reasoning back),
    `content` (reasoning belongs back into the text) or None; `own_model_ids` are patterns of names a customer gives
    to what stands for a model; `consoles` are key pages by region; `stream` is the section as authored.
    """

    provider: str
    envelope: str = "error"
    envelope_status: int | None = None
    envelope_fields: tuple[str, ...] = ("message", "type", "param", "code")
    bare_string_statuses: frozenset[int] = frozenset()
    rules: tuple[ErrorRule, ...] = ()
    statuses: Mapping[int, Kind] = field(default_factory=dict)
    finish_reasons: Mapping[str, str] = field(default_factory=dict)
    reasoning: str | None = None
    replay: str | None = None
    cached_tokens: str | None = None
    absent: frozenset[str] = frozenset()
    keys_per_region: bool = False
    own_model_ids: tuple[str, ...] = ()
    consoles: Mapping[str, str] = field(default_factory=dict)
    stream: Mapping[str, Any] = field(default_factory=dict)
    exact: Mapping[str, ErrorRule] = field(default_factory=dict)
    patterns: tuple[tuple[str, ErrorRule], ...] = ()

    def rule(self, code: str | None) -> ErrorRule | None:
        """The rule for a vendor's error code, or None when the code is not known."""
        if code is None:
            return None
        found = self.exact.get(code)
        if found is None:
            found = next((r for pattern, r in self.patterns if fnmatchcase(code, pattern)), None)
        return found

    def kind(self, status: int, code: str | None = None, type_: str | None = None) -> Kind:
        """What an error means: by its code, else by its type, else by the HTTP status."""
        rule = self.rule(code) or self.rule(type_)
        if rule is not None:
            return rule.kind
        if status in self.statuses:
            return self.statuses[status]
        known = _BY_STATUS.get(status)
        if known is not None:
            return known
        return Kind.SERVER if status >= 500 else Kind.OTHER

    def console(self, region: str | None = None) -> str | None:
        """The page where keys are made and the account is seen: that of the region, else the first."""
        found = next((url for name, url in self.consoles.items() if region and region.startswith(name)), None)
        return found or next(iter(self.consoles.values()), None)

    def rule_for(self, kind: Kind) -> ErrorRule | None:
        """The vendor's first rule of that kind; what the sandbox answers with."""
        return next((r for r in self.rules if r.kind is kind), None)

    def finish_reason(self, value: str) -> str:
        """OpenAI's word for a vendor's finish reason; a word that is not known stays as it is."""
        known = self.finish_reasons.get(value)
        if known is None:
            for pattern, becomes in self.finish_reasons.items():
                if "*" in pattern and fnmatchcase(value, pattern):
                    return becomes
            return value
        return known


def build(provider: str, raw: Mapping[str, Any]) -> Behaviour:
    """The typed form of an authored section. CatalogError names what is wrong with it."""
    try:
        return _build(provider, raw)
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogError(f"behaviour of {provider} is broken: {error!r}") from error


def _build(provider: str, raw: Mapping[str, Any]) -> Behaviour:
    errors: Mapping[str, Any] = raw.get("errors") or {}
    envelope: Mapping[str, Any] = errors.get("envelope") or {}
    response: Mapping[str, Any] = raw.get("response") or {}
    reasoning: Mapping[str, Any] = response.get("reasoning") or {}
    rules = tuple(
        ErrorRule(
            codes=tuple(entry["codes"]),
            kind=Kind(entry["kind"]),
            status=entry.get("status"),
            hint=entry.get("hint"),
            sources=tuple(entry["source"]),
            as_of=entry["as_of"],
        )
        for entry in errors.get("codes") or ()
    )
    known = Behaviour(provider)
    return Behaviour(
        provider=provider,
        envelope=envelope.get("shape", known.envelope),
        envelope_status=envelope.get("status"),
        envelope_fields=tuple(envelope.get("fields", known.envelope_fields)),
        bare_string_statuses=frozenset(envelope.get("bare_string_statuses", ())),
        rules=rules,
        statuses={entry["status"]: Kind(entry["kind"]) for entry in errors.get("statuses") or ()},
        finish_reasons={entry["value"]: entry["becomes"] for entry in raw.get("finish_reasons") or ()},
        reasoning=reasoning.get("field"),
        replay=reasoning.get("replay"),
        cached_tokens=(response.get("cached_tokens") or {}).get("field"),
        absent=frozenset((response.get("absent") or {}).get("fields", ())),
        own_model_ids=tuple((raw.get("own_model_ids") or {}).get("patterns", ())),
        consoles={entry["region"]: entry["url"] for entry in raw.get("consoles") or ()},
        keys_per_region=bool((raw.get("keys_per_region") or {}).get("value", False)),
        stream=raw.get("stream") or {},
        exact={code: rule for rule in rules for code in rule.codes if "*" not in code},
        patterns=tuple((code, rule) for rule in rules for code in rule.codes if "*" in code),
    )


@lru_cache(maxsize=64)
def of(provider: Provider) -> Behaviour:
    """The behaviour of a vendor, a user's own catalogue file included; without any differences when the
    catalogue keeps none.
    """
    return build(provider.id, provider.behaviour)


def load(name: str) -> Behaviour:
    """The behaviour of the vendor of that id or alias."""
    return of(catalog.load(name))
