"""A project on disk and a plan for it; for the tests of apply and for the crash runs."""

from __future__ import annotations

import os
from pathlib import Path

from migrate import edit, source
from migrate.model import (
    Applicability,
    Finding,
    Plan,
    PlannedFile,
    Severity,
    Site,
    SiteKind,
    Span,
    digest,
)
from migrate.plan.seal import seal

Tree = dict[str, tuple[bytes, int, int]]


def tree(root: Path) -> Tree:
    """Every file below `root` but the journal: bytes, mode, modification time."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in (".migrate", ".git")]
        for name in names:
            path = Path(folder) / name
            info = path.lstat()
            data = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
            found[path.relative_to(root).as_posix()] = (data, info.st_mode, info.st_mtime_ns)
    return found


def contents(root: Path) -> dict[str, tuple[bytes, int]]:
    """As `tree`, without times: writing changes those."""
    return {path: (data, mode) for path, (data, mode, _) in tree(root).items()}


class Project:
    """Files below `root` and the findings about them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.encodings: dict[str, str] = {}
        self.created: set[str] = set()

    def write(self, path: str, data: bytes, *, mode: int = 0o644) -> None:
        """Make a file, with an old modification time."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod(mode)
        os.utime(place, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        return (self.root / path).read_bytes()

    def find(
        self,
        rule: str,
        *changes: tuple[str, str, str],
        applicability: Applicability = Applicability.SAFE,
    ) -> Finding:
        """A finding with an edit for each (path, old text, new text)."""
        edits = []
        for path, old, new in changes:
            read = source.read(self.root, path)
            assert isinstance(read, source.SourceFile)
            self.encodings[path] = read.encoding
            start = read.data.index(old.encode(read.encoding))
            edits.append(edit.make(read, Span(start, start + len(old.encode(read.encoding))), new))
        path = changes[0][0] if changes else "none"
        site = Site(SiteKind.CONFIG, "model", path, Span(0, 1), 1, 1, "toml")
        finding = Finding(rule, site, Severity.WARNING, applicability, rule, tuple(edits))
        self.findings.append(finding)
        return finding

    def create(self, path: str, content: str) -> Finding:
        """A finding that creates a file."""
        new = edit.Edit(path, Span(0, 0), "", digest(b""), content)
        site = Site(SiteKind.CONFIG, "model", path, Span(0, 0), 1, 1, "yaml")
        finding = Finding("gateway", site, Severity.INFO, Applicability.SAFE, "gateway", (new,))
        self.findings.append(finding)
        self.created.add(path)
        return finding

    def plan(self) -> Plan:
        """The sealed plan of all findings."""
        paths = sorted({e.path for finding in self.findings for e in finding.edits})
        files = tuple(
            PlannedFile(path, digest(b""), 0, "utf-8", 0, new=True)
            if path in self.created
            else PlannedFile(path, digest(self.read(path)), len(self.read(path)), self.encodings[path], 0)
            for path in paths
        )
        return seal(
            Plan(
                schema=1,
                id="",
                tool_version="0",
                created="2026-11-23T12:00:00+00:00",
                root=str(self.root),
                source="openai",
                target="zhipu",
                region=None,
                catalog={},
                options={},
                git=None,
                sites=tuple(finding.site for finding in self.findings),
                findings=tuple(self.findings),
                suppressed=(),
                files=files,
                skipped=(),
                estimates=(),
                applyable=True,
            )
        )


def usual(project: Project) -> Plan:
    """Three files of different kinds in two folders, an executable one among them, and a bystander."""
    project.write("settings.toml", b'model = "gpt-4o"\ntemperature = 0\n')
    project.write("run/config.json", b'{\r\n  "model": "gpt-4o"\r\n}\r\n', mode=0o755)
    project.write("run/.env", "# 提示\nOPENAI_MODEL=gpt-4o".encode(), mode=0o600)
    project.write("run/other.txt", b"gpt-4o\n")
    project.find("model-mapping", ("settings.toml", "gpt-4o", "glm-4.7"), ("run/config.json", "gpt-4o", "glm-4.7"))
    project.find("model-mapping", ("run/.env", "gpt-4o", "glm-4.7"))
    project.find("temperature-zero", ("settings.toml", "= 0", "= 0.01"))
    return project.plan()


USUAL_AFTER = {
    "settings.toml": b'model = "glm-4.7"\ntemperature = 0.01\n',
    "run/config.json": b'{\r\n  "model": "glm-4.7"\r\n}\r\n',
    "run/.env": "# 提示\nOPENAI_MODEL=glm-4.7".encode(),
    "run/other.txt": b"gpt-4o\n",
}
