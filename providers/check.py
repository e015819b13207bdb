"""Checks the catalogue as people write it: shape, sources, dates, brackets, lifecycle, mapping, secrets.

    problems()            one line per problem over everything under seeds/
    vendor_problems(...)  the same for one vendor in compiled form, also used for a user's catalogue
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from providers import build, contradictions, resources, schema
from providers import compile as compiler
from providers.errors import CatalogError

_SECRET = re.compile(r"\b(sk-[A-Za-z0-9_-]{16,}|AKIA[A-Z0-9]{12,}|[0-9a-f]{32}\.[A-Za-z0-9]{16})\b")

Raw = Mapping[str, Any]


def problems(root: Path | None = None) -> list[str]:
    """Every problem of the authored seeds below `root` (default: the shipped ones), one line each."""
    root = root or resources.seeds()
    found: list[str] = []
    tables: dict[str, Any] = {}
    for name in compiler.TABLES:
        path = root / f"{name}.yaml"
        try:
            tables[name] = compiler.plain(compiler.read_yaml(path))
        except (CatalogError, OSError) as exc:
            found.append(str(exc))
            continue
        found += [f"{path.name}: {p}" for p in schema.problems(tables[name], name)]
        found += [f"{path.name}: {p}" for p in secrets(path)]
    if found:
        return found
    vendors: dict[str, Any] = {}
    for folder in sorted(p for p in (root / "vendors").iterdir() if p.is_dir()):
        lines, compiled = _folder(folder, tables["sources"]["sources"])
        found += [f"{folder.name}/{line}" for line in lines]
        if compiled is not None:
            vendors[folder.name] = compiled
    if not found:
        for pid, compiled in vendors.items():
            typed = build.provider(compiled, pid)
            found += [f"{pid}: {line}" for line in contradictions.unexplained(typed)]
        found += names_problems(vendors)
        found += [f"mapping.yaml: {p}" for p in mapping_problems(tables["mapping"], vendors)]
        found += [f"offers.yaml: {p}" for p in offers_problems(tables["offers"])]
        found += [f"regions.yaml: {p}" for p in regions_problems(tables["regions"], vendors)]
    return found


def _folder(folder: Path, sources: Raw) -> tuple[list[str], dict[str, Any] | None]:
    """The problems of one vendor's folder, and its compiled form when its shape is right."""
    lines: list[str] = []
    for name in ("vendor", "models", "behaviour"):
        path = folder / f"{name}.yaml"
        if name == "behaviour" and not path.is_file():
            continue  # a vendor may be listed before it is known how its answers differ
        try:
            lines += [f"{path.name}: {p}" for p in schema.problems(compiler.read_yaml(path), name)]
        except (CatalogError, OSError) as exc:
            lines.append(str(exc))
    for path in sorted(folder.glob("*.yaml")):
        lines += [f"{path.name}: {p}" for p in secrets(path)]
    if lines:
        return lines, None
    try:
        compiled = compiler.vendor(folder, sources)
    except CatalogError as exc:
        return [str(exc)], None
    return list(vendor_problems(compiled)), compiled


def secrets(path: Path) -> Iterator[str]:
    """Lines that hold something shaped like a key; the value itself is not shown."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if _SECRET.search(line):
            yield f"line {number} holds something shaped like a secret: remove it"


# --- one vendor ----------------------------------------------------------------------------------


def vendor_problems(compiled: Raw) -> Iterator[str]:
    """Everything that is wrong with one vendor in compiled form."""
    yield from _evidence(compiled)
    yield from consistency_problems(compiled)


def consistency_problems(compiled: Raw) -> Iterator[str]:
    """What does not hold together in one vendor, whoever states it: addresses, names, dates, prices."""
    yield from _addresses(compiled)
    known: dict[str, str] = {}
    for model in compiled["models"]:
        for name in (model["id"], *model.get("aliases", ())):
            if known.setdefault(name, model["id"]) != model["id"] or (
                name == model["id"] and sum(m["id"] == name for m in compiled["models"]) > 1
            ):
                yield f"models.{model['id']}: the name {name} belongs to {known[name]} already"
        for line in model_problems(model, compiled):
            yield f"models.{model['id']}: {line}"


def _addresses(compiled: Raw) -> Iterator[str]:
    """Platforms and base URLs must join: every platform bills the address of a region that is listed."""
    urls = {u["region"]: u["url"] for u in compiled["base_urls"]}
    if len(urls) != len(compiled["base_urls"]):
        yield "base_urls: a region is listed twice"
    for url in urls.values():
        if url.endswith("/"):
            yield f"base_urls: {url} ends with a slash"
    platforms = [p["id"] for p in compiled["platforms"]]
    if len(set(platforms)) != len(platforms):
        yield "platforms: an id is listed twice"
    for platform in compiled["platforms"]:
        base = platform.get("base_url")
        if base is not None and urls.get(platform["region"]) != base:
            yield f"platforms.{platform['id']}: base_url is not that of region {platform['region']}"
    if compiled["platforms"] and compiled["platforms"][0]["region"] != compiled["base_urls"][0]["region"]:
        yield "platforms: the first platform does not bill the first base URL, which is the default"
    if not any(v["role"] == "key" for v in compiled["variables"]):
        yield "variables: none has the role key"


def _evidence(compiled: Raw) -> Iterator[str]:
    """Sources are registered, trust is the best of them, a decided fact has one."""
    registered = compiled["sources"]
    for platform in compiled["platforms"]:
        refs = [platform["console_source"]] if "console_source" in platform else []
        yield from (f"platforms.{platform['id']}: {line}" for line in _unregistered(refs, registered))
        if len(refs) != ("console_url" in platform):
            yield f"platforms.{platform['id']}: console_url and console_source go together"
    for part in ("dialect", "behaviour"):
        yield from (f"{part}{place}: {line}" for place, line in _cited(compiled.get(part, {}), registered, ""))
    facts: list[tuple[str, Raw, bool]] = [
        (f"base_urls.{u['region']}", u, False) for u in compiled["base_urls"]
    ]
    facts += [(f"variables.{v['name']}", v, True) for v in compiled["variables"]]
    for section in ("endpoints", "responses", "operations"):
        facts += [(f"{section}.{n}", f, f["status"] != "unknown") for n, f in compiled[section].items()]
    for place, fact, needed in facts:
        if needed and not fact["sources"]:
            yield f"{place}: no source"
        refs = [*fact["sources"], *(s for c in fact.get("conflicts", ()) for s in c["sources"])]
        yield from (f"{place}: {line}" for line in _unregistered(refs, registered))
        ranks = [registered[s.split(":")[0]]["trust"] for s in fact["sources"] if s.split(":")[0] in registered]
        if fact.get("trust") != min(ranks, default=None):
            yield f"{place}: trust is {fact.get('trust')}, its sources say {min(ranks, default=None)}"
    for name, endpoint in compiled["endpoints"].items():
        path = endpoint.get("path", "")
        if path and not path.startswith("/") and "://" not in path:
            yield f"endpoints.{name}: path {path!r} is neither a path nor a URL"


def _cited(value: Any, registered: Raw, place: str) -> Iterator[tuple[str, str]]:
    """Sources that are cited anywhere below `value` and not registered."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("sources", "source") and isinstance(item, list):
                yield from ((place, line) for line in _unregistered(item, registered))
            else:
                yield from _cited(item, registered, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _cited(item, registered, f"{place}[{number}]")


def _unregistered(refs: Iterable[str], registered: Raw) -> Iterator[str]:
    for ref in refs:
        if not ref.startswith("http") and ref.split(":")[0] not in registered:
            yield f"source {ref!r} is not registered"


# --- one model -----------------------------------------------------------------------------------


def model_problems(model: Raw, compiled: Raw) -> Iterator[str]:
    """Lifecycle and price list of one model."""
    today = compiled["as_of"] if compiled["as_of"] != "unknown" else "9999"
    status, retires = model["status"], model.get("retires")
    if retires is not None and retires <= today and status != "retired":
        yield f"retired on {retires} but its status is {status}"
    if status == "retired" and retires is not None and retires > today:
        yield f"its status is retired but it retires on {retires}"
    if model.get("deprecated", "") > today and model["deprecated"] != "announced":
        yield f"deprecated on {model['deprecated']}, after the file's date"
    for key in ("released", "first_seen", "last_listed", "deprecated", "retires"):
        text = model.get(key)
        if text not in (None, "announced") and not _is_date(text):
            yield f"{key} is not a day of the calendar: {text}"
    yield from price_problems(model, compiled)


def price_problems(model: Raw, compiled: Raw) -> Iterator[str]:
    """Platform, currency, order, tiers and sources of a model's price list."""
    currencies = {p["id"]: p["currency"] for p in compiled["platforms"]}
    last: dict[str, Raw] = {}
    for number, entry in enumerate(model["prices"]):
        place = f"prices[{number}]"
        platform = entry["platform"]
        if platform not in currencies:
            yield f"{place}: platform {platform} is not listed"
        elif entry["currency"] != currencies[platform]:
            yield f"{place}: {entry['currency']} on a platform that bills {currencies[platform]}"
        start, end = entry.get("from"), entry.get("to")
        for text in (start, end, entry.get("assumed_from")):
            if text is not None and not _is_date(text):
                yield f"{place}: {text} is not a day of the calendar"
        if start is None and entry["from_basis"] != "unknown":
            yield f"{place}: from is unknown, so from_basis must be unknown"
        if start is not None and end is not None and start >= end:
            yield f"{place}: ends on {end}, not after its start {start}"
        if start is not None and entry.get("assumed_from", start) > start:
            yield f"{place}: assumed_from is after from"
        before = last.get(platform)
        if before is not None and (before.get("to") is None or start is None or before["to"] > start):
            yield f"{place}: overlaps the entry before it on {platform}"
        if model["status"] == "retired" and end is None and not entry.get("to_unknown"):
            yield f"{place}: a retired model with an open price: give to, or to_unknown"
        last[platform] = entry
        yield from (f"{place}: {line}" for line in _unregistered(entry["sources"], compiled["sources"]))
        yield from (f"{place}: {line}" for line in tier_problems(entry["tiers"]))


def tier_problems(tiers: list[Any]) -> Iterator[str]:
    """Exactly one tier must apply below the highest bracket, for any length, mode and hour."""
    conditions = [tier.get("when", {}) for tier in tiers]
    for when in conditions:
        for name in ("input_tokens", "output_tokens"):
            low, high = when.get(name, (0, None))
            if low is None or (high is not None and low >= high):
                yield f"bracket {name} [{low}, {high}] is empty"
                return
    for tier in tiers:
        if float(tier.get("cache_read", 0)) > float(tier["input"]) > 0:
            yield "reading from the cache is dearer than input"
    inputs = _points(conditions, "input_tokens", may_end=True)
    outputs = _points(conditions, "output_tokens", may_end=False)
    modes: list[bool | None] = [False, True] if any("thinking" in w for w in conditions) else [None]
    hours: list[str | None] = ["peak", "off_peak"] if any("window" in w for w in conditions) else [None]
    for size in inputs:
        for out in outputs:
            for mode in modes:
                for hour in hours:
                    hits = sum(_applies(w, size, out, mode, hour) for w in conditions)
                    if hits != 1:
                        which = f"input {size}, output {out}" + (f", thinking {mode}" if mode else "")
                        yield f"{hits} tiers apply to {which}{f', {hour}' if hour else ''}: exactly one must"
                        return


def _points(conditions: list[Any], name: str, *, may_end: bool) -> list[int]:
    """A count inside every bracket; beyond the highest too, unless it may end where the model does."""
    bounds = [w[name] for w in conditions if name in w]
    if not bounds:
        return [0]
    edges = {0, *(low for low, _ in bounds), *(high for _, high in bounds if high is not None)}
    open_end = not may_end or any(high is None for _, high in bounds)
    return sorted(edges) if open_end else sorted(edges)[:-1]


def _applies(when: Raw, size: int, out: int, mode: bool | None, hour: str | None) -> bool:
    for name, count in (("input_tokens", size), ("output_tokens", out)):
        low, high = when.get(name, (0, None))
        if count < low or (high is not None and count >= high):
            return False
    return bool(when.get("thinking", mode) == mode and when.get("window", hour) == hour)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return False
    return True


# --- tables --------------------------------------------------------------------------------------


def names_problems(vendors: Raw) -> Iterator[str]:
    """Ids, aliases and hosts belong to one vendor only."""
    owners: dict[str, str] = {}
    for pid, compiled in vendors.items():
        keys = [pid, *compiled.get("aliases", ()), *compiler.hosts(compiled)]
        for key in dict.fromkeys(k.casefold() for k in keys):
            if owners.setdefault(key, pid) != pid:
                yield f"{pid}: {key} belongs to {owners[key]} already"


def mapping_problems(mapping: Raw, vendors: Raw) -> Iterator[str]:
    """Sources and targets exist; a target of today is alive; an era target had a price then."""
    names = {
        pid: {n: m for m in c["models"] for n in (m["id"], *m.get("aliases", ()))}
        for pid, c in vendors.items()
    }
    tiers = set(mapping["tiers"])
    for tier, sources in mapping["source_tiers"].items():
        if tier not in tiers:
            yield f"source_tiers: {tier} is not described in tiers"
        yield from (f"source_tiers.{tier}: openai has no {n}" for n in sources if n not in names["openai"])
    for section in ("targets", "reasons"):
        yield from (f"{section}: no vendor {pid}" for pid in mapping[section] if pid not in vendors)
    for pid, table in mapping["targets"].items():
        for tier, models in table.items():
            place = f"targets.{pid}.{tier}"
            if tier not in tiers:
                yield f"{place}: not described in tiers"
            for name in models:
                model = names.get(pid, {}).get(name)
                if model is None:
                    yield f"{place}: no model {name}"
                elif not alive(model):
                    yield f"{place}: {name} is {model['status']}, deprecated or announced to end"
    for source, table in mapping["era_2024"].items():
        if source not in names["openai"]:
            yield f"era_2024: openai has no {source}"
        for pid, models in table.items():
            for name in models:
                if name not in names.get(pid, {}):
                    yield f"era_2024.{source}.{pid}: no model {name}"


def alive(model: Raw) -> bool:
    """Whether a model in compiled form may be proposed: not known to have ended or to be about to."""
    return model["status"] in ("active", "legacy", "unknown") and not model.get("deprecated")


def offers_problems(offers: Raw) -> Iterator[str]:
    """An amount has a source, and its parts add up to it."""
    for offer in offers["offers"]:
        total, split = offer["tokens_total"], offer.get("split")
        if total != "unknown" and not offer["sources"]:
            yield f"{offer['provider']}: an amount without a source"
        if isinstance(split, list) and sum(part["tokens"] for part in split) != total:
            yield f"{offer['provider']}: the parts do not add up to {total}"


def regions_problems(regions: Raw, vendors: Raw) -> Iterator[str]:
    """No country is on two lists; every endpoint names a vendor's own platform and host."""
    listed = regions["openai_supported"]
    supported, refused = set(listed["supported_iso2"]), set(listed["unsupported_iso2"])
    for code in sorted(supported & (refused | set(listed["not_listed_iso2"]))):
        yield f"openai_supported: {code} is both supported and not"
    for code in sorted(refused - set(listed["not_listed_iso2"])):
        yield f"openai_supported: {code} is unsupported but not among those not listed"
    for entry in regions["provider_endpoints"]:
        compiled = vendors.get(entry["provider"])
        if compiled is None:
            yield f"provider_endpoints: no vendor {entry['provider']}"
        elif entry["host"] not in compiler.hosts(compiled):
            yield f"provider_endpoints: {entry['provider']} has no host {entry['host']}"
