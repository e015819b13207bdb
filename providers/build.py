"""From the compiled, plain form of a vendor to the typed one. No file is read here.

The plain form is what `providers.compile` writes and what a user's catalogue file is merged into, so
both take the same road and meet the same checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from providers.errors import CatalogError
from providers.frozen import FrozenDict, LazyMapping, freeze
from providers.types import (
    BaseURL,
    Capabilities,
    Conflict,
    Discrepancy,
    Endpoint,
    EndpointStatus,
    Evidence,
    Fact,
    Lifecycle,
    Model,
    Platform,
    PriceEntry,
    Provider,
    Source,
    Tier,
    Variable,
    When,
    WindowRule,
)

Raw = Mapping[str, Any]


def evidence(key: str, raw: Raw) -> Evidence:
    """The evidence of one fact."""
    return Evidence(
        key=key,
        detail=raw.get("detail", ""),
        sources=tuple(raw.get("sources", ())),
        as_of=raw["as_of"],
        trust=raw.get("trust"),
        conflicts=tuple(
            Conflict(c["claim"], tuple(c["sources"]), c["as_of"]) for c in raw.get("conflicts", ())
        ),
    )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    return date.fromisoformat(text if len(text) > 7 else text + "-01")


def _tier(raw: Raw, edge: bool) -> Tier:
    when = raw.get("when", {})

    def bracket(name: str) -> tuple[int, int | None] | None:
        return (when[name][0], when[name][1]) if name in when else None

    size_in, size_out = bracket("input_tokens"), bracket("output_tokens")
    return Tier(
        when=When(size_in, size_out, when.get("thinking"), when.get("window"), edge),
        rates=FrozenDict({name: Decimal(rate) for name, rate in raw.items() if name != "when"}),
    )


def _rates(raw: Any) -> Any:
    """Read-only copy of a batch or service-tier table, its figures as Decimal."""
    if isinstance(raw, dict):
        return FrozenDict({k: _rates(v) for k, v in raw.items()})
    if isinstance(raw, str):
        try:
            return Decimal(raw)
        except InvalidOperation:
            return raw
    return raw


def _claim(raw: Raw) -> str:
    figures = ", ".join(
        f"{name.replace('_', ' ')} {raw[name]}" for name in raw if name not in ("source", "why", "currency")
    )
    words = f"{raw['currency']} {figures}" if "currency" in raw else figures
    return f"{words}: {raw['why']}" if "why" in raw else words


def price_entry(provider: str, model: str, raw: Raw) -> PriceEntry:
    """One row of a price list."""
    start = raw.get("from")
    note = raw.get("note")
    edge = raw.get("bracket_edge") == "upper_inclusive"
    return PriceEntry(
        platform=raw["platform"],
        currency=raw["currency"],
        start=_day(start),
        end=_day(raw.get("to")),
        start_basis=raw["from_basis"],
        tiers=tuple(_tier(t, edge) for t in raw["tiers"]),
        evidence=Evidence(
            key=f"{provider}.models.{model}.prices.{raw['platform']}.{start or 'unknown'}",
            detail=note or "",
            sources=tuple(raw["sources"]),
            as_of=raw["as_of"],
            trust=raw.get("trust"),
            conflicts=tuple(
                Conflict(_claim(c), (c["source"],), raw["as_of"]) for c in raw.get("conflicts", ())
            ),
        ),
        confidence=raw["confidence"],
        end_unknown=raw.get("to_unknown", False),
        assumed_start=_day(raw.get("assumed_from")),
        batch=_rates(raw["batch"]) if "batch" in raw else None,
        service_tiers=_rates(raw["service_tiers"]) if "service_tiers" in raw else None,
        note=note,
        windows=tuple(_window(w) for w in raw.get("windows", ())),
        timezone=raw.get("timezone"),
    )


def _window(raw: Raw) -> WindowRule:
    spans = (span.split("-") for span in raw["hours"])
    return WindowRule(
        window=raw["window"],
        hours=tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans),
        timezone=raw["timezone"],
        weekdays=tuple(raw.get("weekdays", range(1, 8))),
        start=_day(raw.get("from")),
        end=_day(raw.get("to")),
        excludes=raw.get("excludes"),
        calendar=raw.get("calendar"),
    )


def model(provider: str, raw: Raw) -> Model:
    """One model with its price list."""
    caps = raw.get("capabilities", {})
    modalities = raw.get("modalities", {})
    tokenizer = raw.get("tokenizer", {})
    deprecated = raw.get("deprecated")
    announced = deprecated == "announced"
    released = raw.get("released")
    return Model(
        id=raw["id"],
        provider=provider,
        kind=raw["kind"],
        tier=raw.get("tier"),
        status=Lifecycle(raw["status"]),
        aliases=tuple(raw.get("aliases", ())),
        family=raw.get("family"),
        released=_day(released),
        first_seen=_day(raw.get("first_seen")),
        last_listed=_day(raw.get("last_listed")),
        deprecated=None if announced else _day(deprecated),
        deprecation_announced=announced,
        retires=_day(raw.get("retires")),
        retires_basis=raw.get("retires_basis"),
        context_window=raw.get("context_window"),
        max_output=raw.get("max_output"),
        input_modalities=tuple(modalities.get("input", ())),
        output_modalities=tuple(modalities.get("output", ())),
        capabilities=Capabilities(
            tools=caps.get("tools"),
            json_mode=caps.get("json_mode"),
            json_schema=caps.get("json_schema"),
            vision=caps.get("vision"),
            web_search=caps.get("web_search"),
            reasoning=caps.get("reasoning"),
            embedding_dims=tuple(caps.get("embedding_dims", ())),
            embedding_dims_basis=caps.get("embedding_dims_basis"),
        ),
        tokenizer=tokenizer.get("family"),
        tokenizer_confidence=tokenizer.get("confidence"),
        tokenizer_note=tokenizer.get("note"),
        prices=tuple(price_entry(provider, raw["id"], p) for p in raw.get("prices", ())),
        note=raw.get("note"),
        free_quota=raw.get("free_quota"),
        released_precision="month" if released is not None and len(released) == 7 else "day",
    )


def _fact(key: str, name: str, raw: Raw) -> Fact:
    return Fact(
        name=name,
        status=raw["status"],
        evidence=evidence(f"{key}.{name}", raw),
        values=tuple(str(v) for v in raw.get("values", ())),
        client_practice=raw.get("client_practice"),
        doc_absent=raw.get("doc_presence") == "absent",
    )


def _endpoint(pid: str, name: str, raw: Raw) -> Endpoint:
    return Endpoint(
        name=name,
        status=EndpointStatus(raw["status"]),
        path=raw.get("path", ""),
        evidence=evidence(f"{pid}.endpoints.{name}", raw),
        response_shape=freeze(raw["response_shape"]) if "response_shape" in raw else None,
        client_practice=raw.get("client_practice"),
    )


def _source(sid: str, raw: Raw) -> Source:
    return Source(
        id=sid,
        kind=raw["kind"],
        title=raw["title"],
        version=raw["version"],
        location=raw["location"],
        as_of=raw["as_of"],
        trust=raw.get("trust"),
        licence=raw.get("licence"),
        note=raw.get("note"),
    )


def provider(raw: Raw, where: str) -> Provider:
    """The typed vendor. Models are built when asked for; `where` names the file in errors."""
    try:
        return _provider(raw)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as exc:
        raise CatalogError(f"{where}: {type(exc).__name__} {exc}: run `migrate providers check`") from exc


def _provider(raw: Raw) -> Provider:
    pid = raw["id"]
    return Provider(
        id=pid,
        name=raw["name"],
        aliases=tuple(raw.get("aliases", ())),
        vendor=raw["vendor"],
        summary=raw["summary"],
        as_of=raw["as_of"],
        platforms=tuple(
            Platform(
                id=p["id"],
                region=p["region"],
                base_url=p.get("base_url", ""),
                currency=p["currency"],
                pricing_url=p.get("pricing_url", ""),
                console_url=p.get("console_url"),
                market=p.get("market", ""),
                note=p.get("note"),
            )
            for p in raw["platforms"]
        ),
        base_urls=tuple(
            BaseURL(
                u["region"], u["url"], u.get("detail", ""), evidence(f"{pid}.base_urls.{u['region']}", u)
            )
            for u in raw["base_urls"]
        ),
        variables=tuple(
            Variable(v["name"], v["role"], v["used_by"], evidence(f"{pid}.variables.{v['name']}", v))
            for v in raw["variables"]
        ),
        endpoints=FrozenDict({n: _endpoint(pid, n, e) for n, e in raw["endpoints"].items()}),
        responses=FrozenDict({n: _fact(f"{pid}.responses", n, f) for n, f in raw["responses"].items()}),
        operations=FrozenDict({n: _fact(f"{pid}.operations", n, f) for n, f in raw["operations"].items()}),
        models=LazyMapping({m["id"]: m for m in raw["models"]}, partial(model, pid)),
        billing=freeze(raw["billing"]),
        sources=FrozenDict({s: _source(s, v) for s, v in raw["sources"].items()}),
        dialect=freeze(raw.get("dialect", {})),
        behaviour=freeze(raw.get("behaviour", {})),
        surface=raw.get("surface", ""),
        model_aliases=FrozenDict({a: m["id"] for m in raw["models"] for a in m.get("aliases", ())}),
        discrepancies=tuple(
            Discrepancy(tuple(d["facts"]), d["detail"], d["resolution"]) for d in raw.get("discrepancies", ())
        ),
    )
