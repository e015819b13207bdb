"""Which model of a vendor takes the place of another vendor's model.

A suggestion to start from, ranked by what the calls need, then by tier, then by price on the platform;
that two models are equally good is nowhere claimed. Models that have ended, or whose end is announced,
are shown as rejected and never accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from weakref import WeakKeyDictionary

from providers import catalog
from providers.prices import cost, price_at
from providers.source_models import SourceModel, source_of, undated
from providers.types import Lifecycle, Model, Provider

_SAMPLE = (3_000, 1_000)  # input and output tokens of the request that prices are compared by
_SPECIAL = frozenset({"translation", "roleplay", "math", "rag", "tools", "completion", "rerank"})
_MONTH = 31  # days
_YES_NO = ("vision", "tools", "json_schema")


@dataclass(frozen=True, slots=True)
class Needs:
    """What the calls need of a model. None: not needed, or unknown. `context_tokens` is the longest
    request with its answer; `dims` the length of stored vectors.
    """

    kind: Literal["chat", "embedding"] = "chat"
    vision: bool | None = None
    tools: bool | None = None
    json_schema: bool | None = None
    reasoning: bool | None = None
    context_tokens: int | None = None
    dims: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model with what speaks for it and what to mind. `rejected` says why it must not be chosen."""

    model: Model
    reasons: tuple[str, ...]
    rejected: str | None = None


def candidates(
    target: Provider,
    source_model: str,
    needs: Needs,
    *,
    platform: str,
    on: date,
    source: str | None = None,
) -> tuple[Candidate, ...]:
    """Models of `target` that may replace `source_model`, best first, then the rejected ones.

    Empty when the catalogue does not know the source model (a deployment name, an endpoint id).
    `platform` is a platform of the target, for prices; `source` the vendor that `source_model` belongs
    to, when known. With `on` in 2024 the answer is that of the time, from models that had a price then.
    """
    found = source_of(source_model, source)
    if found is None:
        return ()
    if found.model.kind == "embedding":
        needs = Needs("embedding", context_tokens=needs.context_tokens, dims=needs.dims)
    if on.year == 2024:
        return _of_2024(target, found, needs, platform, on)
    wanted = _preferred_tiers(found, needs)
    places = _places(target, wanted)
    judged = [
        _judge(target, model, found, needs, places, wanted, platform, on)
        for model in target.models.values()
        if model.kind == needs.kind
    ]
    return tuple(candidate for _, candidate in sorted(judged, key=lambda pair: pair[0]))


def best(
    target: Provider, source_model: str, needs: Needs, *, platform: str, on: date, source: str | None = None
) -> Candidate | None:
    """The first accepted candidate, or None: nothing fits, or the source model is unknown."""
    ranked = candidates(target, source_model, needs, platform=platform, on=on, source=source)
    return next((c for c in ranked if c.rejected is None), None)


def _preferred_tiers(found: SourceModel, needs: Needs) -> tuple[str, ...]:
    """The source's tiers, the one that fits the calls first, then the tiers nearest to it."""
    mapping = catalog.table("mapping")
    if needs.kind == "embedding":
        return ("embedding",)
    longest = needs.context_tokens or 0
    asked = {"image input": bool(needs.vision), "prompt over 128k": longest > 128_000}
    fitting = [
        row["prefer_tier"]
        for row in mapping["overrides"]
        if row["source"] == found.model.id and asked.get(row.get("when", ""))
    ]
    extra = ["vision"] * bool(needs.vision) + ["long_context"] * (longest > 128_000)
    near = [tier for own in found.tiers for tier in mapping["near"].get(own, ())]
    return tuple(dict.fromkeys([*fitting, *found.tiers, *extra, *near]))


# --- the target ----------------------------------------------------------------------------------


def _places(target: Provider, tiers: tuple[str, ...]) -> Mapping[str, tuple[int, int]]:
    """Place of each model the mapping lists for the vendor: (tier, position), the best of several."""
    table = catalog.table("mapping")["targets"].get(target.id, {})
    places: dict[str, tuple[int, int]] = {}
    for number, tier in enumerate(tiers):
        for position, name in enumerate(table.get(tier, ())):
            model = target.model(name)
            if model is not None:
                places.setdefault(model.id, (number, position))
    return places


def _judge(
    target: Provider,
    model: Model,
    found: SourceModel,
    needs: Needs,
    places: Mapping[str, tuple[int, int]],
    tiers: tuple[str, ...],
    platform: str,
    on: date,
) -> tuple[tuple[Any, ...], Candidate]:
    """A candidate and its sort key."""
    reasons: list[str] = []
    rejected = _ended(model, on)
    if rejected is None and model.tier in _SPECIAL:
        rejected = f"made for {model.tier}"
    unmet = unknown = 0
    for reason, weight in _capabilities(model, needs, same=model.id == found.model.id):
        if weight == "refused":
            rejected = rejected or reason
        unmet += weight == "unmet"
        unknown += weight == "unknown"
        reasons.append(reason)
    place = places.get(model.id)
    same = model.id == found.model.id and model.status is not Lifecycle.UNKNOWN
    if same:
        reasons.insert(0, "the same model")
    elif place is not None:
        choice = f"choice {place[1] + 1} of the catalogue for {tiers[place[0]]}"
        reasons.insert(0, choice if place[0] == 0 else f"{choice}, near {tiers[0]}")
    elif model.tier in tiers:
        reasons.insert(0, f"tier {model.tier}")
    else:
        reasons.insert(0, f"tier {model.tier}, not one of the source's" if model.tier else "tier: unknown")
    if model.status is Lifecycle.UNKNOWN:
        reasons.append("whether it is still in service is unknown")
    if rejected is None and model.retires is not None:
        reasons.append(f"in service until {model.retires} at least")
    if found.note:
        reasons.append(found.note)
    amount, words = _priced(target, model, platform, on)
    reasons.append(words)
    last = len(tiers)
    by_tier = place or ((tiers.index(model.tier), 99) if model.tier in tiers else (last, 99))
    key = (
        rejected is not None,
        unmet,
        not same,
        by_tier[0],
        unknown + (model.status is Lifecycle.UNKNOWN) + (amount is None),
        by_tier[1],
        amount or Decimal(0),
        model.id,
    )
    return key, Candidate(model, tuple(reasons), rejected)


def _ended(model: Model, on: date) -> str | None:
    """Why the model is not to be used for something new, or None."""
    if model.retires is not None and model.retires <= on:
        return f"retired on {model.retires}"
    if model.status is Lifecycle.RETIRED:
        return "retired"
    if model.deprecated is not None:
        return f"deprecated since {model.deprecated}"
    if model.deprecation_announced or model.status is Lifecycle.DEPRECATED:
        until = f", ends {model.retires}" if model.retires else ""
        return f"its end is announced{until}"
    if model.status is Lifecycle.UNLISTED:
        seen = f" (last seen {model.last_listed})" if model.last_listed else ""
        return f"no longer listed by the vendor{seen}"
    born = min((d for d in (model.released, model.first_seen) if d is not None), default=None)
    if born is not None and born > on:  # a rolling name is seen before the version it stands for today
        return f"released on {born}, after {on}"
    return None


def unfit(model: Model, needs: Needs, *, on: date, as_of: date) -> str | None:
    """Why a model must not be chosen for something new, whatever it replaces; None when nothing speaks against it.

    Stricter than `candidates`: what is asked for and not known is no fit. `as_of` is the date of the catalogue's
    statuses; a day a month or more before it is judged by dates alone.
    """
    ended = _gone(model, on) if (as_of - on).days > _MONTH else _ended(model, on)
    if ended is not None:
        return ended
    if model.tier in _SPECIAL:
        return f"made for {model.tier}"
    if model.status is Lifecycle.UNKNOWN and (as_of - on).days <= _MONTH:
        return "whether it is still in service is unknown"
    for reason, weight in _capabilities(model, needs, same=False):
        if weight in ("refused", "unmet") or (weight == "unknown" and not reason.startswith("context")):
            return reason
    return None


def _gone(model: Model, on: date) -> str | None:
    if model.retires is not None and model.retires <= on:
        return f"retired on {model.retires}"
    born = min((d for d in (model.released, model.first_seen) if d is not None), default=None)
    return f"released on {born}, after {on}" if born is not None and born > on else None


def _capabilities(model: Model, needs: Needs, *, same: bool) -> list[tuple[str, str]]:
    """What the model says to each need: a reason and `met`, `unknown`, `unmet` or `refused`."""
    caps = model.capabilities
    found: list[tuple[str, str]] = []
    for name in _YES_NO:
        if not getattr(needs, name):
            continue
        has = getattr(caps, name)
        if has is None:
            found.append((f"{name}: unknown", "unknown"))
        elif has:
            found.append((f"{name}: yes", "met"))
        elif name == "json_schema" and caps.json_mode is not False:
            found.append(("json_schema: no; ask for a JSON object and put the schema in the prompt", "unmet"))
        else:
            found.append((f"{name}: no", "refused"))
    if needs.reasoning:
        words = {None: "unknown", "none": "no", "supported_mode_unknown": "yes, switch unknown"}
        state = words.get(caps.reasoning, caps.reasoning)
        weight = {None: "unknown", "none": "unmet"}.get(caps.reasoning, "met")
        found.append((f"reasoning: {state}", weight))
    if needs.context_tokens is not None:
        found.append(_context(model, needs.context_tokens))
    if needs.dims is not None and needs.kind == "embedding" and not same:
        found.append(_dims(model, needs.dims))
    return found


def _context(model: Model, tokens: int) -> tuple[str, str]:
    if model.context_window is None:
        return "context window: unknown", "unknown"
    if model.context_window < tokens:
        return f"context window of {model.context_window:,} tokens is too small for {tokens:,}", "refused"
    return f"context window of {model.context_window:,} tokens covers {tokens:,}", "met"


def _dims(model: Model, dims: int) -> tuple[str, str]:
    if not model.capabilities.embedding_dims:
        return "vector length: unknown", "unknown"
    if dims in model.capabilities.embedding_dims:
        return f"vectors of {dims}; a full re-index is still needed", "met"
    lengths = ", ".join(map(str, model.capabilities.embedding_dims))
    return f"vectors of {lengths}, not {dims}: the index must be rebuilt with another length", "unmet"


_PRICED: WeakKeyDictionary[Provider, dict[tuple[str, str, date], tuple[Decimal | None, str]]]
_PRICED = WeakKeyDictionary()  # the same vendor is asked once for each source model of a plan


def _priced(target: Provider, model: Model, platform: str, on: date) -> tuple[Decimal | None, str]:
    """Cost of the sample request on the platform, and the rates in words."""
    known = _PRICED.setdefault(target, {})
    key = (model.id, platform, on)
    if key not in known:
        known[key] = _price_words(model, platform, on)
    return known[key]


def _price_words(model: Model, platform: str, on: date) -> tuple[Decimal | None, str]:
    tokens_out = _SAMPLE[1] if model.kind == "chat" else 0
    price = price_at(model, platform, on, input_tokens=_SAMPLE[0], output_tokens=tokens_out)
    if price is None:
        return None, f"no price known on {platform}"
    rates = [r for r in (price.rate("input"), price.rate("output")) if r is not None]
    try:
        amount = cost(price, _SAMPLE[0], tokens_out)
    except ValueError:  # a chat model whose output rate is unknown
        amount = None
    shown = " / ".join(f"{r:f}" for r in rates)
    return amount, f"{price.currency} {shown} per million tokens on {platform}"


# --- 2024 ----------------------------------------------------------------------------------------


def _of_2024(
    target: Provider, found: SourceModel, needs: Needs, platform: str, on: date
) -> tuple[Candidate, ...]:
    """What would have been proposed in mid-2024; a model without a price on that day is rejected.

    Where nothing was noted for a model, the choice is the one for a model of the same or a near tier.
    """
    judged: dict[str, tuple[tuple[int, ...], Candidate]] = {}
    for number, (like, name) in enumerate(_names_of_2024(target, found, needs)):
        model = target.model(name)
        if model is None or model.kind != needs.kind or model.id in judged:
            continue
        said = _capabilities(model, needs, same=False)
        refused = next((reason for reason, weight in said if weight == "refused"), None)
        price = price_at(model, platform, on, input_tokens=1_000, output_tokens=0, assume=True)
        if price is None:
            refused = f"no price known on {platform} on {on}"
        words = [f"a choice of 2024 for {like}"]
        words += [] if like in (found.model.id, *found.model.aliases) else [f"near {found.model.id}"]
        words += [reason for reason, _ in said]
        if price is not None:
            words.append(f"{price.currency} {price.rate('input')} per million input tokens on {platform}")
            words += [price.note] if price.note else []
        needless = model.tier == "vision" and not needs.vision
        unmet = sum(weight == "unmet" for _, weight in said)
        key = (refused is not None, unmet, needless, number)
        judged[model.id] = (key, Candidate(model, tuple(words), refused))
    return tuple(candidate for _, candidate in sorted(judged.values(), key=lambda pair: pair[0]))


def _names_of_2024(target: Provider, found: SourceModel, needs: Needs) -> list[tuple[str, str]]:
    """(source model, target's model of 2024), the source's own row first, then those of the nearest tiers."""
    table = catalog.table("mapping")["era_2024"]
    names = (found.model.id, *found.model.aliases, undated(found.model.id))
    rows = [name for name in names if name in table][:1]
    listed = catalog.table("mapping")["source_tiers"]
    for tier in _preferred_tiers(found, needs):
        rows += [name for name in table if name in listed.get(tier, ()) and name not in rows]
    return [(row, name) for row in rows for name in table[row].get(target.id, ())]
