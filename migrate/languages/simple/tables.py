"""`seeds/detection/<language>.toml` as typed tables: the libraries of one language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from providers.resources import seeds

_MOST_KNOWN = 20_000  # paths whose library is remembered


@dataclass(frozen=True, slots=True)
class Maker:
    """A constructor or factory. `positional` names its arguments, `builds` when setters follow."""

    positional: tuple[str, ...] = ()
    azure: bool = False
    builds: bool = False
    settings: bool = False  # makes the settings of a client, not the client
    prefix: str = ""
    alone: str = ""  # what its only argument is, where that is not the first of several


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a client, by its path below the client."""

    api: str
    positional: tuple[str, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A function whose result is an argument of a client; `azure` says that its client is one for Azure.

    With `key` the function sets anything by a name, and means this where its first argument is that text.
    """

    name: str
    azure: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sdk:
    """A library that speaks the OpenAI API. Keys are names below one of its `modules`."""

    name: str
    modules: tuple[str, ...]
    forks: tuple[re.Pattern[str], ...]  # the same library under another owner's path
    framework: bool
    tokenizer: bool
    general: bool  # of many vendors: importing it says nothing, using it does
    by_model: bool  # the model's name says whose it is
    always: bool  # its `specific` names are looked for in every file: they need no import
    types: Mapping[str, str]
    makers: Mapping[str, Maker]
    methods: Mapping[str, Method]
    specific: frozenset[str]
    requests: Mapping[str, str]
    args: Mapping[str, str]
    options: Mapping[str, Option]
    settings: Mapping[str, str]
    constants: re.Pattern[str] | None
    values: Mapping[str, str]
    symbols: frozenset[str]
    casts: frozenset[str]  # types that count where a value is tested for them or cast to them
    casts_like: re.Pattern[str] | None  # more of them, by what their names are like
    addresses: frozenset[str]  # constants that are the server's address
    counters: frozenset[str]
    keyword: str  # an argument that tells its methods from others of the same name

    def is_cast(self, name: str) -> bool:
        """True for a type that counts where a value is tested for it or cast to it."""
        return name in self.casts or (self.casts_like is not None and self.casts_like.fullmatch(name) is not None)

    def tail(self, path: str) -> str | None:
        """What follows one of the modules in a dotted path; empty for the module itself."""
        for module in self.modules:
            if path == module:
                return ""
            if path.startswith(module) and path[len(module)] in "./":
                return path[len(module) + 1 :]
        for fork in self.forks:
            if (found := fork.search(path)) is not None:
                return path[found.end() :].lstrip("./")
        return None


@dataclass(frozen=True, slots=True)
class Tables:
    """What detection knows of one language's libraries."""

    sdks: tuple[Sdk, ...]
    env_getters: frozenset[str]
    env_objects: frozenset[str]
    http_calls: frozenset[str]
    http_modules: tuple[str, ...]
    senders: frozenset[str]  # calls that send a request built before
    proxies: frozenset[str]
    serializers: frozenset[str]
    wrappers: frozenset[str]
    finishers: frozenset[str]
    openers: frozenset[str]
    everywhere: tuple[str, ...]  # names of files that import for every file below their folder
    shown: re.Pattern[str]
    other: tuple[str, ...]
    _known: dict[str, tuple[Sdk, str] | None] = field(default_factory=dict, repr=False, compare=False)

    def sdk(self, path: str) -> tuple[Sdk, str] | None:
        """The library a dotted path belongs to, and the rest of the path; the longest module wins."""
        if path not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[path] = self._sdk(path)
        return self._known[path]

    def _sdk(self, path: str) -> tuple[Sdk, str] | None:
        best: tuple[Sdk, str] | None = None
        for sdk in self.sdks:
            tail = sdk.tail(path)
            if tail is not None and (best is None or len(tail) < len(best[1])):
                best = (sdk, tail)
        return best


def names(tail: str) -> Iterator[str]:
    """A path, then its last two names, then its last: the keys it may stand under in a table."""
    parts = re.split(r"[./]", tail)
    yield ".".join(parts)
    for count in (2, 1):
        if len(parts) > count:
            yield ".".join(parts[-count:])


def _maker(row: Mapping[str, Any]) -> Maker:
    return Maker(
        tuple(row.get("positional", ())), bool(row.get("azure")), bool(row.get("builds")), bool(row.get("settings")),
        row.get("prefix", ""), row.get("alone", ""),
    )  # fmt: skip


def _method(row: str | Mapping[str, Any]) -> Method:
    if isinstance(row, str):
        return Method(row)
    return Method(row["api"], tuple(row.get("positional", ())), tuple(row.get("features", ())))


def _fork(module: str) -> re.Pattern[str]:
    """`*/go-openai`: a repository of that name, whoever's, and in any version."""
    return re.compile(rf"\w/{re.escape(module[2:])}(?:/v\d+)?(?=[./]|\Z)")


def _sdk(row: Mapping[str, Any], common: Mapping[str, str]) -> Sdk:
    constants = row.get("constants")
    return Sdk(
        name=row["name"],
        modules=tuple(m for m in row["modules"] if not m.startswith("*/")),
        forks=tuple(_fork(m) for m in row["modules"] if m.startswith("*/")),
        framework=bool(row.get("framework")),
        tokenizer=bool(row.get("tokenizer")),
        general=bool(row.get("general")),
        by_model=bool(row.get("by_model")),
        always=bool(row.get("always")),
        types=row.get("types", {}),
        makers={k: _maker(v) for k, v in row.get("makers", {}).items()},
        methods={k: _method(v) for k, v in row.get("methods", {}).items()},
        specific=frozenset(row.get("specific", ())),
        requests=row.get("requests", {}),
        args={**common, **row.get("args", {})},
        options={k: Option(v) if isinstance(v, str) else Option(**v) for k, v in row.get("options", {}).items()},
        settings=row.get("settings", {}),
        constants=re.compile(constants) if constants else None,
        values=row.get("values", {}),
        symbols=frozenset(row.get("symbols", ())),
        casts=frozenset(row.get("casts", ())),
        casts_like=re.compile(row["casts_like"]) if "casts_like" in row else None,
        addresses=frozenset(row.get("addresses", ())),
        counters=frozenset(row.get("counters", ())),
        keyword=row.get("keyword", ""),
    )


def _row(raw: Mapping[str, Any], name: str | None) -> Mapping[str, Any]:
    """The library that another one is like."""
    return next((row for row in raw["sdk"] if name is not None and row["name"] == name), {})


@cache
def tables(language: str) -> Tables:
    """The tables of a language, read from disk on first use."""
    with seeds("detection", f"{language}.toml").open("rb") as file:
        raw = tomllib.load(file)
    common = raw.get("args", {})
    http, env, names_ = raw["http"], raw["env"], raw["names"]
    return Tables(
        sdks=tuple(_sdk({**_row(raw, row.get("like")), **row}, common) for row in raw["sdk"]),
        env_getters=frozenset(env["getters"]),
        env_objects=frozenset(env.get("objects", ())),
        http_calls=frozenset(http["calls"]),
        http_modules=tuple(http.get("modules", ())),
        senders=frozenset(http.get("senders", ())),
        proxies=frozenset(http.get("proxies", ())),
        serializers=frozenset(names_["serializers"]),
        wrappers=frozenset(names_["wrappers"]),
        finishers=frozenset(names_["finishers"]),
        openers=frozenset(names_["openers"]),
        everywhere=tuple(names_.get("everywhere", ())),
        shown=re.compile(names_["shown"]),
        other=tuple(raw.get("other", {}).get("modules", ())),
    )
