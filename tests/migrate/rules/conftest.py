"""A codebase in a folder, assessed and migrated as the real thing is: scan, assess, apply, rollback."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from migrate import assess as assessing
from migrate.edit import apply_edits
from migrate.languages import LANGUAGES, language_of
from migrate.model import Applicability, Edit, Finding, Skipped
from migrate.rules.base import Context
from migrate.scan import ScanOptions, ScanResult, scan
from migrate.source import SourceFile, read
from providers import catalog

ON = datetime.date(2026, 11, 23)


@dataclass
class World:
    """One migration of one folder."""

    root: Path
    to: str = "zhipu"
    source: str = "openai"
    platform: str | None = None
    region: str | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    style: str = "inline"
    upgrade_sdk: bool = False

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for path, text in files.items():
            place = self.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text if isinstance(text, bytes) else text.encode())

    def scan(self) -> ScanResult:
        return scan(self.root, ScanOptions(workers=1, leaving=self.source))

    def read(self, path: str) -> SourceFile | None:
        found = read(self.root, path)
        return None if isinstance(found, Skipped) else found

    def context(self, scanned: ScanResult) -> Context:
        target = catalog.load(self.to)
        platform = self.platform or target.platforms[0].id
        return Context(
            source=catalog.load(self.source),
            target=target,
            platform=platform,
            region=self.region,
            on=ON,
            model_overrides=self.models,
            read=self.read,
            sites=scanned.sites,
            style=self.style,
            upgrade_sdk=self.upgrade_sdk,
        )

    def assess(self, rules: Sequence[str] = ()) -> assessing.Assessment:
        scanned = self.scan()
        return assessing.assess(scanned, self.context(scanned), rules)

    def bytes(self) -> dict[str, bytes]:
        return {
            p.relative_to(self.root).as_posix(): p.read_bytes()
            for p in sorted(self.root.rglob("*"))
            if p.is_file() and ".migrate" not in p.parts
        }

    def migrate(self, findings: Sequence[Finding], *, unsafe: bool = False) -> None:
        """Carry the edits out on the files, and see that none parses worse than before."""
        for path, edits in chosen(findings, unsafe=unsafe).items():
            place = self.root / path
            source = self.read(path)
            if source is None:  # to be created
                assert not place.exists()
                place.write_bytes(apply_edits(b"", edits, "utf-8"))
                continue
            after = apply_edits(source.data, edits, source.encoding)
            name = language_of(path)
            if name is not None:
                assert LANGUAGES[name].parse_errors(after) <= LANGUAGES[name].parse_errors(source.data), after
            place.write_bytes(after)


def chosen(findings: Sequence[Finding], *, unsafe: bool) -> dict[str, list[Edit]]:
    """The edits `apply` would carry out, by file."""
    levels = {Applicability.SAFE, Applicability.REVIEW} if unsafe else {Applicability.SAFE}
    found: dict[str, list[Edit]] = {}
    for finding in findings:
        if finding.applicability in levels:
            for edit in finding.edits:
                found.setdefault(edit.path, []).append(edit)
    return found


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Makes a world: `world({"app.py": "..."}, to="moonshot")`.

    Without git on the path, so that a walk of three files does not start a process.
    """
    monkeypatch.setenv("PATH", str(tmp_path))
    count = 0

    def make(files: Mapping[str, str | bytes], **options: object) -> World:
        nonlocal count
        count += 1
        root = tmp_path / f"w{count}"
        root.mkdir()
        made = World(root, **options)  # type: ignore[arg-type]
        made.write(files)
        return made

    return make
