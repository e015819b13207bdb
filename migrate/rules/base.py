"""What a rule is, what it may ask about the codebase, and what it hands back.

A rule looks at one `Site` and yields `Draft`s: what is wrong, how bad, why (evidence), and the changes
that would settle it, said without bytes (`Drop(arg)`, `Extra("do_sample", False)`). `migrate.assess`
turns the drafts of all rules into findings with edits that cannot get in each other's way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from migrate.model import Applicability, Arg, Edit, Proof, Severity, Site, Span

if TYPE_CHECKING:
    from migrate.rules.codebase import Codebase
    from migrate.source import SourceFile
    from providers.types import Evidence, Provider


# --- changes: what an edit should do, without bytes ----------------------------------------------


@dataclass(frozen=True, slots=True)
class SetValue:
    """Write the scalar `value` over what stands at `span`, in the style of what stands there.

    `path` is the file of the span, by default the site's: a constant may be written elsewhere.
    """

    span: Span
    value: object
    path: str | None = None


@dataclass(frozen=True, slots=True)
class SetCode:
    """Write source text over what stands at `span`; `path` as in SetValue."""

    span: Span
    code: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """Give an argument another name."""

    arg: Arg
    name: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Take an argument, a dict entry or a list item away together with its separator."""

    arg: Arg


@dataclass(frozen=True, slots=True)
class Add:
    """Add an argument; `code` is source text in the site's language."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Extra:
    """Send a field the SDK has no argument for: an entry of `extra_body`, or of the body of raw HTTP.

    `code` is source text; when it is None, `value` is written as a literal.
    """

    name: str
    value: object = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """See to it that a module is imported in the site's file."""

    module: str


@dataclass(frozen=True, slots=True)
class Ready:
    """An edit made already, by a configuration format."""

    edit: Edit


Change = SetValue | SetCode | Rename | Drop | Add | Extra | Import | Ready


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding before its edits are made. The fields mean what they mean on `Finding`.

    `together` names a group of drafts at one site that only make sense all at once.
    """

    severity: Severity
    applicability: Applicability
    message: str
    changes: tuple[Change, ...] = ()
    evidence: tuple[Proof, ...] = ()
    todo: str | None = None
    parameter: str | None = None
    demoted: str | None = None
    together: str | None = None


# --- what a rule may ask -------------------------------------------------------------------------


@dataclass(frozen=True)
class Context:
    """The migration that is asked for, and the codebase it is asked for.

    `platform` is the billing platform of the target (`cn`, `intl`), `region` an ISO country code or None,
    `read` returns a file by its relative path (None when it cannot be read); each is asked for once. `style` is
    one of `migrate.config.STYLES`; `upgrade_sdk` asks for the current SDK where code uses an old
    one. `listed` are all files below the root, where they are known. `code` is built from `sites`.
    """

    source: Provider
    target: Provider
    platform: str
    region: str | None
    on: date
    model_overrides: Mapping[str, str]
    read: Callable[[str], SourceFile | None]
    sites: tuple[Site, ...]
    style: str = "inline"
    upgrade_sdk: bool = False
    listed: frozenset[str] = frozenset()
    code: Codebase = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from migrate.rules.codebase import Codebase

        object.__setattr__(self, "read", cache(self.read))
        object.__setattr__(self, "code", Codebase(self.sites, self))


Check = Callable[[Site, Context], Iterator[Draft]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One incompatibility. `doc` is what `migrate explain` shows."""

    id: str
    title: str
    doc: str
    check: Check


def proof(evidence: Evidence) -> Proof:
    """A catalogue fact as a finding carries it, disagreeing sources included."""
    said = tuple(
        f"{c.claim} ({', '.join(c.sources)}{', ' + str(c.as_of) if c.as_of else ''})" for c in evidence.conflicts
    )
    return Proof(evidence.key, evidence.detail, evidence.sources, str(evidence.as_of), evidence.trust, said)


def fact_proof(provider: Provider, section: str, name: str) -> tuple[Proof, ...]:
    """The proof of a fact about responses or operations; empty when the catalogue has none."""
    facts: Mapping[str, Any] = getattr(provider, section)
    found = facts.get(name)
    return (proof(found.evidence),) if found is not None else ()
