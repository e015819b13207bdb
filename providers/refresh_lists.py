"""What well-kept public price lists say today, as sightings that can be compared with the seeds.

Two lists are read: LiteLLM's price map (JSON) and the data of genai-prices (JSON, or the installed
package). Both hold one bare number per rate, in US dollars.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from providers.errors import CatalogError
from providers.frozen import FrozenDict

_LARGEST = 100_000_000  # bytes of a list
_MILLION = Decimal(1_000_000)

# where a list's vendor name belongs here: (vendor, platform). The lists give no currency; what they say of
# a platform that bills in yuan is converted at a rate of their own.
LITELLM = {
    "openai": ("openai", "global"),
    "azure": ("azure-openai", "global"),
    "zai": ("zhipu", "intl"),
    "bigmodel": ("zhipu", "cn"),
    "moonshot": ("moonshot", "intl"),
    "minimax": ("minimax", "intl"),
    "deepseek": ("deepseek", "intl"),
    "dashscope": ("alibaba", "intl"),
    "volcengine": ("bytedance", "cn"),
}
AZURE_ZONES = {"global": "global", "eu": "datazone_eu", "us": "datazone_us"}
GENAI_PRICES = {
    "openai": ("openai", "global"),
    "azure": ("azure-openai", "global"),
    "zai": ("zhipu", "intl"),
    "zhipuai": ("zhipu", "cn"),
    "moonshotai": ("moonshot", "intl"),
    "minimax": ("minimax", "intl"),
    "deepseek": ("deepseek", "intl"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Rates of one bracket, in US dollars per 1,000,000 tokens; `above` is where its prompts begin."""

    above: int
    rates: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a list says of one model on one platform. None is unknown."""

    source: str
    vendor: str
    platform: str
    model: str
    rows: tuple[Row, ...]
    currency: str = "USD"
    context_window: int | None = None
    retires: date | None = None


def read(place: str) -> Any:
    """The JSON at a path, or at an `https://` address (the only case that touches the network)."""
    try:
        if re.match(r"https?://", place):
            with urlopen(place, timeout=30) as answer:  # noqa: S310 - the scheme is checked above
                data = answer.read(_LARGEST + 1)
        else:
            data = Path(place).read_bytes()
        if len(data) > _LARGEST:
            raise CatalogError(f"{place}: larger than {_LARGEST:,} bytes")
        return json.loads(data, parse_float=Decimal)
    except (OSError, ValueError) as exc:
        raise CatalogError(f"{place}: {' '.join(str(exc).split())}") from exc


def installed_litellm() -> str | None:
    """Path of the price map inside an installed LiteLLM, which is not imported for it; or None."""
    spec = importlib.util.find_spec("litellm")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "model_prices_and_context_window_backup.json")
        if path.is_file():
            return str(path)
    return None


def installed_genai_prices() -> Any:
    """The data of an installed genai-prices in the shape of its JSON, or None."""
    if importlib.util.find_spec("genai_prices") is None:
        return None
    data = importlib.import_module("genai_prices.data")
    return [
        {
            "id": provider.id,
            "models": [
                {"id": m.id, "context_window": m.context_window, "prices": _installed_price(m.prices)}
                for m in provider.models
            ],
        }
        for provider in data.providers
    ]


def _installed_price(prices: Any) -> Any:
    """An installed package's price object in the shape of the JSON."""
    if isinstance(prices, list):
        return [
            {
                "constraint": {"start_date": getattr(p.constraint, "start_date", None)} if p.constraint else None,
                "prices": _installed_price(p.prices),
            }
            for p in prices
        ]
    found = {key: getattr(prices, key, None) for key in _GENAI_RATES.values()}
    return {
        key: {"base": v.base, "tiers": [{"start": t.start, "price": t.price} for t in v.tiers]}
        if hasattr(v, "tiers")
        else v
        for key, v in found.items()
        if v is not None
    }


# --- LiteLLM -------------------------------------------------------------------------------------

_LITELLM_RATES = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
}
_ABOVE = re.compile(r"_above_(\d+)k_tokens\Z")


def litellm(document: Any, source: str = "litellm") -> Iterator[Sighting]:
    """Sightings of LiteLLM's price map."""
    if not isinstance(document, dict):
        raise CatalogError("LiteLLM's price map is not a mapping")
    for key, raw in document.items():
        if not isinstance(raw, dict) or raw.get("litellm_provider") not in LITELLM:
            continue
        if raw.get("mode") not in ("chat", "embedding", "responses", "completion"):
            continue
        vendor, platform = LITELLM[raw["litellm_provider"]]
        if vendor == "azure-openai":
            zone = key.split("/")[1] if key.count("/") == 2 else "global"
            if zone not in AZURE_ZONES or key.count("/") > 2:
                continue  # a regional or government price, which the seeds do not hold
            platform = AZURE_ZONES[zone]
        rows = tuple(_litellm_rows(raw))
        yield Sighting(
            source=f"{source}:{key}",
            vendor=vendor,
            platform=platform,
            model=key.rpartition("/")[2],
            rows=rows,
            context_window=_whole(raw.get("max_input_tokens")),
            retires=_day(raw.get("deprecation_date")),
        )


def _litellm_rows(raw: Mapping[str, Any]) -> Iterator[Row]:
    bounds = {int(m[1]) * 1000 for k in raw if (m := _ABOVE.search(k)) and k.startswith("input_cost")}
    for bound in sorted({0, *bounds}):
        suffix = f"_above_{bound // 1000}k_tokens" if bound else ""
        rates = {
            name: per_million
            for name, key in _LITELLM_RATES.items()
            if (per_million := _per_million(raw.get(key + suffix))) is not None
        }
        if "input" in rates:
            yield Row(bound, FrozenDict(rates))


def _per_million(value: Any) -> Decimal | None:
    """A rate per token as a rate per million, without the noise of floating point."""
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        return None
    exact = Decimal(str(value)) * _MILLION
    return exact.quantize(Decimal("0.000001")).normalize() + 0


# --- genai-prices --------------------------------------------------------------------------------

_GENAI_RATES = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
}


def genai_prices(document: Any, on: date, source: str = "genai-prices") -> Iterator[Sighting]:
    """Sightings of genai-prices' data: the price that holds on a day, where no hour decides."""
    if not isinstance(document, list):
        raise CatalogError("genai-prices' data is not a list of providers")
    for provider in document:
        if provider.get("id") not in GENAI_PRICES:
            continue
        vendor, platform = GENAI_PRICES[provider["id"]]
        for model in provider.get("models", ()):
            prices = _genai_price(model.get("prices"), on)
            if prices is None:
                continue
            yield Sighting(
                source=f"{source}:{provider['id']}/{model['id']}",
                vendor=vendor,
                platform=platform,
                model=model["id"],
                rows=tuple(_genai_rows(prices)),
                context_window=_whole(model.get("context_window")),
            )


def _genai_price(prices: Any, on: date) -> Mapping[str, Any] | None:
    """The price of a day; the last dated entry that has begun. None when the hour decides."""
    if isinstance(prices, dict):
        return prices
    found: Mapping[str, Any] | None = None
    for entry in prices or ():
        constraint = entry.get("constraint")
        if constraint is None:
            found = entry["prices"]
            continue
        start = constraint.get("start_date")
        if start is None:
            return None
        if (start if isinstance(start, date) else date.fromisoformat(start)) <= on:
            found = entry["prices"]
    return found


def _genai_rows(prices: Mapping[str, Any]) -> Iterator[Row]:
    def rate(value: Any, bound: int) -> Decimal | None:
        if isinstance(value, dict):
            steps = [(0, value["base"]), *((t["start"], t["price"]) for t in value["tiers"])]
            value = [price for start, price in steps if start <= bound][-1]
        return None if value is None else Decimal(str(value)).normalize() + 0

    bounds = {t["start"] for v in prices.values() if isinstance(v, dict) for t in v.get("tiers", ())}
    for bound in sorted({0, *bounds}):
        rates = {
            name: found
            for name, key in _GENAI_RATES.items()
            if (found := rate(prices.get(key), bound)) is not None
        }
        if "input" in rates:
            yield Row(bound, FrozenDict(rates))


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def gather(litellm_place: str | None, genai_place: str | None, on: date) -> Sequence[Sighting]:
    """Sightings of both lists: from the places given, else from what is installed."""
    found: list[Sighting] = []
    place = litellm_place or installed_litellm()
    if place:
        found += _shaped(place, lambda: litellm(read(place)))
    document = read(genai_place) if genai_place else installed_genai_prices()
    if document is not None:
        found += _shaped(genai_place or "genai-prices", lambda: genai_prices(document, on))
    return found


def _shaped(name: str, rows: Callable[[], Iterable[Sighting]]) -> list[Sighting]:
    """All sightings, or one line when the list is not in the shape it is known to have."""
    try:
        return list(rows())
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, ArithmeticError) as exc:
        raise CatalogError(f"{name}: not in the shape this reads ({type(exc).__name__}: {exc})") from exc
