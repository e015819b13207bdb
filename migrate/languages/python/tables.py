"""What `seeds/detection/python.toml` says of Python alone, typed and loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from migrate.languages.tables import ClientClass, Framework, Shared, clients, frameworks, shared, written
from migrate.languages.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True, slots=True)
class Tables:
    """What detection in Python asks of the file."""

    shared: Shared
    clients: Mapping[str, ClientClass]
    frameworks: Mapping[str, Framework]
    holders: Mapping[str, frozenset[str]]  # `mirascope.core.openai`, with the framework
    wrappers: Mapping[str, int]
    makers: frozenset[str]
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
    constants: Mapping[str, Mapping[str, str]]  # of enumerations, the members that are models; none: by their names
    tokenizer_modules: frozenset[str]
    tokenizer_calls: frozenset[str]
    tokenizer_methods: frozenset[str]
    other_modules: frozenset[str]
    http_calls: frozenset[str]
    http_sessions: frozenset[str]
    http_methods: frozenset[str]
    proxy_args: tuple[str, ...]
    env_readers: frozenset[str]
    env_getters: frozenset[str]


@cache
def tables() -> Tables:
    """The tables, read from disk on first use."""
    raw = written("python.toml")
    client, http, env = raw["client"], raw["http"], raw["env"]
    return Tables(
        shared=shared(),
        clients=clients(raw),
        frameworks=frameworks(raw),
        holders=_holders(frameworks(raw)),
        wrappers=dict(raw["wrappers"]),
        makers=frozenset(raw["makers"]["calls"]),
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
        constants={
            name: row.get("members", {})
            for key, row in raw["constants"].items()
            for name in (key, *row.get("also", ()))
        },
        tokenizer_modules=frozenset(raw["tokenizers"]["modules"]),
        tokenizer_calls=frozenset(raw["tokenizers"]["calls"]),
        tokenizer_methods=frozenset(raw["tokenizers"]["methods"]),
        other_modules=frozenset(raw["other"]["modules"]),
        http_calls=frozenset(http["calls"]),
        http_sessions=frozenset(http["sessions"]),
        http_methods=frozenset(http["methods"]),
        proxy_args=tuple(http["proxy_args"]),
        env_readers=frozenset(env["readers"]),
        env_getters=frozenset(env["getters"]),
    )


def _holders(rows: Mapping[str, Framework]) -> dict[str, frozenset[str]]:
    """Modules named after the API that a name of a table begins with: `from mirascope.core import openai`."""
    found: dict[str, set[str]] = {}
    for name, row in rows.items():
        for part in (name.rpartition(".")[0], name.rpartition(".")[0].rpartition(".")[0]):
            if "openai" in part.rpartition(".")[2]:
                found.setdefault(part, set()).add(row.sdk)
    return {name: frozenset(sdks) for name, sdks in found.items()}


@cache
def words() -> Vocabulary:
    """Names a method must have to be worth a question what it is."""
    known = tables()
    listed = (
        known.clients, known.frameworks, known.wrappers, known.makers, known.specific, known.verbs, known.same,
        known.legacy_methods, known.tokenizer_calls, known.tokenizer_methods, known.http_calls,
        known.http_sessions, known.http_methods,
        known.env_getters, known.shared.widths.calls, ("import_module", "partial", "run_sync"),
        ("get", "getenv", "setdefault", "pop"),
    )  # fmt: skip
    return vocabulary(listed, {*known.roots, *known.legacy})
