"""Run a command before and after the plan, and compare the requests it makes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate import source
from migrate.errors import RefusedError, UsageError
from migrate.model import Applicability, Finding, Literal, Plan, Skipped
from migrate.redact import is_secret_name, printable
from migrate.verify.record import child, hosts, tree
from migrate.verify.record.answering import Answering
from migrate.verify.record.child import Ran
from migrate.verify.record.compare import Compared, Pair, compare
from migrate.verify.record.explain import Explainer, Why
from migrate.verify.record.keys import Keys, key_variables, references
from migrate.verify.record.server import Recorder, Request
from providers import catalog

if TYPE_CHECKING:
    from providers.types import Provider

_ADDRESS_WORDS = ("BASE_URL", "API_BASE", "API_URL", "ENDPOINT", "API_HOST")


@dataclass(frozen=True, slots=True)
class Side:
    """One run: how it ended and what was recorded. `said` is what the stand-in answered, by its mark."""

    ran: Ran
    requests: tuple[Request, ...]
    assumed: Mapping[str, str]
    said: Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Proof:
    """The comparison of two runs. `whys` holds, per pair, every difference with what accounts for it."""

    plan: Plan
    before: Side
    after: Side
    compared: Compared
    whys: tuple[tuple[Why, ...], ...]
    carried: tuple[Finding, ...]
    not_seen: tuple[Finding, ...]  # carried out, and no request shows it
    notes: tuple[str, ...]

    @property
    def unplanned(self) -> tuple[tuple[Pair, Why], ...]:
        """Differences that no finding accounts for."""
        pairs = zip(self.compared.pairs, self.whys, strict=True)
        return tuple((pair, why) for pair, found in pairs for why in found if not why.planned)

    @property
    def turned_down(self) -> tuple[Pair, ...]:
        """Pairs of which the target refuses what the source took."""
        return tuple(p for p in self.compared.pairs if p.after.refused and not p.before.refused)

    @property
    def proved(self) -> bool:
        """True when both runs ended well and the requests differ only as planned, and there were some."""
        ended = self.before.ran.ok and self.after.ran.ok
        nothing_else = not (self.unplanned or self.compared.missing or self.compared.added or self.turned_down)
        refused = self.before.ran.refused or self.after.ran.refused
        return bool(ended and nothing_else and self.compared.pairs and not refused)


def prove(
    plan: Plan,
    root: Path,
    command: Sequence[str],
    *,
    unsafe: bool = False,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    more_hosts: Iterable[str] = (),
    link: Iterable[str] = (),
    timeout: float = 600,
    variables: Mapping[str, str] | None = None,
    before: Side | None = None,
) -> Proof:
    """Copy the tree twice, carry the plan out in the second copy, run `command` in each, and compare.

    The original tree is only read. `variables` is the environment to start from (default: this process's);
    `timeout` is in seconds per run. `before` is the first run of another proof of the same tree and command, that is
    taken for this one's. UsageError when the tree or the command is not there, RefusedError when the
    plan cannot be carried out.
    """
    if not root.is_dir():
        raise UsageError(f"{printable(str(root))}: no such folder")
    from migrate.apply import apply_plan

    base = dict(os.environ if variables is None else variables)
    linked = tuple(link)
    root = root.resolve()
    real = {**_files(root), **base}
    known = hosts.api_hosts(plan, more_hosts, real)
    names = key_variables(plan)
    keys = Keys(names, {n: v for n, v in real.items() if n in names or is_secret_name(n)})
    place = Path(tempfile.mkdtemp(prefix="migrate-verify-")).resolve()
    try:
        first = tree.copy(root, place / "before", linked)
        tree.copy(root, place / "after", linked)
        applied = apply_plan(
            plan, place / "after", unsafe=unsafe, allow_dirty=True, only=tuple(only), skip=tuple(skip)
        )
        if applied.failed:
            reasons = [f"{r.path} {r.reason}" for r in applied.refused]
            reasons += [f"{d.finding.rule}: {d.reason}" for d in applied.dropped]
            raise RefusedError(f"the plan cannot be carried out: {printable(reasons[0])}")
        lines = _last_lines(place / "before", applied.carried_out)
        before = before or _side(plan, place, "before", command, known, keys, base, timeout)
        after = _side(plan, place, "after", command, known, keys, base, timeout)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    compared = compare(before.requests, after.requests, before.said, after.said)
    explainer = Explainer(applied.carried_out, lambda f: lines.get(id(f), f.site.line), after.assumed)
    whys = tuple(explainer.explain(pair) for pair in compared.pairs)
    shown = {why.finding.edits for found in whys for why in found if why.finding is not None}
    return Proof(
        plan, before, after, compared, whys, applied.carried_out,
        tuple(f for f in applied.carried_out if f.edits not in shown),
        _notes(first, after, root, linked),
    )  # fmt: skip


def _side(
    plan: Plan,
    place: Path,
    name: str,
    command: Sequence[str],
    known: Sequence[str],
    keys: Keys,
    base: Mapping[str, str],
    timeout: float,
) -> Side:
    """Run in one copy, both at the same path: a program may send its own place."""
    vendor = plan.source if name == "before" else plan.target
    run_in, log = place / "tree", place / f"{name}.log"
    (place / name).rename(run_in)
    try:
        _fill_keys(run_in, keys)
        files = _files(run_in)
        given = _given(plan, base, files, known, name == "after")
        answering = Answering(vendor, plan.source, _models(plan, name == "after"))
        try:
            with Recorder(answering, keys) as recorder:
                variables = child.environment(
                    base, files, origin=recorder.origin, hosts=known, root=run_in, log=log, keys=keys, given=given
                )
                ran = child.run(command, run_in, variables, log, timeout, keys)
                return Side(ran, recorder.requests, given, answering.texts)
        finally:
            answering.close()
    finally:
        run_in.rename(place / name)


def _files(root: Path) -> dict[str, str]:
    """What the tree's own `.env` says."""
    from io import StringIO

    from dotenv import dotenv_values

    found = source.read(root, ".env") if (root / ".env").is_file() else None
    if found is None or isinstance(found, Skipped):
        return {}
    text = found.data.decode(found.encoding, "replace").removeprefix("\ufeff")
    return {k: v for k, v in dotenv_values(stream=StringIO(text), interpolate=False).items() if v is not None}


def _fill_keys(root: Path, keys: Keys) -> None:
    """Put the fake keys into the copy's `.env`: some programs take them from there and nowhere else."""
    from migrate.edit import EditError, apply_edits
    from migrate.formats import FORMATS
    from migrate.formats.base import FormatError

    found = source.read(root, ".env") if (root / ".env").is_file() else None
    if found is None or isinstance(found, Skipped):
        return
    form = FORMATS["dotenv"]
    try:
        entries = [e for e in form.entries(found) if e.value_span is not None and e.key_path[-1] in keys.fakes]
        edits = [form.replace_value(found, e.value_span, keys.fakes[e.key_path[-1]]) for e in entries if e.value_span]
        (root / ".env").write_bytes(apply_edits(found.data, edits, found.encoding))
    except (FormatError, EditError):
        return  # the program will say what it makes of such a file


def _given(
    plan: Plan, base: Mapping[str, str], files: Mapping[str, str], known: Sequence[str], after: bool
) -> dict[str, str]:
    """Addresses that only the user's own environment knows: read by the code, written nowhere in the tree.

    Before, what the environment says or else the source's; after, the target's, as the user will set it.
    """
    vendor = catalog.load(plan.target if after else plan.source)
    listed = {v.name for i in (plan.source, plan.target) for v in catalog.load(i).variables if v.role == "base_url"}
    read: dict[str, bool] = {}  # variable -> whether the code has a default everywhere
    for site in plan.sites:
        for value in (*(arg.value for arg in site.args), *((site.value,) if site.value is not None else ())):
            for reference in references(value):
                if reference.name in listed or reference.name.endswith(_ADDRESS_WORDS):
                    read[reference.name] = read.get(reference.name, True) and reference.default is not None
    outside = hosts.addresses({n: v for n, v in base.items() if n not in files}, known)
    needed = {name for name, default in read.items() if not default and name not in files and name not in base}
    moved = set(outside) & set(read) if after else set()
    return {name: _address(vendor, str(plan.options.get("platform") or "")) for name in sorted(needed | moved)}


def _address(vendor: Provider, platform: str) -> str:
    try:
        url = vendor.base_url(platform).url
    except KeyError:
        url = vendor.base_url().url
    return url.replace("{resource}", "resource")


def _models(plan: Plan, after: bool) -> tuple[str, ...]:
    """Ids the stand-in takes besides the vendor's own: what the code uses today, or what the user chose."""
    if after:
        chosen = plan.options.get("models")
        return tuple(str(v) for v in chosen.values()) if isinstance(chosen, Mapping) else ()
    found: set[str] = set()
    for site in plan.sites:
        values: list[Any] = [arg.value for arg in site.args if arg.name in ("model", "engine", "azure_deployment")]
        values += [site.value] if site.kind.value in ("model_literal", "config_key", "env_var") else []
        found.update(v.value for v in values if isinstance(v, Literal) and isinstance(v.value, str))
    models = plan.sections.get("models")
    return tuple(found | set(models if isinstance(models, Mapping) else ()))


def _last_lines(root: Path, findings: Iterable[Finding]) -> dict[int, int]:
    read: dict[str, Any] = {}
    lines = {}
    for finding in findings:
        path = finding.site.path
        if path not in read:
            read[path] = source.read(root, path)
        if not isinstance(read[path], Skipped):
            lines[id(finding)] = read[path].line(max(finding.site.span.start, finding.site.span.end - 1))
    return lines


def left_over(plan: Plan) -> tuple[Finding, ...]:
    """Findings a person has to settle; a refusal by the target is often one of them."""
    return tuple(f for f in plan.findings if f.applicability is Applicability.MANUAL)


def _notes(copied: tree.Copied, after: Side, root: Path, linked: Sequence[str]) -> tuple[str, ...]:
    notes = [f"{name} was not set; the runs were given {url}" for name, url in after.assumed.items()]
    if copied.left:
        notes.append(f"not copied: {', '.join(copied.left[:5])} (links that lead out, or unreadable)")
    notes += [
        f"{name} was not copied; --link {name} lets the command use it from where it is"
        for name in ("node_modules", ".venv", "venv")
        if (root / name).is_dir() and name not in linked
    ]
    return tuple(notes)
