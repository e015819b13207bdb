"""The catalogue: which vendors there are, and everything known about one of them.

Only `seeds/compiled` is read, with the standard library; a vendor is loaded when asked for and kept.
`use_overrides` lays a user's own catalogue file on top.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from providers import resources
from providers.errors import CatalogError, UnknownModelError, UnknownProviderError
from providers.frozen import FrozenDict, freeze

if TYPE_CHECKING:
    from providers.overrides import Overrides
    from providers.types import Model, Provider

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Summary:
    """What the index says of a vendor. `models` counts models by lifecycle status."""

    id: str
    name: str
    vendor: str
    aliases: tuple[str, ...]
    platforms: Mapping[str, str]  # platform id -> currency
    regions: tuple[str, ...]
    hosts: tuple[str, ...]
    models: Mapping[str, int]
    priced: int
    price_entries: int
    as_of: str

    @property
    def model_count(self) -> int:
        """Models of every status."""
        return sum(self.models.values())


class _State:
    """The user's overrides in force; a class so that the modules' caches are reset in one place."""

    overrides: Overrides | None = None


def read_compiled(name: str) -> Any:
    """The content of `seeds/compiled/<name>.json`. CatalogError when missing or broken."""
    path = resources.seeds("compiled", f"{name}.json")
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        raise CatalogError(
            f"seeds/compiled/{name}.json is missing: run `python -m providers.compile`"
        ) from None
    except (OSError, ValueError) as exc:
        raise CatalogError(f"seeds/compiled/{name}.json cannot be read: {exc}") from exc


@cache
def _index() -> Any:
    index = read_compiled("index")
    if index.get("schema") != _SCHEMA:
        raise CatalogError(
            f"seeds/compiled/index.json has schema {index.get('schema')!r}, this version reads {_SCHEMA}: "
            "run `python -m providers.compile`"
        )
    if _State.overrides is not None:
        index = _State.overrides.index(index)
    return index


@cache
def table(name: str) -> Any:
    """A compiled table that belongs to no single vendor (`mapping`, `offers`, `regions`), read-only."""
    return freeze(read_compiled(name))


def as_of() -> str:
    """Date of the newest vendor file in the catalogue."""
    return str(_index()["as_of"])


def digests() -> Mapping[str, str]:
    """SHA-256 of each authored seeds file the compiled catalogue was made from."""
    return FrozenDict(_index()["sha256"])


def ids() -> tuple[str, ...]:
    """Vendor ids, sorted."""
    return tuple(sorted(_index()["vendors"]))


@cache
def summaries() -> tuple[Summary, ...]:
    """One line per vendor, sorted by id, without loading any of them."""
    vendors = _index()["vendors"]
    return tuple(
        Summary(
            id=pid,
            name=raw["name"],
            vendor=raw["vendor"],
            aliases=tuple(raw["aliases"]),
            platforms=FrozenDict(raw["platforms"]),
            regions=tuple(raw["regions"]),
            hosts=tuple(raw["hosts"]),
            models=FrozenDict(raw["models"]),
            priced=raw["priced"],
            price_entries=raw["price_entries"],
            as_of=raw["as_of"],
        )
        for pid, raw in sorted(vendors.items())
    )


def _key(name: str) -> str:
    return re.sub(r"[\s_.\-]+", "", name.casefold())


@cache
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for pid, raw in _index()["vendors"].items():
        for alias in (*raw["aliases"], raw["name"]):
            names.setdefault(_key(alias), pid)
    return names | {_key(pid): pid for pid in _index()["vendors"]}


def resolve(name: str) -> str:
    """The vendor's id for an id, alias or display name; case, spaces, `-`, `_` and `.` do not matter."""
    found = _names().get(_key(name))
    if found is not None:
        return found
    near = suggestion(_key(name), _names())
    hint = f"did you mean {_names()[near]!r}?" if near else f"known: {', '.join(ids())}"
    raise UnknownProviderError(f"unknown provider {name[:80]!r}: {hint}")


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `name`, or None when none is near."""
    from difflib import get_close_matches  # 4 ms that only a misspelt name needs

    return next(iter(get_close_matches(name[:80], list(known), n=1, cutoff=0.6)), None)


def load(name: str) -> Provider:
    """The vendor of that id or alias. Its models are built when asked for."""
    return _load(resolve(name))


@cache
def _load(pid: str) -> Provider:
    from providers import build  # the index alone answers most questions

    overrides = _State.overrides
    if overrides is not None and pid in overrides.vendors:
        return build.provider(overrides.vendors[pid], overrides.origin)
    return build.provider(read_compiled(pid), f"seeds/compiled/{pid}.json")


def load_model(provider: Provider, name: str) -> Model:
    """The model of that id or alias. UnknownModelError with a suggestion when there is none."""
    found = provider.model(name)
    if found is not None:
        return found
    near = suggestion(name, [*provider.models, *provider.model_aliases])
    hint = f"did you mean {near!r}?" if near else f"see `migrate providers models {provider.id}`"
    raise UnknownModelError(f"{provider.id} has no model {name[:120]!r}: {hint}")


@cache
def _hosts() -> tuple[Mapping[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    exact: dict[str, str] = {}
    patterns: list[tuple[re.Pattern[str], str]] = []
    for pid, raw in _index()["vendors"].items():
        for host in raw["hosts"]:
            if "*" in host:
                patterns.append((re.compile(re.escape(host).replace(r"\*", r"[^.]+") + r"\Z"), pid))
            else:
                exact[host] = pid
    return exact, tuple(patterns)


def by_host(host: str) -> str | None:
    """Id of the vendor that serves its API on `host` (a port is ignored), or None.

    Hosts that carry an account's name (`{resource}.openai.azure.com`) match any single label there.
    """
    name = re.sub(r":\d*\Z", "", host.strip().lower()).rstrip(".")
    exact, patterns = _hosts()
    if name in exact:
        return exact[name]
    return next((pid for pattern, pid in patterns if pattern.match(name)), None)


def model_owner(model_id: str) -> tuple[str, ...]:
    """Ids of the vendors that list this model id or alias."""
    return tuple(_index()["models"].get(model_id, ()))


def use_overrides(path: str | Path | None) -> None:
    """Lay the user's catalogue file at `path` over the shipped catalogue; None takes it off again.

    CatalogError, one line with the place, when the file is not a valid catalogue.
    """
    overrides = None
    if path is not None:
        from providers.overrides import read

        _reset(None)
        overrides = read(Path(path))
    _reset(overrides)


def _reset(overrides: Overrides | None) -> None:
    _State.overrides = overrides
    for cached in (_index, summaries, _names, _load, _hosts):
        cached.cache_clear()
