"""The unified diff of a plan, made from the files as they are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from migrate import edit, source
from migrate.model import Applicability, Edit, Plan, Skipped


def of(
    plan: Plan, root: Path, applicabilities: Iterable[Applicability] = (Applicability.SAFE, Applicability.REVIEW)
) -> dict[str, str]:
    """Path -> unified diff of the edits with these applicabilities, secrets masked.

    A file that has changed since the plan was made gets one line saying so instead of a diff.
    """
    wanted = set(applicabilities)
    edits: dict[str, list[Edit]] = defaultdict(list)
    for finding in plan.findings:
        if finding.applicability in wanted:
            for entry in finding.edits:
                edits[entry.path].append(entry)
    known = {file.path: file for file in plan.files}
    shown = {}
    for path in sorted(edits):
        if known[path].new:
            after = edit.apply_edits(b"", edits[path], known[path].encoding)
            shown[path] = edit.unified(path, b"", after, known[path].encoding, created=True)
            continue
        read = source.read(root, path)
        if isinstance(read, Skipped) or read.sha256 != known[path].sha256:
            shown[path] = f"# {path}: changed since the plan was made; no diff\n"
            continue
        after = edit.apply_edits(read.data, edits[path], read.encoding)
        shown[path] = edit.unified(path, read.data, after, read.encoding)
    return shown
