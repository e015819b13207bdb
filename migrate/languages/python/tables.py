"""The detection tables of `seeds/detection/python.toml`, typed and loaded once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from providers.resources import seeds


@dataclass(frozen=True, slots=True)
class ClientClass:
    """A class whose instances speak the API through the official SDK."""

    sdk: str
    is_async: bool


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework's class or call, with what its arguments mean."""

    sdk: str
    api: str
    args: Mapping[str, str]
    positional: tuple[str, ...]
    azure: bool
    is_async: bool
    by_model: bool  # the model string says which vendor is talked to
    requires: tuple[str, ...]
    features: tuple[str, ...]
    strict: bool = False  # of many vendors: only where the model is written, and ours


@dataclass(frozen=True, slots=True)
class Widths:
    """How code says the width of stored vectors."""

    widths: frozenset[int]
    names: frozenset[str]  # arguments that mean it wherever they stand
    calls: Mapping[str, frozenset[str]]  # calls with arguments that mean it there
    positional: Mapping[str, tuple[str, ...]]
    constant: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything the file says, in the shapes detection asks it in."""

    clients: Mapping[str, ClientClass]
    frameworks: Mapping[str, Framework]
    wrappers: Mapping[str, int]
    drop_in: tuple[str, ...]
    same: frozenset[str]
    roots: frozenset[str]
    verbs: frozenset[str]
    specific: frozenset[str]
    legacy: Mapping[str, str]
    legacy_methods: Mapping[str, str]
    module_settings: Mapping[str, str]
    sdk_imports: tuple[str, ...]
    ambiguous: frozenset[str]
    tokenizer_modules: frozenset[str]
    tokenizer_calls: frozenset[str]
    tokenizer_methods: frozenset[str]
    other_modules: frozenset[str]
    http_calls: frozenset[str]
    http_sessions: frozenset[str]
    http_methods: frozenset[str]
    proxy_args: tuple[str, ...]
    paths: re.Pattern[str]
    env_pattern: re.Pattern[str]
    env_exact: frozenset[str]
    env_proxy: frozenset[str]
    env_readers: frozenset[str]
    env_getters: frozenset[str]
    official_hosts: frozenset[str]
    azure_suffixes: tuple[str, ...]
    relay_hosts: frozenset[str]
    other_hosts: Mapping[str, str]
    model: re.Pattern[str]
    weak_models: frozenset[str]
    model_prefix: re.Pattern[str]
    widths: Widths

    def client_class(self, name: str) -> ClientClass | None:
        """The client class of that dotted name."""
        return self.clients.get(name)

    def is_env(self, name: str) -> bool:
        """Whether a variable of that name configures this API."""
        return name in self.env_exact or self.env_pattern.search(name) is not None


def _framework(row: Mapping[str, Any]) -> Framework:
    return Framework(
        sdk=row["sdk"],
        api=row["api"],
        args=dict(row.get("args", {})),
        positional=tuple(row.get("positional", ())),
        azure=bool(row.get("azure", False)),
        is_async=bool(row.get("async", False)),
        by_model=row.get("vendor") == "model",
        strict=bool(row.get("strict", False)),
        requires=tuple(row.get("requires", ())),
        features=tuple(row.get("features", ())),
    )


def _widths(raw: Mapping[str, Any]) -> Widths:
    return Widths(
        frozenset(raw["values"]),
        frozenset(raw["names"]),
        {name: frozenset(args) for name, args in raw["calls"].items()},
        {name: tuple(args) for name, args in raw["calls"].items()},
        re.compile(raw["constant"]),
    )


@cache
def tables() -> Tables:
    """The tables, read from disk on first use."""
    with seeds("detection", "python.toml").open("rb") as file:
        raw = tomllib.load(file)
    frameworks: dict[str, Framework] = {}
    for name, row in raw["frameworks"].items():
        framework = _framework(row)
        for key in (name, *row.get("also", ())):
            frameworks[key] = framework
    client, http, env, hosts, models = raw["client"], raw["http"], raw["env"], raw["hosts"], raw["models"]
    return Tables(
        clients={k: ClientClass(v["sdk"], bool(v.get("async", False))) for k, v in raw["clients"].items()},
        frameworks=frameworks,
        wrappers=dict(raw["wrappers"]),
        drop_in=tuple(raw["drop_in"]["modules"]),
        same=frozenset(client["same"]),
        roots=frozenset(client["roots"]),
        verbs=frozenset(client["verbs"]),
        specific=frozenset(client["specific"]),
        legacy=dict(raw["legacy"]),
        legacy_methods=dict(raw["legacy_methods"]),
        module_settings=dict(raw["module_settings"]),
        sdk_imports=tuple(raw["imports"]["sdk"]),
        ambiguous=frozenset(raw["imports"]["ambiguous"]),
        tokenizer_modules=frozenset(raw["tokenizers"]["modules"]),
        tokenizer_calls=frozenset(raw["tokenizers"]["calls"]),
        tokenizer_methods=frozenset(raw["tokenizers"]["methods"]),
        other_modules=frozenset(raw["other"]["modules"]),
        http_calls=frozenset(http["calls"]),
        http_sessions=frozenset(http["sessions"]),
        http_methods=frozenset(http["methods"]),
        proxy_args=tuple(http["proxy_args"]),
        paths=re.compile("|".join(re.escape(p) for p in raw["paths"]["patterns"])),
        env_pattern=re.compile(env["pattern"]),
        env_exact=frozenset(env["exact"]),
        env_proxy=frozenset(env["proxy"]),
        env_readers=frozenset(env["readers"]),
        env_getters=frozenset(env["getters"]),
        official_hosts=frozenset(hosts["official"]),
        azure_suffixes=tuple(hosts["azure"]),
        relay_hosts=frozenset(hosts["relay"]),
        other_hosts=dict(hosts["other"]),
        model=re.compile(models["pattern"]),
        weak_models=frozenset(models["weak"]),
        model_prefix=re.compile(models["prefix"]),
        widths=_widths(raw["widths"]),
    )
