"""`c` in `apply --interactive`: the proposed lines in the person's own editor, and the edit that comes of it.

What is edited are the whole lines a finding touches, as they would stand after it; what is kept is the one
replacement that leads from the old lines to what the person left. It has to parse no worse than before, may not
hold a secret, and may not want the same bytes as a finding that was accepted already.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.cli import options as opt
from migrate.errors import MigrateError

if TYPE_CHECKING:
    from migrate.model import Edit, Finding, Plan
    from migrate.source import SourceFile

_END = "."


def edited(finding: Finding, plan: Plan, root: Path, others: Sequence[Edit]) -> Finding | None:
    """The finding with the person's own edits; None when they gave up. `others` are edits accepted so far."""
    from migrate import source
    from migrate.edit import apply_edits, text_codec
    from migrate.model import Skipped

    new = {file.path for file in plan.files if file.new}
    made: list[Edit] = []
    for path in sorted({edit.path for edit in finding.edits}):
        edits = [edit for edit in finding.edits if edit.path == path]
        read = source.read(root, path) if path not in new else _unborn(path)
        if isinstance(read, Skipped):
            opt.note(f"{path}: {read.detail or read.reason}")
            return None
        first, last = _lines(read, edits)
        after = apply_edits(read.data, edits, read.encoding)
        region = after[first : len(after) - (len(read.data) - last)].decode(text_codec(read.encoding))
        change = _asked(read, path, first, last, region, [*others, *made])
        if change is None:
            return None
        made += change
    return replace(finding, edits=tuple(made))


def _unborn(path: str) -> SourceFile:
    """A file that is to be created."""
    from migrate.source import SourceFile

    return SourceFile(path, b"", "utf-8")


def _lines(source: SourceFile, edits: Sequence[Edit]) -> tuple[int, int]:
    """Where the lines begin and end that edits touch, without the last line's end."""
    starts = [source.line_span(edit.span.start).start for edit in edits]
    ends = [source.line_span(edit.span.end).end for edit in edits]
    return max(source.start, min(starts)), max(*ends, *(edit.span.end for edit in edits))


def _asked(
    source: SourceFile, path: str, first: int, last: int, text: str, others: Sequence[Edit]
) -> list[Edit] | None:
    """The edits from the old lines to the person's; None when they gave up. Faults are said, and asked again."""
    while True:
        said = _edit(text.replace("\r\n", "\n"), path)
        if said is None:
            return None
        fault, change = _judged(source, first, last, said, others)
        if fault is None:
            return change
        opt.out(f"That cannot be taken: {fault}.")
        if not _again():
            return None
        text = said


def _judged(
    source: SourceFile, first: int, last: int, text: str, others: Sequence[Edit]
) -> tuple[str | None, list[Edit]]:
    """Why the text cannot stand there, or None and the edits that put it there."""
    from migrate import gate
    from migrate.edit import apply_edits, conflicts, make, text_codec
    from migrate.model import Span
    from migrate.plan.seal import writes_secret

    codec = text_codec(source.encoding)
    old = source.data[first:last].decode(codec)
    if source.newline != "\n":
        text = text.replace("\n", source.newline)
    head = _common(old, text)
    if head.endswith("\r"):
        head = head[:-1]  # never between the two bytes of a line end
    rest_old, rest_new = old[len(head) :], text[len(head) :]
    tail = _common(rest_old[::-1], rest_new[::-1])[::-1]
    if tail.startswith("\n") and source.newline == "\r\n":
        tail = tail[1:]
    start = first + len(head.encode(codec))
    end = last - len(tail.encode(codec))
    if start == end and len(rest_new) == len(tail):
        return None, []  # as it was before: nothing to change
    try:
        change = make(source, Span(start, end), rest_new[: len(rest_new) - len(tail)])
        if writes_secret(change):
            return "it holds a secret, and those are kept nowhere: read it from a variable", []
        clash = conflicts([*(e for e in others if e.path == source.path), change])
        if clash:
            return "another accepted finding changes the same bytes", []
        fault = gate.worse(source.path, source.data, apply_edits(source.data, [change], source.encoding))
    except MigrateError as error:
        return str(error), []
    return fault, [change]


def _common(one: str, other: str) -> str:
    """What two texts begin with alike."""
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:shared]


def _again() -> bool:
    sys.stdout.write("Edit it again? [Y/n] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() not in ("n", "no", "q")


def _edit(text: str, path: str) -> str | None:
    """The text after the person edited it; None when the editor failed or they gave up."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        return _typed(text)
    with tempfile.TemporaryDirectory(prefix="migrate-edit-") as folder:
        file = Path(folder) / f"proposed{Path(path).suffix}"
        ends = text.endswith("\n")
        file.write_text(text if ends else text + "\n", encoding="utf-8", newline="\n")
        try:
            done = subprocess.run([*shlex.split(command), str(file)], check=False)
            said = file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        except (OSError, ValueError) as error:
            opt.note(f"{command}: {error.strerror if isinstance(error, OSError) else error}; nothing was taken over")
            return None
    if done.returncode:
        opt.note(f"{command} ended with {done.returncode}; nothing was taken over")
        return None
    return said if ends else said.removesuffix("\n")


def _typed(text: str) -> str | None:
    """Lines from the terminal, where no editor is named."""
    from migrate.redact import mask, printable

    opt.out("Neither VISUAL nor EDITOR is set. Proposed:")
    for line in mask(text).split("\n"):
        opt.out(f"  {printable(line)}")
    opt.out(f"Type the lines that should stand there, then a line with only `{_END}` (at once: give up).")
    lines: list[str] = []
    while True:
        line = sys.stdin.readline()
        if not line:
            return None
        if line.rstrip("\r\n") == _END:
            return "\n".join(lines) if lines else None
        lines.append(line.rstrip("\r\n"))
