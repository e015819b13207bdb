"""A user's own catalogue file, laid over the shipped one.

It adds vendors (an in-house gateway, a self-hosted server that speaks the OpenAI API) and replaces
addresses, models and prices of known ones. YAML, JSON or TOML by the file's suffix; the shape is
published as `seeds/schema/catalog.schema.json`:

    vendors:
      gateway:                     # new: an address is required
        base_url: https://llm.example.net/v1
        key_variable: GATEWAY_API_KEY
        like: zhipu                # answers and refuses like this vendor (optional)
        currency: CNY
        models: [{id: glm-4.7, context_window: 200000, price: {input: 2, output: 8}}]
      zhipu:                       # known: only what is given is replaced
        base_urls: {cn: https://proxy.example.net/api/paas/v4}
        models: [{id: glm-4.7, price: {platform: cn, input: 1.5, output: 6}}]
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from providers import catalog, check, compile, schema
from providers.errors import CatalogError, UnknownProviderError

_SOURCE = "catalog-file"
_LARGEST = 5_000_000  # bytes
_DEEPEST = 50  # nested collections; a catalogue needs ten
_RATES = ("input", "output", "cache_read", "cache_write", "cache_write_1h", "cache_storage_per_hour",
          "audio_input", "audio_output", "image_input")  # fmt: skip
_SHARED = ("endpoints", "responses", "operations", "dialect", "behaviour", "sources", "billing")


@dataclass(frozen=True, slots=True)
class Overrides:
    """A validated catalogue file. `vendors` are the vendors it speaks of, in compiled form and merged
    with what is shipped.
    """

    origin: str
    vendors: Mapping[str, Any]

    def index(self, shipped: Mapping[str, Any]) -> dict[str, Any]:
        """The catalogue's index with the file's vendors, hosts and models in it."""
        index = copy.deepcopy(dict(shipped))
        for pid, merged in self.vendors.items():
            index["vendors"][pid] = compile.summary(merged)
            for model in merged["models"]:
                for name in (model["id"], *model.get("aliases", ())):
                    owners = index["models"].setdefault(name, [])
                    owners += [pid] if pid not in owners else []
        return index


@dataclass(frozen=True, slots=True)
class _Merge:
    """Lays entries of one file over the shipped vendors."""

    origin: str
    as_of: str

    def vendor(self, pid: str, given: Mapping[str, Any], shipped: Any) -> dict[str, Any]:
        """A vendor in compiled form with the file's statements in it; `shipped` is None when it is new."""
        base = self._new(pid, given) if shipped is None else copy.deepcopy(shipped)
        base["sources"][_SOURCE] = {
            "kind": "user", "title": self.origin, "version": "", "location": self.origin, "as_of": self.as_of,
        }  # fmt: skip
        for key in ("name", "vendor", "summary"):
            base[key] = given.get(key, base[key])
        base["aliases"] = list(dict.fromkeys([*base["aliases"], *given.get("aliases", ())]))
        self._addresses(base, given)
        if "key_variable" in given:
            variable = {"name": given["key_variable"], "role": "key", "used_by": self.origin, **self._evidence()}
            others = [v for v in base["variables"] if v["name"] != given["key_variable"]]
            base["variables"] = [variable, *others]
        for platform in base["platforms"]:
            platform.update({k: given[k] for k in ("console_url",) if k in given})
        for model in given.get("models", ()):
            self._model(base, model)
        return base

    def _evidence(self) -> dict[str, Any]:
        return {"sources": [_SOURCE], "as_of": self.as_of}

    def _new(self, pid: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """A vendor about which nothing is known yet, or what is known of the one it is `like`."""
        like = catalog.read_compiled(catalog.resolve(given["like"])) if "like" in given else None
        base: dict[str, Any] = {
            "id": pid, "name": pid, "vendor": pid, "summary": f"Added by {self.origin}.", "aliases": [],
            "as_of": self.as_of, "platforms": [], "base_urls": [], "variables": [], "models": [],
            "surface": "",
        }  # fmt: skip
        for key in _SHARED:
            base[key] = copy.deepcopy(like[key]) if like is not None and key in like else {}
        base["billing"] = {"unit": "per 1,000,000 tokens"}
        if like is None:
            base["endpoints"] = {
                name: {"status": "unknown", "detail": "Not stated.", "path": "", **self._evidence()}
                for name in catalog.read_compiled("openai")["endpoints"]
            }
            base["endpoints"]["chat_completions"] = {
                "status": "supported", "detail": "OpenAI-compatible.", "path": "", **self._evidence(),
            }  # fmt: skip
        else:
            for endpoint in base["endpoints"].values():
                endpoint["path"] = ""  # the paths are those of the other vendor's host
        return base

    def _addresses(self, base: dict[str, Any], given: Mapping[str, Any]) -> None:
        """Replace or add base URLs; a platform that bills a replaced region follows it."""
        default = base["base_urls"][0]["region"] if base["base_urls"] else "default"
        urls = dict(given.get("base_urls", {}))
        if "base_url" in given:
            urls[default] = given["base_url"]
        for region, url in urls.items():
            entry = {"region": region, "url": url.rstrip("/"), **self._evidence()}
            known = [u["region"] for u in base["base_urls"]]
            if region in known:
                base["base_urls"][known.index(region)] = entry
            else:
                base["base_urls"].append(entry)
            for platform in base["platforms"]:
                if platform["region"] == region:
                    platform["base_url"] = entry["url"]
        if not base["platforms"]:
            first = base["base_urls"][0]
            base["platforms"] = [
                {"id": first["region"], "region": first["region"], "base_url": first["url"],
                 "currency": given.get("currency", "USD"), "market": self.origin}
            ]  # fmt: skip

    def _model(self, base: dict[str, Any], given: Mapping[str, Any]) -> None:
        known = {m["id"]: m for m in base["models"]}
        model = known.get(given["id"])
        if model is None:
            model = {"id": given["id"], "kind": "chat", "status": "active", "prices": []}
            base["models"].append(model)
        for key, value in given.items():
            if key in ("capabilities", "modalities"):
                model[key] = {**model.get(key, {}), **value}
            elif key == "tokenizer":
                model[key] = {"family": value, "confidence": "unknown"}
            elif key not in ("id", "price", "prices"):
                model[key] = value
        listed = [*given.get("prices", ()), *([given["price"]] if "price" in given else ())]
        rows = [self._price(base, p) for p in listed]
        replaced = {row["platform"] for row in rows}
        model["prices"] = [p for p in model["prices"] if p["platform"] not in replaced] + rows

    def _price(self, base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        platform = given.get("platform", base["platforms"][0]["id"])
        currency = next((p["currency"] for p in base["platforms"] if p["id"] == platform), "")
        row = {
            "platform": platform,
            "currency": given.get("currency", currency),
            "from_basis": "effective" if "from" in given else "unknown",
            "tiers": given.get("tiers") or [{r: given[r] for r in _RATES if r in given}],
            "confidence": "high",
            **self._evidence(),
            **{k: given[k] for k in ("from", "to", "note") if k in given},
        }
        return compile.price_row(row, base["billing"])


def read(path: Path) -> Overrides:
    """The user's file at `path`, checked. CatalogError, one line with file and place, when it is wrong."""
    document = _parse(path)
    for problem in schema.problems(document, "catalog"):
        raise CatalogError(f"{path.name}: {problem}")
    for problem in check.secrets(path):
        raise CatalogError(f"{path.name}: {problem}; name a variable in key_variable instead")
    merge = _Merge(path.name, document.get("as_of", "unknown"))
    shipped = frozenset(catalog.ids())
    vendors: dict[str, Any] = {}
    for name, given in document["vendors"].items():
        try:
            pid = catalog.resolve(name)
        except UnknownProviderError:
            pid = name
        place = f"{path.name}: vendors.{schema.shown_key(name)}"
        if pid in vendors:
            raise CatalogError(f"{place}: the same vendor as an entry above ({pid})")
        _consistent(place, given, pid in shipped)
        merged = merge.vendor(pid, given, catalog.read_compiled(pid) if pid in shipped else None)
        for problem in check.consistency_problems(merged):
            raise CatalogError(f"{place}: {problem}")
        vendors[pid] = merged
    return Overrides(path.name, vendors)


def _consistent(place: str, given: Mapping[str, Any], shipped: bool) -> None:
    """What the schema cannot say about one vendor's entry."""
    if not shipped:
        if "base_url" not in given and "base_urls" not in given:
            raise CatalogError(f"{place}: unknown vendor, so base_url is needed")
        if "key_variable" not in given:
            raise CatalogError(f"{place}: unknown vendor, so key_variable is needed")
        if "like" in given:
            try:
                catalog.resolve(given["like"])
            except UnknownProviderError as exc:
                raise CatalogError(f"{place}.like: {exc}") from exc
    elif "like" in given:
        raise CatalogError(f"{place}.like: only for a vendor that the catalogue does not have")
    elif "currency" in given:
        raise CatalogError(f"{place}.currency: a known vendor bills in its own currency")
    for number, model in enumerate(given.get("models", ())):
        for row in [*model.get("prices", ()), *([model["price"]] if "price" in model else ())]:
            if ("tiers" in row) == ("input" in row):
                raise CatalogError(f"{place}.models[{number}]: a price has either input or tiers")


def _tame(path: Path) -> None:
    """Refuse YAML that is small on disk and endless in memory, or nested beyond what a parser survives."""
    import yaml

    depth = 0
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(path.read_bytes(), Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                raise CatalogError(f"{path.name}:{_line(event)}: aliases (*{event.anchor}) are not taken")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise CatalogError(f"{path.name}:{_line(event)}: nested too deeply")
    except yaml.YAMLError:
        return  # the parser proper says what and where


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _parse(path: Path) -> Any:
    """The document in the file, by suffix."""
    try:
        if path.stat().st_size > _LARGEST:
            raise CatalogError(f"{path.name}: larger than {_LARGEST:,} bytes")
        if path.suffix == ".toml":
            import tomllib

            return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        if path.suffix == ".json":
            return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        if path.suffix in (".yaml", ".yml"):
            _tame(path)
            return compile.read_yaml(path)
    except OSError as exc:
        raise CatalogError(f"{path}: {exc.strerror or exc}") from exc
    except (ValueError, RecursionError) as exc:
        raise CatalogError(f"{path.name}: {' '.join(str(exc).split())}") from exc
    raise CatalogError(f"{path.name}: a catalogue file ends in .yaml, .json or .toml")
