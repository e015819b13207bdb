"""The vendor that is left, when it is not OpenAI: its models are looked for in code as OpenAI's are.

Which vendor that is, is said before a scan, in every process that takes part. Only models of its own making are
looked for: one that it merely serves (`deepseek-v3` at a cloud) is as likely asked of its maker.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from migrate.languages.tables import written

_DATED = r"(?:-(?:\d{4}-\d\d-\d\d|\d{4}|\d{6}|\d{8}))?"
_KNOWN = frozenset({"openai", "azure-openai"})  # what their models are called, the tables say
_SDKS = (
    rb"(?:dashscope|zhipu|\bzai\b|bigmodel|volcengine|qianfan|baidubce|tencentcloud|minimax|moonshot|kimi|baichuan|hunyuan"
    rb"|deepseek)"
)
_FILE = re.compile(  # one that is named after a model: `gpt-4o-results.json`
    r"\.(?:py|ipynb|jsonl?|csv|tsv|txt|md|html?|ya?ml|toml|js|ts|png|jpe?g|svg|webp|gif|wav|mp3|log|pdf|pkl|db|zip|xlsx?)\Z"
)
_NATIVE = re.compile(  # an import, in any of the languages
    rb"(?im)^[ \t]*(?:import|from|using|use)[ \t]+(?:static[ \t]+)?[\w.\\:{]*" + _SDKS
    + rb"|\b(?:from|import|require)[ \t(]*[\"'][\w@./-]*" + _SDKS
    + rb"|^[ \t]*(?:import[ \t]+)?(?:\w+[ \t]+)?\"[\w.-]+/[\w./-]*" + _SDKS + rb"[\w./-]*\"[ \t\r]*$"
)
_vendor = "openai"


def turn_to(vendor: str) -> None:
    """From now on, models of `vendor` are looked for."""
    global _vendor
    _vendor = vendor


def pattern() -> re.Pattern[str]:
    """Whole identifiers of models that are looked for: OpenAI's always, and those of the vendor that is left."""
    return _pattern(_vendor)


def prefix() -> re.Pattern[str]:
    """The beginnings of such identifiers, by which code tells a family of models."""
    return _prefix(_vendor)


def asked_of(name: str) -> str | None:
    """The vendor that is left, when a router would ask it for a model of that name; None for any other model."""
    begin, slash, model = name.replace(":", "/", 1).partition("/")
    if slash and begin not in routers(_vendor):
        return None
    return _vendor if (model if slash else name) in _own(_vendor) else None


def names(name: str, data: bytes) -> bool:
    """Whether a model's name may stand for itself in a file: not where a vendor is asked in a protocol of its own."""
    if _FILE.search(name) is not None:
        return False
    if of_openai().fullmatch(name) is not None:
        return True
    return b"openai" in data.lower() or b"litellm" in data or _NATIVE.search(data) is None


def of_openai() -> re.Pattern[str]:
    """Whole identifiers of OpenAI's models, whichever vendor is left."""
    return _pattern("openai")


def words(vendor: str) -> tuple[bytes, ...]:
    """What stands in every file that names a model of the vendor; empty where the languages' own signs will do."""
    return tuple(begin.encode() for begin in begins(vendor))


def routers(vendor: str) -> tuple[str, ...]:
    """How routers of many vendors call the vendor, before a slash: `moonshot/kimi-k2.6`."""
    return tuple(written("python.toml")["models"]["routed"].get(vendor, ()))


@lru_cache(maxsize=4)
def _pattern(vendor: str) -> re.Pattern[str]:
    ours = written("python.toml")["models"]["pattern"]
    names = _own(vendor)
    if not names:
        return re.compile(ours)
    routed = "|".join(sorted({*routers(vendor), "openai"}))
    return re.compile(rf"{ours}|(?:(?:{routed})/)?(?:{_either(names)}){_DATED}")


@lru_cache(maxsize=4)
def _prefix(vendor: str) -> re.Pattern[str]:
    ours = written("python.toml")["models"]["prefix"]
    own = {begin.rstrip("-") for begin in begins(vendor)}
    return re.compile(rf"{ours}|^(?:{_either(own)})-?$" if own else ours)


def _either(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=lambda t: (-len(t), t)))


def begins(vendor: str) -> tuple[str, ...]:
    """How the names of the vendor's own models begin; those of a vendor of the user's own are taken as they are."""
    if vendor in _KNOWN:
        return ()
    return tuple(written("python.toml")["models"]["own"].get(vendor) or sorted(_listed(vendor)))


@lru_cache(maxsize=4)
def _own(vendor: str) -> frozenset[str]:
    own = begins(vendor)
    return frozenset(name for name in _listed(vendor) if name.startswith(own)) if own else frozenset()


def _listed(vendor: str) -> Iterable[str]:
    from providers import catalog

    return catalog.load(vendor).models
