"""The tables of `seeds/detection`: what is the same in every language, and the shapes its rows have in each.

Models, hosts, paths, variables and widths are written in `python.toml`, once for all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from providers.resources import seeds

# A host that is named after the API, with a version of it: somebody's relay.
NAMED_HOST = re.compile(
    r"(?i)://(?=[\w.-]{0,200}?(?:open-?ai|gpt)[\w-]{0,63}\.)[\w.-]++(?::\d+)?/(?:\w+/){0,2}v\d/?\Z"
)
AZURE_VERSION = re.compile(r"20\d\d-\d\d-\d\d(?:-preview)?\Z")
API_VERSION = re.compile(r"(?i)api_?version\Z")  # a variable that holds one
CHOICE = re.compile(r"(?:[A-Z0-9]+_)*MODEL(?:_NAME|_ID)?\Z")  # a variable that may name the model of anything


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
class Shared:
    """What code in any language calls models, hosts, paths and variables by."""

    paths: re.Pattern[str]
    env_pattern: re.Pattern[str]
    env_exact: frozenset[str]
    env_proxy: frozenset[str]
    official_hosts: frozenset[str]
    azure_suffixes: tuple[str, ...]
    relay_hosts: frozenset[str]
    other_hosts: Mapping[str, str]
    weak_models: frozenset[str]
    fragment: re.Pattern[str]  # of a model's name, in a test
    widths: Widths
    other_names: re.Pattern[str]  # of variables that hold another vendor's client

    def is_azure_host(self, host: str) -> bool:
        """Whether a name is that of Azure OpenAI's hosts without a resource: `openai.azure.com`."""
        return host.startswith("openai.") and f".{host}" in self.azure_suffixes

    @property
    def model(self) -> re.Pattern[str]:
        """Whole identifiers of the models that are looked for."""
        from migrate.languages import leaving

        return leaving.pattern()

    @property
    def model_prefix(self) -> re.Pattern[str]:
        """The beginnings of such identifiers."""
        from migrate.languages import leaving

        return leaving.prefix()

    def is_env(self, name: str, default: str | None = None) -> bool:
        """Whether a variable of that name, or one with that default (`MODEL`: `gpt-4o`), configures this API."""
        if name in self.env_exact or self.env_pattern.search(name) is not None:
            return True
        if default is not None and "://" in default:
            return any(host in default for host in self.official_hosts) or NAMED_HOST.search(default) is not None
        if default is None or self.model.fullmatch(default) is None:
            return False
        return CHOICE.match(name) is not None or (name.isupper() and default not in self.weak_models)


_PROVIDER_ID = re.compile(r"(?:MS_|AZURE_?)?OPEN_?AI(?:_(?:AZURE|COMPATIBLE|LIKE|COMPAT))?\Z")


def is_provider_id(name: str) -> bool:
    """`OPENAI`, `AZURE_OPENAI`: a choice among vendors, spelled like a variable and none."""
    return _PROVIDER_ID.match(name) is not None


_COMPANION = re.compile(
    rb"(?:[\"'`]|\benv\.)(?P<name>(?P<key>API_?KEY|API_TOKEN)|(?P<url>BASE_?URL|API_(?:BASE(?:_URL)?|URL|HOST|ENDPOINT))"
    rb"|(?P<model>(?:CHAT_|DEFAULT_)?MODEL(?:_NAME|_ID)?)|(?P<azure>AZURE_RESOURCE_NAME))(?![\w-])"
)
_OURS = re.compile(rb"(?i)open_?ai")


def companions(data: bytes) -> frozenset[str]:
    """Variables of general names that a file reads together: the model, and the key or the address to ask it."""
    if b"MODEL" not in data or _OURS.search(data) is None:
        return frozenset()
    found = list(_COMPANION.finditer(data))
    roles = {_role(match) for match in found}
    together = "model" in roles and not roles.isdisjoint({"key", "url"})
    return frozenset(m["name"].decode() for m in found) if together else frozenset()


def _role(match: re.Match[bytes]) -> str:
    return next(role for role in ("key", "url", "model", "azure") if match[role] is not None)


@cache
def written(file: str) -> Mapping[str, Any]:
    """A file of `seeds/detection` as it is written."""
    with seeds("detection", file).open("rb") as opened:
        return tomllib.load(opened)


@cache
def shared() -> Shared:
    """The shared tables, read from disk on first use."""
    raw = written("python.toml")
    env, hosts, models, widths = raw["env"], raw["hosts"], raw["models"], raw["widths"]
    return Shared(
        paths=re.compile("|".join(re.escape(p) for p in raw["paths"]["patterns"])),
        env_pattern=re.compile(env["pattern"]),
        env_exact=frozenset(env["exact"]),
        env_proxy=frozenset(env["proxy"]),
        official_hosts=frozenset(hosts["official"]),
        azure_suffixes=tuple(hosts["azure"]),
        relay_hosts=frozenset(hosts["relay"]),
        other_hosts=dict(hosts["other"]),
        weak_models=frozenset(models["weak"]),
        fragment=re.compile(models["fragment"]),
        widths=Widths(
            frozenset(widths["values"]),
            frozenset(widths["names"]),
            {name: frozenset(args) for name, args in widths["calls"].items()},
            {name: tuple(args) for name, args in widths["calls"].items()},
            re.compile(widths["constant"]),
        ),
        other_names=re.compile(raw["other"]["names"], re.IGNORECASE),
    )


def clients(raw: Mapping[str, Any], *, all_async: bool = False) -> dict[str, ClientClass]:
    """The rows of `[clients]`; `all_async` where the language has no other calls."""
    return {k: ClientClass(v["sdk"], all_async or bool(v.get("async", False))) for k, v in raw["clients"].items()}


def frameworks(raw: Mapping[str, Any], *, all_async: bool = False) -> dict[str, Framework]:
    """The rows of `[frameworks]`, under their other names too."""
    found: dict[str, Framework] = {}
    for name, row in raw["frameworks"].items():
        framework = Framework(
            sdk=row["sdk"],
            api=row["api"],
            args=dict(row.get("args", {})),
            positional=tuple(row.get("positional", ())),
            azure=bool(row.get("azure", False)),
            is_async=all_async or bool(row.get("async", False)),
            by_model=row.get("vendor") == "model",
            strict=bool(row.get("strict", False)),
            requires=tuple(row.get("requires", ())),
            features=tuple(row.get("features", ())),
        )
        for key in (name, *row.get("also", ())):
            found[key] = framework
    return found
