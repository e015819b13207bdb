"""The rules of one vendor, compiled from its dialect section, and which of them hold for a model and mode."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from providers.dialect import remedies as remedy_room
from providers.dialect.conditions import Combination
from providers.dialect.constraints import Constraints
from providers.dialect.constraints import parse as parse_constraints
from providers.dialect.names import describe
from providers.dialect.types import Outcome, Remedy, Verdict
from providers.errors import CatalogError
from providers.types import Conflict, Evidence, Provider

STATUS = {
    "supported": Outcome.ACCEPTED,
    "limited": Outcome.CHANGED,
    "ignored": Outcome.IGNORED,
    "rejected": Outcome.REFUSED,
    "renamed": Outcome.RENAMED,
    "unknown": Outcome.UNKNOWN,
}

_SHARED = ("detail", "sources", "trust", "as_of", "conflicts", "client_practice", "default", "form")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: for these models and this mode, a value within the bounds has this outcome.

    A value that breaks a bound goes to the rule `fallback`, or has the outcome `otherwise`. `maps` are
    values the vendor itself turns into others. `form` is the vendor's own spelling of a switch.
    `default` is what the vendor uses when the parameter is omitted (`None`: not established).
    `undocumented`: the vendor's published reference was read and the parameter is not in it.
    """

    parameter: str
    models: tuple[str, ...]
    thinking: bool | None
    outcome: Outcome
    bounds: Constraints
    otherwise: Outcome
    fallback: Rule | None
    maps: Mapping[str, str]
    default: Any
    form: str | None
    rename_to: str | None
    required: bool
    undocumented: bool
    detail: str
    evidence: Evidence
    remedy: Callable[[Any], tuple[Remedy, ...]]
    fix: Callable[[Any, str], tuple[Remedy, ...]]
    label: str
    bounds_text: str

    def holds(self, model: str | None, thinking: bool | None) -> bool | None:
        """True, False, or None when it depends on a model or mode that is not known."""
        unsure = False
        if self.models:
            if model is None:
                unsure = True
            elif not _matches(model, self.models):
                return False
        if self.thinking is not None:
            if thinking is None:
                unsure = True
            elif thinking is not self.thinking:
                return False
        return None if unsure else True

    @property
    def condition(self) -> str:
        """The models and the mode in words."""
        said = [", ".join(self.models) or "other models"]
        if self.thinking is not None:
            said.append("with thinking " + ("on" if self.thinking else "off"))
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Mode:
    """Whether models of these patterns think: always, never, default_on, default_off or unknown."""

    models: tuple[str, ...]
    mode: str


class Dialect:
    """The compiled dialect of one vendor. Made once per vendor, then only read (apart from its caches)."""

    def __init__(self, provider: Provider) -> None:
        raw = provider.dialect
        self.provider = provider
        self.id = provider.id
        self.name = provider.name
        self.rules: dict[str, tuple[Rule, ...]] = {
            name: _compile(provider.id, name, entry) for name, entry in raw.get("parameters", {}).items()
        }
        self.own: dict[str, tuple[Rule, ...]] = {
            name: _compile(provider.id, name, entry) for name, entry in raw.get("own_fields", {}).items()
        }
        self.combinations = tuple(
            _combination(provider.id, entry) for entry in raw.get("combinations", ())
        )
        thinking = raw.get("thinking", {})
        self.modes = tuple(Mode(tuple(m.get("models", ())), m["mode"]) for m in thinking.get("modes", ()))
        self.opaque: tuple[str, ...] = tuple(raw.get("opaque_models", ()))
        self._views: dict[tuple[str | None, bool | None], View] = {}
        self._mode: dict[str, str] = {}

    def known_model(self, model: object) -> str | None:
        """The model id to match rules on, in lower case; None when unknown or a deployment's own name."""
        if not isinstance(model, str) or not model:
            return None
        model = model.lower()
        return None if self.opaque and _matches(model, self.opaque) else model

    def view(self, model: object, thinking: bool | None) -> View:
        """The dialect as a model in a mode sees it; the same object for the same question."""
        key = (model if isinstance(model, str) else None, thinking)
        found = self._views.get(key)
        if found is None:
            if len(self._views) >= 512:  # model names come from outside: keep the cache bounded
                self._views.clear()
            found = self._views[key] = View(self, key[0], thinking)
        return found

    def candidates(self, parameter: str, model: str | None, thinking: bool | None) -> tuple[Rule, ...]:
        """The rule that holds; several when that depends on an unknown model or mode; none when unlisted."""
        return self.view(model, thinking).rules(parameter)

    def mode(self, model: object) -> str:
        """How a model thinks, by the dialect, else by the catalogue's capability."""
        if not isinstance(model, str) or self.known_model(model) is None:
            modes = {m.mode for m in self.modes}
            return modes.pop() if len(modes) == 1 and not self.modes[0].models else "unknown"
        mode = self._mode.get(model)
        if mode is None:
            if len(self._mode) > 5_000:
                self._mode.clear()
            mode = self._mode[model] = self._find_mode(model)
        return mode

    def _find_mode(self, model: str) -> str:
        for entry in self.modes:
            if entry.models and _matches(model.lower(), entry.models):
                return entry.mode
        listed = self.provider.model(model)
        capability = listed.capabilities.reasoning if listed is not None else None
        if capability == "always":
            return "always"
        if capability == "none":
            return "never"
        return next((m.mode for m in self.modes if not m.models), "unknown")


class View:
    """The rules of a dialect for one model (None: not known) and one mode, looked up once each."""

    __slots__ = ("_found", "combinations", "dialect", "known", "memory", "model", "thinking", "who")

    def __init__(self, dialect: Dialect, model: str | None, thinking: bool | None) -> None:
        self.dialect = dialect
        self.model = model or None
        self.known = dialect.known_model(model)
        self.thinking = thinking
        self.who = dialect.name
        if model:
            shown = model if model.isprintable() and len(model) < 80 else ascii(model)[:80]
            self.who = f"{dialect.name} ({shown})"
        self.combinations = tuple(
            c for c in dialect.combinations if c.concerns(self.known, thinking) is not False
        )
        self._found: dict[str, tuple[Rule, ...]] = {}
        self.memory: dict[Any, Verdict] = {}  # of numbers; kept by `judge`, which also bounds it

    def rules(self, parameter: str) -> tuple[Rule, ...]:
        """The rule that holds; several when it depends on what is not known; none when unlisted."""
        found = self._found.get(parameter)
        if found is None:
            chosen = []
            for rule in self.dialect.rules.get(parameter) or self.dialect.own.get(parameter) or ():
                holds = rule.holds(self.known, self.thinking)
                if holds is not False:
                    chosen.append(rule)
                if holds:
                    break
            found = tuple(chosen)
            if found:  # names of fields come from outside: only those of the dialect are remembered
                self._found[parameter] = found
        return found

    def accepts(self, parameter: str, value: Any) -> bool:
        """Whether it is certain that the value is accepted as it is."""
        rules = self.rules(parameter)
        if len(rules) != 1 or rules[0].outcome is not Outcome.ACCEPTED:
            return False
        return not rules[0].maps and rules[0].bounds.check(value) is None


def _matches(model: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(model, pattern.lower()) for pattern in patterns)


def evidence(key: str, raw: Mapping[str, Any]) -> Evidence:
    """Evidence of a fact as written in the seeds."""
    return Evidence(
        key=key,
        detail=raw.get("detail", ""),
        sources=tuple(raw.get("sources", ())),
        as_of=str(raw.get("as_of", "unknown")),
        trust=raw.get("trust"),
        conflicts=tuple(
            Conflict(c["claim"], tuple(c.get("sources", ())), str(c.get("as_of", "unknown")))
            for c in raw.get("conflicts", ())
        ),
    )


def _compile(provider: str, name: str, entry: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The special cases in their order, then the parameter itself, which holds for everything else."""
    try:
        shared = {key: entry[key] for key in _SHARED if key in entry}
        cases: Sequence[Mapping[str, Any]] = entry.get("rules", ())
        return tuple(_rule(provider, name, {**shared, **case}) for case in (*cases, entry))
    except _BROKEN as exc:  # only a user's own catalogue file can get here unchecked
        raise _broken(provider, name, exc) from exc


_BROKEN = (KeyError, TypeError, AttributeError, ValueError, re.error)


def _broken(provider: str, name: str, exc: Exception) -> CatalogError:
    reason = f"{exc.args[0]!r} is missing or not allowed" if isinstance(exc, KeyError) else str(exc)
    return CatalogError(f"dialect of {provider}, {name}: {reason}; see seeds/schema/dialect.schema.json")


def _rule(provider: str, name: str, raw: Mapping[str, Any]) -> Rule:
    bounds = parse_constraints(raw)
    otherwise = raw.get("otherwise", {})
    if isinstance(otherwise, str):
        otherwise = {"status": otherwise}
    status = otherwise.get("status", "rejected")
    thinking = raw.get("thinking", "any")
    return Rule(
        parameter=name,
        models=tuple(raw.get("models", ())),
        thinking=None if thinking == "any" else bool(thinking),
        outcome=STATUS[raw["status"]],
        bounds=bounds,
        otherwise=STATUS[status],
        fallback=_fallback(provider, name, raw, otherwise),
        maps=raw.get("maps", {}),
        default=raw.get("default"),
        form=raw.get("form"),
        rename_to=raw.get("rename_to"),
        required=bool(raw.get("required")),
        undocumented=raw.get("doc_presence") == "absent",
        detail=raw.get("detail", "").rstrip("."),
        evidence=evidence(f"{provider}.dialect.{name}", raw),
        remedy=remedy_room.for_status(name, raw),
        fix=remedy_room.for_broken(bounds, status, otherwise.get("remedy"), raw),
        label=describe(name),
        bounds_text=bounds.describe(),
    )


def _fallback(provider: str, name: str, raw: Mapping[str, Any], otherwise: Mapping[str, Any]) -> Rule | None:
    """A second, wider set of bounds for values that break the first, when `otherwise` has any."""
    if "status" not in otherwise or not parse_constraints(otherwise).any:
        return None
    kept = {key: raw[key] for key in (*_SHARED, "models", "thinking") if key in raw}
    return _rule(provider, name, {**kept, **otherwise})


def _combination(provider: str, raw: Mapping[str, Any]) -> Combination:
    try:
        return _combined(provider, raw)
    except _BROKEN as exc:
        raise _broken(provider, "combinations", exc) from exc


def _combined(provider: str, raw: Mapping[str, Any]) -> Combination:
    thinking = raw.get("thinking", "any")
    return Combination(
        id=raw["id"],
        parameter=raw["parameter"],
        models=tuple(raw.get("models", ())),
        thinking=None if thinking == "any" else bool(thinking),
        when=tuple((tuple(path.split(".")), test) for path, test in raw["when"].items()),
        outcome=STATUS[raw["status"]],
        detail=raw["detail"].rstrip("."),
        evidence=evidence(f"{provider}.dialect.combinations.{raw['id']}", raw),
        remedy=remedy_room.compile_specs(raw.get("remedy") or {"action": "manual"}, raw),
    )


_CACHE: dict[int, tuple[Mapping[str, Any], Dialect]] = {}


def of(provider: Provider) -> Dialect:
    """The compiled dialect of a provider; the same object for the same provider."""
    kept = _CACHE.get(id(provider.dialect))
    if kept is not None and kept[0] is provider.dialect:
        return kept[1]
    if len(_CACHE) > 64:
        _CACHE.clear()
    compiled = Dialect(provider)
    _CACHE[id(provider.dialect)] = (provider.dialect, compiled)
    return compiled
