"""Every repository of a folder, planned, applied, parsed, planned again and rolled back, for each vendor.

    python -m benchmarks.roundtrip --trees DIR [--to zhipu,moonshot,baichuan] [--upgrade-sdk] [--format json]

The trees are copied first and never changed. A repository is clean for a vendor when every edit is carried out,
no file parses worse, a second plan has none of the edits left, applying again changes nothing, and rollback
brings back every byte. Prints one line per repository and vendor, then each failure with its rule, file and line.
Exit 1 when there is one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from migrate import gate
from migrate.apply import apply_plan, rollback
from migrate.errors import MigrateError
from migrate.model import Finding, Plan
from migrate.plan import build

_APART = (".git", ".migrate", "node_modules")


@dataclass(frozen=True)
class Failure:
    """What went wrong: `step` is apply, parse, again, left or rollback."""

    repository: str
    vendor: str
    step: str
    rule: str
    file: str
    line: int
    detail: str


@dataclass
class Outcome:
    """One repository for one vendor."""

    repository: str
    vendor: str
    files: int = 0
    edits: int = 0
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)


def roundtrip(tree: Path, vendor: str, on: date, *, upgrade: bool = False) -> Outcome:
    """The whole way there and back for a copy of `tree`."""
    outcome = Outcome(tree.name, vendor)
    began = time.perf_counter()

    def fail(step: str, detail: str, rule: str = "", file: str = "", line: int = 0) -> None:
        outcome.failures.append(Failure(tree.name, vendor, step, rule, file, line, detail))

    with tempfile.TemporaryDirectory(prefix="roundtrip-") as folder:
        root = Path(shutil.copytree(tree, Path(folder) / tree.name, symlinks=True, ignore=_ignored))
        before = digests(root)
        try:
            plan = _plan(root, vendor, on, upgrade)
            done = apply_plan(plan, root, unsafe=True, partial=True, allow_dirty=True)
            for refused in done.refused:
                fail("apply", refused.reason, file=refused.path)
            for dropped in done.dropped:
                site = dropped.finding.site
                fail("apply", dropped.reason, dropped.finding.rule, site.path, site.line)
            outcome.files = sum(file.edits > 0 for file in done.files)
            outcome.edits = sum(file.edits for file in done.files)
            for path in (file.path for file in done.files if file.edits):
                fault = gate.worse(path, (tree / path).read_bytes(), (root / path).read_bytes())
                if fault:
                    fail("parse", fault, file=path)
            after = digests(root)
            again = apply_plan(plan, root, unsafe=True, partial=True, allow_dirty=True)
            if not done.failed and not again.no_op:
                fail("again", "a second apply is not a no-op")
            if digests(root) != after:
                fail("again", "a second apply changed files")
            # What lost its bytes to another finding may be carried out the second time; what was done may not.
            may_stay = _kinds(plan.findings) - _kinds(done.carried_out)
            wanted = [f for f in _plan(root, vendor, on, upgrade).findings if f.edits and f.applicability != "manual"]
            stayed = _kinds(wanted) - may_stay
            for finding in wanted:
                if stayed[_kind(finding)] > 0:
                    site = finding.site
                    fail("left", f"{finding.parameter}: {finding.message}", finding.rule, site.path, site.line)
            if done.run is not None:
                back = rollback(root, done.run)
                for refused in back.refused:
                    fail("rollback", refused.reason, file=refused.path)
        except MigrateError as error:
            fail("apply", str(error))
        for name, _ in sorted(set(before.items()) ^ set(digests(root).items())):
            fail("rollback", "not as before", file=name)
    outcome.seconds = time.perf_counter() - began
    return outcome


def _kind(finding: Finding) -> tuple[str, str | None, str]:
    return finding.rule, finding.parameter, finding.site.path


def _kinds(findings: Iterable[Finding]) -> Counter[tuple[str, str | None, str]]:
    return Counter(map(_kind, findings))


def _plan(root: Path, vendor: str, on: date, upgrade: bool) -> Plan:
    return build.build(build.settings(root, to=vendor, on=on, upgrade_sdk=upgrade))


def _ignored(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name in _APART]


def digests(root: Path) -> dict[str, str]:
    """SHA-256 of every regular file but the tool's own."""
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and not set(path.relative_to(root).parts) & set(_APART)
    }


def trees(folder: Path) -> Iterator[Path]:
    """The repositories in a folder."""
    yield from sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def main() -> int:
    """Run all of it and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trees", type=Path, required=True, help="folder with one repository per subfolder")
    parser.add_argument("--to", default="zhipu,moonshot,baichuan", help="vendors, separated by commas")
    parser.add_argument("--upgrade-sdk", action="store_true", help="bring old SDK majors to the current one")
    parser.add_argument("--at", default="2026-11-23", help="date that models are chosen for")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options = parser.parse_args()
    outcomes = []
    for tree in trees(options.trees):
        for vendor in options.to.split(","):
            outcome = roundtrip(tree, vendor, date.fromisoformat(options.at), upgrade=options.upgrade_sdk)
            outcomes.append(outcome)
            if options.format == "text":
                state = f"{len(outcome.failures)} failures" if outcome.failures else "clean"
                print(
                    f"{outcome.repository:44} {vendor:10} {outcome.files:4} files {outcome.edits:5} edits "
                    f"{outcome.seconds:6.1f} s  {state}",
                    flush=True,
                )
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    if options.format == "json":
        print(json.dumps([asdict(outcome) for outcome in outcomes], indent=1))
    else:
        for f in failures:
            print(f"{f.repository} -> {f.vendor}: {f.step}: {f.rule} {f.file}:{f.line}: {f.detail[:200]}")
        print(f"{len(outcomes)} runs, {sum(o.edits for o in outcomes)} edits, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
