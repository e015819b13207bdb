"""The detection tables of `seeds/detection/typescript.toml`, typed and loaded once.

What is the same in every language (model names, hosts, paths, variables) is taken from the shared part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from migrate.languages.tables import ClientClass, Framework, Shared, clients, frameworks, shared, written
from migrate.languages.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a client that is not one of the SDK's dotted chains."""

    api: str
    positional: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything the file says, in the shapes detection asks it in."""

    shared: Shared
    same_modules: Mapping[str, str]
    defaults: Mapping[str, str]
    namespaces: frozenset[str]
    clients: Mapping[str, ClientClass]
    methods: Mapping[str, Mapping[str, Method]]  # client class -> method -> what it is
    settings: Mapping[str, str]  # class of settings a client is given -> its sdk
    frameworks: Mapping[str, Framework]
    providers: Mapping[str, Mapping[str, str]]  # callable factories of models -> method -> kind of model
    wrappers: Mapping[str, int]
    same: frozenset[str]
    roots: frozenset[str]
    verbs: frozenset[str]
    specific: frozenset[str]
    sdk_imports: tuple[str, ...]
    types_from: frozenset[str]
    tokenizer_modules: frozenset[str]
    tokenizer_calls: frozenset[str]
    other_modules: frozenset[str]
    http_calls: frozenset[str]
    http_factories: frozenset[str]
    http_methods: frozenset[str]
    proxy_classes: frozenset[str]
    proxy_args: frozenset[str]
    env_roots: frozenset[str]
    env_modules: frozenset[str]
    env_proxy: frozenset[str]
    scripts: tuple[str, ...]
    globals: frozenset[str]  # first names of what is listed without a module

    def is_env(self, name: str) -> bool:
        """Whether a variable of that name configures this API, a bundler's prefix left aside."""
        bare = name
        for prefix in ("NEXT_PUBLIC_", "VITE_", "NUXT_PUBLIC_", "NUXT_", "REACT_APP_", "PUBLIC_", "EXPO_PUBLIC_"):
            bare = bare.removeprefix(prefix)
        return self.shared.is_env(name) or self.shared.is_env(bare) or "CHATKIT" in name


@cache
def tables() -> Tables:
    """The tables, read from disk on first use."""
    raw = written("typescript.toml")
    methods = {
        cls: {name: Method(row["api"], tuple(row.get("positional", ()))) for name, row in rows.items()}
        for cls, rows in raw["methods"].items()
    }
    for alias, cls in raw["methods_like"].items():
        methods[alias] = methods[cls]
    client, http, env = raw["client"], raw["http"], raw["env"]
    return Tables(
        shared=shared(),
        same_modules=dict(raw["modules"]["same"]),
        defaults=dict(raw["modules"]["default"]),
        namespaces=frozenset(raw["modules"]["namespaces"]),
        clients=clients(raw, all_async=True),
        methods=methods,
        settings=dict(raw["settings"]),
        frameworks=frameworks(raw, all_async=True),
        providers={k: dict(v) for k, v in raw["providers"].items()},
        wrappers=dict(raw["wrappers"]),
        same=frozenset(client["same"]),
        roots=frozenset(client["roots"]),
        verbs=frozenset(client["verbs"]),
        specific=frozenset(client["specific"]),
        sdk_imports=tuple(raw["imports"]["sdk"]),
        types_from=frozenset(raw["imports"]["types_from"]),
        tokenizer_modules=frozenset(raw["tokenizers"]["modules"]),
        tokenizer_calls=frozenset(raw["tokenizers"]["calls"]),
        other_modules=frozenset(raw["other"]["modules"]),
        http_calls=frozenset(http["calls"]),
        http_factories=frozenset(http["factories"]),
        http_methods=frozenset(http["methods"]),
        proxy_classes=frozenset(http["proxy_classes"]),
        proxy_args=frozenset(http["proxy_args"]),
        env_roots=frozenset(env["roots"]),
        env_modules=frozenset(env["modules"]),
        env_proxy=frozenset(env["proxy"]) | shared().env_proxy,
        scripts=tuple(raw["scripts"]["addresses"]),
        globals=_globals(raw["clients"], raw["frameworks"], raw["providers"], raw["wrappers"], *http.values()),
    )


def _globals(*listed: Iterable[str]) -> frozenset[str]:
    """`global:Object.freeze` is reached by `Object`."""
    names = (n.removeprefix("global:") for group in listed for n in group if n.startswith("global:"))
    return frozenset(n.partition(".")[0] for n in names)


@cache
def words() -> Vocabulary:
    """Names a method must have to be worth a question what it is."""
    known = tables()
    listed = (
        known.clients, known.settings, known.frameworks, known.providers, *known.providers.values(),
        *known.methods.values(), known.wrappers, known.specific, known.verbs, known.same, known.tokenizer_calls,
        known.http_calls, known.http_factories, known.http_methods, known.shared.widths.calls,
    )  # fmt: skip
    return vocabulary(listed, known.roots)
