"""The detection tables of configuration files, read once from `seeds/detection/config.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from migrate.model import Target, TargetKind
from providers import catalog
from providers.resources import seeds


@cache
def raw() -> Mapping[str, Any]:
    """The tables as they stand in the file."""
    with seeds("detection", "config.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def prefilter() -> re.Pattern[bytes]:
    """Matches lower-case bytes that may hold a site."""
    return re.compile(b"|".join(re.escape(word.encode()) for word in raw()["prefilter"]))


def signs(data: bytes) -> list[int]:
    """Where the words of the prefilter stand in a file.

    Looking for each word in turn is several times faster than for all at once, and most files hold few.
    """
    lowered = data.lower()
    present = tuple(word for word in (*_words(), *_named_hosts()) if word in lowered)
    return [match.start() for match in _either(present).finditer(lowered)] if present else []


def may_hold(data: bytes) -> bool:
    """Whether any word of the prefilter stands in a file."""
    lowered = data.lower()
    return any(word in lowered for word in _words())


@cache
def _words() -> tuple[bytes, ...]:
    return tuple(word.encode() for word in raw()["prefilter"])


@cache
def _named_hosts() -> tuple[bytes, ...]:
    """Hosts that do not make a file worth reading, but are an address where one is read."""
    hosts = raw()["hosts"]
    return tuple(host.encode() for table in ("relay", "gateway", "other") for host in hosts[table])


@lru_cache(maxsize=512)
def _either(words: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, words)))


@cache
def pattern(table: str, name: str) -> re.Pattern[str]:
    """A pattern of a table, compiled."""
    return re.compile(raw()[table][name])


# --- variables -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Variable:
    """Whose a variable is (`None`: of any vendor) and what it holds: key, url, proxy, model or other."""

    vendor: str | None
    role: str


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PLACE = re.compile(  # of the program's own: where it keeps things
    r"_(?:DIR|DIRECTORY|FOLDER|RC|RC_FILE|CONFIG_(?:FILE|PATH)|BUCKET|BUCKET_NAME)\Z"
)
_ROLES = (
    (re.compile(r"(?:MODELS?|MODEL_?(?:NAME|ID|LIST)|ENGINE|DEPLOYMENT(?:_?(?:NAME|ID))?)$"), "model"),
    (re.compile(r"(?:URLS?|URI|BASE|ENDPOINT|HOST|BASE_PATH|REVERSE_PROXY|DOMAIN|ADDRESS)$"), "url"),
    (re.compile(r"PROXY$"), "proxy"),
    (re.compile(r"(?:KEYS?|TOKEN|SECRET|PASSWORD|CREDENTIALS?)(?:_?\d+)?$"), "key"),
)


@cache
def _variables() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["vendor"]) for row in raw()["variables"])


@lru_cache(maxsize=8192)
def variable(name: str) -> Variable | None:
    """What a variable of that name is for, or None when the name says nothing of an LLM."""
    if _NAME.match(name) is None or not name.isupper() or _PLACE.search(name) is not None:
        return None
    vendor = next((vendor for found, vendor in _variables() if found.search(name)), None)
    if vendor is None and pattern("neutral", "variables").search(name) is None:
        return None
    return Variable(vendor, role(name))


def companion(name: str) -> str | None:
    """Role of a variable that means an LLM only beside one that surely does (`BASE_URL`, `MODEL`)."""
    upper = name.upper()
    if pattern("neutral", "relay").search(upper):
        return "url"
    return role(upper) if pattern("neutral", "beside").search(upper) else None


def role(name: str) -> str:
    """key, url, proxy, model or other, by the end of the name."""
    upper = name.upper().replace("-", "_").replace(".", "_")
    return next((role for found, role in _ROLES if found.search(upper)), "other")


# --- addresses -----------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def target_of(url: str) -> Target | None:
    """Whom an address belongs to; None when it is nobody's we know, or no API's."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not host:
        return None
    hosts = raw()["hosts"]
    owner = catalog.by_host(host)
    azure = owner == "azure-openai" or any(fnmatchcase(host, p) for p in hosts["azure"])
    if azure:
        return Target(TargetKind.AZURE, host)
    if owner == "openai":
        return Target(TargetKind.OFFICIAL, "openai")
    if owner is not None:
        return Target(TargetKind.OTHER, owner)
    if host in hosts["relay"]:
        return Target(TargetKind.RELAY, host)
    if host in hosts["gateway"]:
        path = unquote(parts.path).lower()
        if "azure" in path:
            return Target(TargetKind.AZURE, host)
        known = "openai" in path or host.startswith("oai.") or "/" not in path.strip("/")
        return Target(TargetKind.RELAY if known else TargetKind.OTHER, host)
    if host in hosts["other"]:
        if host.endswith(".googleapis.com") and "/openai" not in parts.path:
            return None  # its own protocol
        return Target(TargetKind.OTHER, hosts["other"][host])
    compatible = (host in _LOCAL or "." not in host) and parts.path.startswith("/v1")
    local = hosts["ports"].get(str(port)) if compatible else None
    return Target(TargetKind.OTHER, local) if local else None


_LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal", "::1"})  # noqa: S104


# --- models --------------------------------------------------------------------------------------


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(rf"(?:{raw()['models']['strong']})\Z")


@cache
def _weak() -> re.Pattern[str]:
    return re.compile(rf"(?:{raw()['models']['weak']})\Z")


@lru_cache(maxsize=8192)
def model(text: str) -> tuple[str, bool] | None:
    """Owner of a model id and whether the id alone is proof; None when it is no id.

    Ids of one word (`o1`, `ada`) need a key that says they are models.
    """
    if not 2 <= len(text) <= 120 or not text.isascii() or " " in text:
        return None
    bare = next((text[len(p) :] for p in raw()["models"]["prefixes"] if text.startswith(p)), text)
    if _strong().match(bare):
        return "openai", True
    owners = catalog.model_owner(bare)
    if "openai" in owners or _weak().match(bare):
        return "openai", bare != text or ("-" in bare and "." in bare) or bare.count("-") > 1
    if not owners and not text.startswith(tuple(raw()["models"]["elsewhere"])):
        owners = catalog.model_owner(text.rpartition("/")[2])
    resellers = raw()["models"]["resellers"]
    owners = tuple(sorted(owners, key=lambda vendor: (vendor in resellers, vendor)))
    return (owners[0], "-" in bare and any(c.isdigit() for c in bare)) if owners else None


# --- dependencies --------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def dependency(ecosystem: str, name: str) -> str | None:
    """Family of a dependency (`openai`, `langchain`, ...), or None when it is not one of ours."""
    table = raw()["dependencies"][ecosystem]
    low = name.lower()
    if ecosystem == "python":
        low = re.sub(r"[-_.]+", "-", low)
    if ecosystem == "go":
        low = re.sub(r"/v\d+\Z", "", low)
    family = table.get(low)
    if family is None:
        family = next((value for key, value in table.items() if "*" in key and fnmatchcase(low, key)), None)
    return family or None
