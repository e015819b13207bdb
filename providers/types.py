"""What a vendor is, as frozen values. Nothing here reads a file or knows of a codebase.

Every fact carries `Evidence`: where it was read and when. `None` on a fact means unknown; it never
means "no" or zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another source that says something else about the same fact."""

    claim: str
    sources: tuple[str, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact comes from.

    `key` names the fact (`zhipu.dialect.temperature`); `sources` are `source:place` references whose
    source ids stand in the vendor's `sources`; `trust` is 1 for the vendor's own SDK, document or
    specification, 2 for a maintained client library or relay, 3 for a third-party survey or issue,
    `None` without a source; `as_of` is `YYYY[-MM[-DD]]` or `unknown`.
    """

    key: str
    detail: str
    sources: tuple[str, ...]
    as_of: str
    trust: int | None = None
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One document, package or repository that facts were read from."""

    id: str
    kind: str
    title: str
    version: str
    location: str
    as_of: str
    trust: int | None = None
    licence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two facts of the catalogue that do not agree, and which of them the catalogue goes by."""

    facts: tuple[str, ...]
    detail: str
    resolution: str


@dataclass(frozen=True, slots=True)
class BaseURL:
    """An address for the `openai` client's `base_url`; `{...}` in it is a placeholder to fill."""

    region: str
    url: str
    detail: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Variable:
    """A conventional environment variable. `role` is `key`, `base_url` or `other`."""

    name: str
    role: Literal["key", "base_url", "other"]
    used_by: str
    evidence: Evidence


class EndpointStatus(StrEnum):
    """Whether the vendor offers an endpoint of the OpenAI API."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint of the OpenAI API at this vendor, by the catalogue's name (`chat_completions`).

    `path` starts at the root of the base URL's host (`/api/paas/v4/chat/completions`), or is a full
    URL where the host differs; it is empty when the vendor has no such path.
    """

    name: str
    status: EndpointStatus
    path: str
    evidence: Evidence
    response_shape: Mapping[str, Any] | None = None
    client_practice: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about responses or operations: `status` as in the seeds, the words in `evidence.detail`."""

    name: str
    status: str
    evidence: Evidence
    values: tuple[str, ...] = ()
    client_practice: str | None = None
    doc_absent: bool = False  # the vendor's reference was read and does not mention it


@dataclass(frozen=True, slots=True)
class Platform:
    """One billing system of a vendor. The same model id may cost differently on each.

    `region` is the `BaseURL.region` this platform bills; several platforms may share one address, then
    the account decides. `base_url` and `pricing_url` are empty when unknown. `market` says in words
    where it is sold.
    """

    id: str
    region: str
    base_url: str
    currency: str
    pricing_url: str
    console_url: str | None = None
    market: str = ""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The condition of a price tier. Brackets are in tokens; `None` is no limit.

    A bracket is `[low, high)`, or `(low, high]` where the vendor counts that way (`upper_inclusive`;
    a bracket from 0 includes 0 either way).
    """

    input_tokens: tuple[int, int | None] | None = None
    output_tokens: tuple[int, int | None] | None = None
    thinking: bool | None = None
    window: Literal["peak", "off_peak"] | None = None
    upper_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class WindowRule:
    """When a price window is open: `hours` (start inclusive, end exclusive, past midnight when the end
    is earlier) of `weekdays` (1 is Monday) in `timezone`, from `start` to `end` (exclusive). Every
    other hour belongs to the other window. `excludes` names days the rule leaves out, in the vendor's words, and
    `calendar` is the country whose public holidays they are.
    """

    window: Literal["peak", "off_peak"]
    hours: tuple[tuple[time, time], ...]
    timezone: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    start: date | None = None
    end: date | None = None
    excludes: str | None = None
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """Rates of one bracket, each per 1,000,000 tokens in the entry's currency.

    `rates` keys: input, output, cache_read, cache_write, cache_write_1h, cache_storage_per_hour (per
    million tokens and hour), audio_input, audio_output, image_input. A missing `cache_read` means no
    discount is known: charge `input`.
    """

    when: When
    rates: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """What a model costs on a platform from `start` (inclusive) to `end` (exclusive; None: still).

    Dates are days in `timezone` where that is known. `windows` are set when the tiers depend on the hour.
    """

    platform: str
    currency: str
    start: date | None
    end: date | None
    start_basis: Literal["effective", "release", "first_seen", "unknown"]
    tiers: tuple[Tier, ...]
    evidence: Evidence
    confidence: Literal["high", "medium", "low"]
    end_unknown: bool = False
    assumed_start: date | None = None
    batch: Mapping[str, Any] | None = None
    service_tiers: Mapping[str, Any] | None = None
    note: str | None = None
    windows: tuple[WindowRule, ...] = ()
    timezone: str | None = None


class Lifecycle(StrEnum):
    """Where a model stands in its life, as far as the sources say."""

    ACTIVE = "active"
    LEGACY = "legacy"
    DEPRECATED = "deprecated"
    RETIRED = "retired"
    UNLISTED = "unlisted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model can do; `None` is unknown.

    `reasoning` is `none`, `optional`, `always`, `supported_mode_unknown` (it thinks; whether that can
    be switched off is unknown) or None.
    """

    tools: bool | None = None
    json_mode: bool | None = None
    json_schema: bool | None = None
    vision: bool | None = None
    web_search: bool | None = None
    reasoning: str | None = None
    embedding_dims: tuple[int, ...] = ()
    embedding_dims_basis: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One model id of a vendor. Token limits are in tokens; `None` is unknown.

    `released` is the first of the month when `released_precision` is `month`.
    """

    id: str
    provider: str
    kind: Literal["chat", "embedding", "rerank"]
    tier: str | None
    status: Lifecycle
    aliases: tuple[str, ...] = ()
    family: str | None = None
    released: date | None = None
    first_seen: date | None = None
    last_listed: date | None = None
    deprecated: date | None = None
    deprecation_announced: bool = False
    retires: date | None = None
    retires_basis: str | None = None
    context_window: int | None = None
    max_output: int | None = None
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()
    capabilities: Capabilities = field(default_factory=Capabilities)
    tokenizer: str | None = None
    tokenizer_confidence: str | None = None
    prices: tuple[PriceEntry, ...] = ()
    note: str | None = None
    tokenizer_note: str | None = None
    free_quota: str | None = None
    released_precision: Literal["day", "month"] = "day"

    @property
    def evidence(self) -> Evidence:
        """Where the model's own facts were read: the lists that also carry its prices."""
        sources = dict.fromkeys(s for entry in self.prices for s in entry.evidence.sources)
        dates = [entry.evidence.as_of for entry in self.prices]
        return Evidence(
            key=f"{self.provider}.models.{self.id}",
            detail=self.note or "",
            sources=tuple(sources),
            as_of=max(dates, default=self.last_listed.isoformat() if self.last_listed else "unknown"),
            trust=2 if sources else None,
        )


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Provider:
    """Everything known about a vendor. Mappings are keyed by the catalogue's names and read-only.

    `dialect` is the raw, validated dialect section; ask `providers.dialect` instead of reading it.
    Two providers are equal only when they are the same object, so that a provider may key a cache.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    vendor: str
    summary: str
    as_of: str
    platforms: tuple[Platform, ...]
    base_urls: tuple[BaseURL, ...]
    variables: tuple[Variable, ...]
    endpoints: Mapping[str, Endpoint]
    responses: Mapping[str, Fact]
    operations: Mapping[str, Fact]
    models: Mapping[str, Model]
    billing: Mapping[str, Any]
    sources: Mapping[str, Source]
    dialect: Mapping[str, Any]
    surface: str = ""
    model_aliases: Mapping[str, str] = field(default_factory=dict)  # alias -> model id
    discrepancies: tuple[Discrepancy, ...] = ()
    behaviour: Mapping[str, Any] = field(default_factory=dict)  # raw: how answers and errors differ

    @property
    def key_variable(self) -> str:
        """The first conventional variable for the API key."""
        return next(v.name for v in self.variables if v.role == "key")

    def model(self, name: str) -> Model | None:
        """The model of that id or alias, or None when the catalogue has none."""
        found = self.models.get(name)
        if found is None and name in self.model_aliases:
            found = self.models.get(self.model_aliases[name])
        return found

    def base_url(self, region: str | None = None) -> BaseURL:
        """The address of a region or platform, by default the first listed. KeyError when unknown."""
        if region is None:
            return self.base_urls[0]
        for entry in self.base_urls:
            if entry.region == region:
                return entry
        for platform in self.platforms:
            if platform.id == region and platform.region != region:
                return self.base_url(platform.region)
        raise KeyError(region)

    def platform(self, name: str | None = None) -> Platform | None:
        """The billing system of that id, or else the first that bills that region; None when no
        price list belongs to it (a subscription address, a region without one). Default: the first.
        """
        if name is None:
            return self.platforms[0] if self.platforms else None
        by_id = next((p for p in self.platforms if p.id == name), None)
        return by_id or next((p for p in self.platforms if p.region == name), None)
