"""What an apply, a rollback or a recovery did, file by file. The command line prints these."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from migrate.model import Finding


class Outcome(StrEnum):
    """What became of one file."""

    WRITTEN = "written"  # its edits stand on disk
    PLANNED = "planned"  # dry run: it would be written
    ALREADY = "already_applied"  # an earlier apply of this plan wrote exactly these edits
    REFUSED = "refused"  # `reason` says why; the file is as it was
    HELD = "held"  # nothing wrong with it; not written because another file was refused
    RESTORED = "restored"  # rolled back: content, mode and modification time are the old ones
    UNTOUCHED = "untouched"  # rollback: it already was as before
    KEPT = "kept"  # rollback: the run created it and it changed since, so it stays; `reason` says so


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file of an apply or a rollback. `edits` counts the edits carried out, or that would be.

    `before` and `after` are filled only by a dry run, for `diff`. `new` is a file that was not there before.
    """

    path: str
    outcome: Outcome
    edits: int = 0
    reason: str = ""
    before: bytes = field(default=b"", repr=False)
    after: bytes = field(default=b"", repr=False)
    encoding: str = "utf-8"
    new: bool = False

    def diff(self) -> str:
        """Unified diff of what would change, secrets masked; empty but for a dry run."""
        from migrate.edit import unified

        return unified(self.path, self.before, self.after, self.encoding, created=self.new)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A finding that was chosen and not carried out, and why. Its edits are all or none."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was done about a run that had been interrupted: `action` is `undone` or `completed`."""

    run: str
    action: str
    files: tuple[str, ...]  # files that had to be put back


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """What `apply_plan` did, or would do. `run` is the journal's run, None when nothing was written."""

    plan_id: str
    run: str | None
    dry: bool
    files: tuple[FileResult, ...]
    carried_out: tuple[Finding, ...]
    dropped: tuple[Dropped, ...]
    review_left: int  # findings that `--unsafe` would add
    manual_left: int  # findings a person has to settle
    recovered: tuple[Recovery, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Number of files with that outcome."""
        return sum(file.outcome is outcome for file in self.files)

    @property
    def refused(self) -> tuple[FileResult, ...]:
        """Files whose edits were refused."""
        return tuple(file for file in self.files if file.outcome is Outcome.REFUSED)

    @property
    def failed(self) -> bool:
        """True when something that was asked for was refused."""
        return bool(self.refused or self.dropped)

    @property
    def would_change(self) -> bool:
        """True for a dry run that would write a file."""
        return any(file.outcome is Outcome.PLANNED for file in self.files)

    @property
    def no_op(self) -> bool:
        """True when everything asked for already stands in the files, or nothing was asked for."""
        return not self.failed and all(file.outcome is Outcome.ALREADY for file in self.files)


@dataclass(frozen=True, slots=True)
class RollbackResult:
    """What `rollback` did. With a refused file nothing was written.

    `already` is True when the run had been undone before. `recovered` names interrupted runs that
    were set right first; when the asked run was one of them, `files` says which files were put back. `standing`
    names the other runs that are still applied, the oldest first.
    """

    run: str
    already: bool
    files: tuple[FileResult, ...]
    recovered: tuple[Recovery, ...] = ()
    standing: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[FileResult, ...]:
        """Files that changed since the run; they keep every other file from being restored."""
        return tuple(file for file in self.files if file.outcome is Outcome.REFUSED)

    @property
    def failed(self) -> bool:
        """True when the run could not be rolled back."""
        return bool(self.refused)


@dataclass(frozen=True, slots=True)
class Run:
    """One recorded apply. `state` is applied, rolled_back, undone, or one that recovery will end."""

    id: str
    created: str
    state: str
    plan_id: str
    source: str
    target: str
    files: tuple[str, ...]
    edits: int
