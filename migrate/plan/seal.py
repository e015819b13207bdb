"""The last step before a plan is written: no secret in it, one order, and an id of its content."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from migrate.edit import order
from migrate.model import (
    Applicability,
    Arg,
    DictValue,
    Edit,
    EnvRef,
    Finding,
    ListValue,
    Literal,
    Plan,
    PlannedFile,
    Proof,
    Site,
    Skipped,
    Target,
    Value,
    digest,
)
from migrate.plan import codec
from migrate.redact import MASK, is_secret_name, is_secret_value, mask

_T = TypeVar("_T")
_UNKEYED = ("id", "created")  # what does not make a plan another plan
_WITHHELD = "the edit would have to carry a secret that stands in the code; a plan never holds one"


def seal(plan: Plan) -> Plan:
    """The plan as it may be written: secrets masked, sorted, counted, and `id` set to its content's.

    A finding whose edit would write a secret becomes manual: a plan never carries one. Sites,
    findings, files and skipped files are sorted by place; everything else keeps its order. Sealing
    twice changes nothing.
    """
    return written(plan)[0]


_latest: list[Plan] = []  # the plan sealed last: most are written next, as they are


def written(plan: Plan) -> tuple[Plan, dict[str, object]]:
    """The sealed plan, and the same as a JSON object."""
    if any(plan is sealed for sealed in _latest):
        return plan, codec.members(plan)
    sites = _Sites()
    findings = tuple(_ordered((_finding(f, sites) for f in plan.findings), _finding_key, lambda f: _text_of(f.site)))
    sealed = replace(
        plan,
        options=_object(plan.options),
        git=None if plan.git is None else _object(plan.git),
        sites=tuple(_ordered((sites.sealed(s) for s in plan.sites), _site_key, _text_of)),
        findings=findings,
        suppressed=tuple(_object(entry) for entry in plan.suppressed),
        files=_files(plan.files, findings),
        skipped=tuple(sorted((_skipped(s) for s in plan.skipped), key=lambda s: (s.path, s.reason))),
        sections=_object(plan.sections),
        applyable=plan.applyable and any(applied(f) for f in findings),
    )
    shape = codec.members(sealed)
    name = _identity(shape)
    _latest[:] = [replace(sealed, id=name)]
    return _latest[0], {**shape, "id": name}


def identity(plan: Plan) -> str:
    """The id of a plan: a digest of everything in it but `id` and `created`."""
    return _identity(codec.members(plan))


def _identity(shape: Mapping[str, object]) -> str:
    content = {name: value for name, value in shape.items() if name not in _UNKEYED}
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return digest(text.encode("ascii"))[:32]


def applied(finding: Finding) -> bool:
    """True when `apply` may carry the finding's edits out (safe, or review with `--unsafe`)."""
    return bool(finding.edits) and finding.applicability is not Applicability.MANUAL


def writes_secret(edit: Edit) -> bool:
    """True when the text an edit writes holds a secret."""
    return mask(edit.after) != edit.after


# --- masking -------------------------------------------------------------------------------------

_mask = lru_cache(maxsize=8192)(mask)  # the same messages, snippets and sources stand in many findings


class _Sites:
    """Sites without secrets. Many findings are about the same one: each is looked at once, and stays one object."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Site, Site]] = {}  # with the site itself, so that its id stays its own

    def sealed(self, site: Site) -> Site:
        """The site without secrets."""
        if id(site) not in self._known:
            self._known[id(site)] = (site, _site(site))
        return self._known[id(site)][1]


def _finding(finding: Finding, sites: _Sites) -> Finding:
    if any(writes_secret(edit) for edit in finding.edits):
        finding = replace(
            finding,
            applicability=Applicability.MANUAL,
            edits=(),
            demoted=_WITHHELD,
            todo=finding.todo or "move the secret into an environment variable, then plan again",
        )
    return replace(
        finding,
        site=sites.sealed(finding.site),
        message=_mask(finding.message),
        edits=tuple(replace(edit, before=mask(edit.before)) for edit in finding.edits),
        evidence=tuple(_proof(proof) for proof in finding.evidence),
        todo=None if finding.todo is None else _mask(finding.todo),
        demoted=None if finding.demoted is None else _mask(finding.demoted),
    )


@lru_cache(maxsize=8192)
def _proof(proof: Proof) -> Proof:
    return replace(proof, detail=mask(proof.detail), conflicts=tuple(mask(c) for c in proof.conflicts))


def _site(site: Site) -> Site:
    name = None if site.target.name is None else _mask(site.target.name)
    secret = is_secret_name(site.api.rpartition(".")[2])
    return replace(
        site,
        args=tuple(_arg(arg) for arg in site.args),
        target=Target(site.target.kind, name),
        value=None if site.value is None else _value(site.value, secret=secret),
        snippet=_mask(site.snippet),
    )


def _arg(arg: Arg) -> Arg:
    return replace(arg, value=_value(arg.value, secret=is_secret_name(arg.name)))


def _value(value: Value, *, secret: bool) -> Value:
    match value:
        case Literal(str() as text):
            return replace(value, value=_text(text, secret=secret))
        case EnvRef(name, str() as default):
            return replace(value, default=_text(default, secret=secret or is_secret_name(name)))
        case ListValue(items):
            return replace(value, items=tuple(_arg(item) for item in items))
        case DictValue(entries):
            return replace(value, entries=tuple(_arg(entry) for entry in entries))
        case _:
            return value


def _text(text: str, *, secret: bool) -> str:
    if text and (secret or is_secret_value(text)):
        masked = mask(text)
        return masked if masked != text and not secret else MASK
    return _mask(text)


def _object(value: Mapping[str, object]) -> dict[str, object]:
    """A free-form object: secrets masked, tuples as lists and keys sorted, as reading it back gives."""
    return {name: _plain(value[name], secret=is_secret_name(name)) for name in sorted(value)}


def _plain(value: object, *, secret: bool = False) -> object:
    if isinstance(value, str):
        return MASK if secret and is_secret_value(value) else _mask(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _skipped(skipped: Skipped) -> Skipped:
    return replace(skipped, detail=mask(skipped.detail))


# --- order and counts ----------------------------------------------------------------------------


def _ordered(items: Iterable[_T], key: Callable[[_T], Any], text: Callable[[_T], str]) -> Iterator[_T]:
    """Sorted by `key`, and by all that an item says where that is the same."""
    for _, group in groupby(sorted(items, key=key), key=key):
        same = list(group)
        yield from sorted(same, key=text) if len(same) > 1 else same


def _site_key(site: Site) -> tuple[object, ...]:
    return (site.path, site.span, site.kind, site.api)


def _finding_key(finding: Finding) -> tuple[object, ...]:
    site = finding.site
    edits = tuple((e.path, e.span, e.after) for e in finding.edits)
    rule = (finding.rule, finding.parameter or "", finding.message)
    return (site.path, site.span, *rule, edits)


def _text_of(site: Site) -> str:
    """All of a site, for an order that never depends on how it was found."""
    return json.dumps(codec.encode(site, Site), sort_keys=True)


def _files(files: tuple[PlannedFile, ...], findings: tuple[Finding, ...]) -> tuple[PlannedFile, ...]:
    """The files that have edits, each with the number of different ones."""
    count = Counter(edit.path for edit in order(e for f in findings for e in f.edits))
    return tuple(
        replace(file, edits=count[file.path])
        for file in sorted(files, key=lambda f: f.path)
        if count[file.path]
    )
