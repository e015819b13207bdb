"""From a plan to new file contents, in memory: what is chosen, what is refused and why. Writes nothing."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from migrate.apply import created
from migrate.apply.files import Tree, Unfit
from migrate.apply.journal import Journal, State
from migrate.apply.results import Dropped
from migrate.edit import EditError, apply_edits, order, swaps
from migrate.errors import UsageError
from migrate.gate import Gate, narrows
from migrate.model import Applicability, Edit, Finding, Plan, PlannedFile, digest
from migrate.redact import printable

_AGAIN = "make a new plan"


@dataclass(frozen=True, slots=True)
class Change:
    """One file that can be written."""

    file: PlannedFile
    edits: tuple[Edit, ...]
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)
    info: os.stat_result | None = field(repr=False)  # None for a file that is to be created

    @property
    def edits_sha256(self) -> str:
        """Digest of the edits: the same edits, the same digest."""
        return edits_digest(self.edits)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an apply would do. `refused` maps a path to why; `gated` are those the parse gate refused."""

    changes: tuple[Change, ...]
    already: tuple[tuple[str, int], ...]  # path and number of edits
    refused: Mapping[str, str]
    gated: frozenset[str]
    findings: tuple[Finding, ...]
    dropped: tuple[Dropped, ...]


def choose(plan: Plan, *, unsafe: bool, only: Collection[str], skip: Collection[str]) -> tuple[Finding, ...]:
    """The findings to carry out: safe ones, with `unsafe` those for review too; manual ones never.

    `only` and `skip` are rule names; UsageError when the plan has no finding of such a rule.
    """
    rules = {finding.rule for finding in plan.findings}
    for name in (*only, *skip):
        if name not in rules:
            known = ", ".join(sorted(rules)) or "none"
            raise UsageError(f"the plan has no finding of the rule {printable(name)!r}; it has {known}")
    wanted = {Applicability.SAFE} | ({Applicability.REVIEW} if unsafe else set())
    return tuple(
        finding
        for finding in plan.findings
        if finding.edits
        and finding.applicability in wanted
        and (not only or finding.rule in only)
        and finding.rule not in skip
    )


def edits_digest(edits: Sequence[Edit]) -> str:
    """Digest of the edits of one file, which are in their order."""
    rows = [(e.span.start, e.span.end, e.before_sha256, e.after) for e in edits]
    return digest(json.dumps(rows).encode("ascii"))


class Drafting:
    """`draft` while files are written: what parses worse is told at the end, when everything is staged.

    Parsing takes as long as writing. `drafted` is what would be written if nothing parsed worse; `refuse` makes
    the next one without the files that do, and is to be asked before any of them takes its place.
    """

    def __init__(
        self, tree: Tree, plan: Plan, chosen: Sequence[Finding], recorded: Sequence[Journal], gate: Gate
    ) -> None:
        # What an earlier run left out as it parsed worse has to be known before its files are compared.
        self._waits = bool(_done(plan, recorded))
        self._drafter = _Drafter(tree, plan, recorded, gate, waits=self._waits)
        self._chosen = tuple(chosen)
        self.drafted = self._drafter.draft(self._chosen)

    def faults(self) -> dict[str, str]:
        """Which files of `drafted` would parse worse, and why; waits until that is known."""
        return {} if self._waits else self._drafter.faults(change.file.path for change in self.drafted.changes)

    def refuse(self, faults: Mapping[str, str]) -> None:
        """Draft again without the files that would parse worse."""
        self._drafter.refuse(faults)
        self.drafted = self._drafter.draft(self._chosen)


def draft(
    tree: Tree, plan: Plan, chosen: Sequence[Finding], recorded: Sequence[Journal], gate: Gate
) -> Draft:
    """Compute the new contents. Refused are files that are not as planned, and those that would parse
    worse; a finding with an edit in a refused file is dropped as a whole.

    A file that a recorded run of this very plan left as it is now, with the same edits, is `already` done.
    """
    return _Drafter(tree, plan, recorded, gate).draft(tuple(chosen))


class _Drafter:
    """Reads each file once; tries again without the findings of a refused file until all fit."""

    def __init__(
        self, tree: Tree, plan: Plan, recorded: Sequence[Journal], gate: Gate, *, waits: bool = True
    ) -> None:
        self.tree = tree
        self.gate = gate
        self.waits = waits  # for the parse gate, before a file counts as fit
        self.files = {file.path: file for file in plan.files}
        self.done = _done(plan, recorded)
        self.refused: dict[str, str] = {}
        self.gated: set[str] = set()
        self.read: dict[str, tuple[bytes, os.stat_result | None]] = {}
        self.written: set[str] = set()  # as an earlier run of this plan left them
        self.there: set[str] = set()  # of those, files to be created that are there just so
        self.changes: dict[str, Change] = {}

    def draft(self, chosen: tuple[Finding, ...]) -> Draft:
        kept, dropped, edits = chosen, dict[int, str](), _by_path(chosen)
        for path, wanted in edits.items():
            if path in self.read or path in self.refused or path in self.written:
                continue  # looked at before
            if self.files[path].new:
                self._look_for(path, wanted)
            else:
                self._read(path)
            if path in self.read:
                self._edit(path, wanted)  # at once: the gate looks at it while the next ones are read
        self._refuse_collisions()
        while True:
            before, dropped = len(dropped), self._dropped(chosen)
            if len(dropped) != before:
                kept = tuple(finding for finding in chosen if id(finding) not in dropped)
                edits = _by_path(kept)
            if not self._all_fit({path: edits[path] for path in edits if path not in self.written}):
                continue
            again = [self._same_again(path, edits[path]) for path in edits if path in self.written - self.there]
            if all(again):
                break
        return Draft(
            tuple(self.changes[path] for path in edits if path not in self.written),
            tuple((path, len(edits[path])) for path in edits if path in self.written),
            dict(sorted(self.refused.items())),
            frozenset(self.gated),
            kept,
            tuple(Dropped(finding, dropped[id(finding)]) for finding in chosen if id(finding) in dropped),
        )

    def _read(self, path: str) -> None:
        try:
            data, info = self.tree.read(path)
        except Unfit as unfit:
            self.refused[path] = str(unfit)
            return
        now = digest(data)
        if now == self.files[path].sha256:
            self.read[path] = (data, info)
        elif path in self.done and now == self.done[path][1]:
            self.written.add(path)
        else:
            self.refused[path] = f"has changed since the plan was made; {_AGAIN}"

    def _look_for(self, path: str, edits: tuple[Edit, ...]) -> None:
        """See whether a file that is to be created can be."""
        try:
            found = created.content(self.tree, path)
            if found is None:
                self.read[path] = (b"", None)
            elif found == apply_edits(b"", edits, self.files[path].encoding):
                self.written.add(path)
                self.there.add(path)
            else:
                self.refused[path] = "is to be created and is there already, with other content; move it away first"
        except (Unfit, EditError) as error:
            self.refused[path] = str(error)

    def _refuse_collisions(self) -> None:
        """Two planned names may be one file where upper and lower case are the same."""
        for path, other in collisions({path: info for path, (_, info) in self.read.items() if info}):
            self.refused[path] = f"is the same file as {printable(other)} on this file system; {_AGAIN}"

    def _dropped(self, chosen: tuple[Finding, ...]) -> dict[int, str]:
        dropped: dict[int, str] = {}
        if not self.refused:
            return dropped
        for finding in chosen:
            path = next((edit.path for edit in finding.edits if edit.path in self.refused), None)
            if path is not None:
                dropped[id(finding)] = f"{printable(path)} {self.refused[path]}"
        return dropped

    def _all_fit(self, edits: Mapping[str, tuple[Edit, ...]]) -> bool:
        """Compute the files' new contents; False when one of them is refused."""
        for path, wanted in edits.items():
            known = self.changes.get(path)
            if known is None or known.edits != wanted:
                self._edit(path, wanted)
        if self.waits:
            self.refuse(self.faults(edits))
        return all(path not in self.refused for path in edits)

    def _edit(self, path: str, edits: tuple[Edit, ...]) -> None:
        """Compute one file's new content, and begin to judge it."""
        before, info = self.read[path]
        try:
            after = apply_edits(before, edits, self.files[path].encoding)
        except EditError as error:
            self.refused[path] = f"cannot be edited as planned ({error}); {_AGAIN}"
        else:
            self.changes[path] = Change(self.files[path], edits, before, after, info)
            known = swaps(before, edits, self.files[path].encoding) if narrows(path) else ()
            self.gate.add(path, before, after, known)

    def faults(self, paths: Iterable[str]) -> dict[str, str]:
        """Which of these files would parse worse."""
        found = self.gate.faults()
        return {path: found[path] for path in paths if path in found}

    def refuse(self, faults: Mapping[str, str]) -> None:
        """Leave files alone that would parse worse."""
        for path, fault in faults.items():
            self.refused[path] = f"is left as it is: {fault}"
            self.gated.add(path)

    def _same_again(self, path: str, edits: tuple[Edit, ...]) -> bool:
        """Whether an earlier run made just these edits; else the file is refused."""
        run, _, made = self.done[path]
        if made == edits_digest(edits):
            return True
        self.refused[path] = f"was already changed by run {run} with other edits of this plan; {_AGAIN}"
        return False


def collisions(infos: Mapping[str, os.stat_result]) -> tuple[tuple[str, str], ...]:
    """Paths that are the same file as another of them, each with that other."""
    groups: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for path, info in infos.items():
        if info.st_ino:
            groups[info.st_dev, info.st_ino].append(path)
    shared = [sorted(group) for group in groups.values() if len(group) > 1]
    return tuple((path, next(p for p in group if p != path)) for group in shared for path in group)


def _by_path(findings: Sequence[Finding]) -> dict[str, tuple[Edit, ...]]:
    """Edits by file, in the order they stand there, identical ones once; files sorted."""
    found: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in order(edit for finding in findings for edit in finding.edits):
        found[edit.path].append(edit)
    return {path: tuple(found[path]) for path in sorted(found)}


def _done(plan: Plan, recorded: Sequence[Journal]) -> dict[str, tuple[str, str, str]]:
    """What the runs of this plan that still stand did: path -> run, digest after, digest of its edits."""
    done = {}
    for run in recorded:
        if run.plan_id == plan.id and run.state() is State.APPLIED:
            for entry in run.entries:
                done[entry.path] = (run.id, entry.after, entry.edits_sha256)
    return done
