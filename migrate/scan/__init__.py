"""Files to sites: walk, prefilter, index, detect; one bad file never spoils the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.languages import LANGUAGES, language_of, leaving, let_go, project_of
from migrate.languages.base import FileScan, ModuleIndex, ParseTimeoutError, Project
from migrate.languages.indexes import Indexes
from migrate.model import Site, Skipped
from migrate.scan import config, prompts, scripts, senders
from migrate.scan.workers import run
from migrate.source import SourceFile, read
from migrate.walk import walk
from migrate.wrappers import Wrapper

_folders: dict[str, bool] = {}  # seen to be below the root during this scan, in this process
_reading = ""  # the project whose files are looked at, in this process
_ROUNDS = 3  # how many imports away a constant may stand in a file without any sign of its own


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """`only` restricts the files walked; `workers` 0 means as many as there are processors.

    `exclude` are gitignore patterns of paths to leave out; `only_config` leaves source code out.
    `wrappers` are called like the SDK. `leaving` is the vendor whose models are looked for beside OpenAI's.
    """

    only: Path | None = None
    workers: int = 0
    exclude: tuple[str, ...] = ()
    only_config: bool = False
    wrappers: tuple[Wrapper, ...] = ()
    leaving: str = "openai"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Every site below a root, sorted by path and place, and what was not read and why.

    `listed` is every file below the root, read or not; None when only some of it was walked.
    """

    sites: tuple[Site, ...]
    skipped: tuple[Skipped, ...]
    files: int  # read, not counting those skipped
    bytes: int
    parse_error_files: tuple[str, ...]
    listed: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What the first pass found in a file."""

    path: str
    size: int = 0
    hot: bool = False  # it may hold a site
    calls: frozenset[str] = frozenset()  # names called in it, for languages that index on demand
    sends: frozenset[str] = frozenset()  # functions of a file without a sign, that send what they are given
    index: ModuleIndex | None = None  # for the others
    config: FileScan | None = None
    skipped: Skipped | None = None


def scan(root: Path, options: ScanOptions | None = None) -> ScanResult:
    """All sites below `root`. Reads files only; runs nothing of what it reads."""
    options = options or ScanOptions()
    _folders.clear()
    found = walk(root, only=options.only)
    files = frozenset(found.files)
    less = options.only_config
    wanted = [
        p for p in _kept(found.files, options.exclude)
        if config.wants(p) or (language_of(p) is not None and not less)
        or scripts.wants(found.root, p, only_config=less)
    ]  # fmt: skip
    first = run(_look, found.root, wanted, _words(options), _lost, options.workers)
    first = _with_senders(first)
    # Language by language, so that only one of them keeps files in memory.
    hot = tuple(sorted((r.path for r in first if r.hot), key=lambda path: (project_of(path), path)))
    state = (options.leaving, _projects(found.root, first, files, options))
    try:
        second = run(_detect, found.root, hot, state, _lost_sites, options.workers)
    finally:
        leaving.turn_to("openai")

    sites: list[Site] = []
    skipped = [*found.skipped, *(r.skipped for r in first if r.skipped is not None)]
    broken: set[str] = set()
    for path, result in [*((r.path, r.config) for r in first), *zip(hot, second, strict=True)]:
        if result is not None:
            sites += result.sites
            skipped += result.skipped
            broken |= {path} if result.parse_errors else set()
    sites = prompts.settle(found.root, sites, files)
    unread = {s.path for s in skipped if s.reason in ("parse_timeout", "internal_error")}
    return ScanResult(
        sites=tuple(sorted(sites, key=lambda s: (s.path, s.span.start, s.span.end, s.kind.value, s.api))),
        skipped=tuple(sorted(set(skipped), key=lambda s: (s.path, s.reason, s.detail))),
        files=sum(r.skipped is None and r.path not in unread for r in first),
        bytes=sum(r.size for r in first),
        parse_error_files=tuple(sorted(broken)),
        listed=files if options.only is None else None,
    )


def _with_senders(first: list[_Read]) -> list[_Read]:
    """What the first pass found, with files that send what the code of others gives them."""
    called = frozenset(name for r in first if r.hot for name in r.calls)
    return [replace(r, hot=True) if r.sends and not r.sends.isdisjoint(called) else r for r in first]


def _kept(files: tuple[str, ...], exclude: tuple[str, ...]) -> tuple[str, ...]:
    """The files that no pattern leaves out."""
    if not exclude:
        return files
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(exclude)
    return tuple(path for path in files if not spec.match_file(path))


def _follow_imports(
    root: Path, indexes: dict[str, ModuleIndex], files: frozenset[str], workers: int
) -> None:
    """Index also the files that those with signs use: a constant may stand in any of them."""
    new = dict(indexes)
    for _ in range(_ROUNDS):
        wanted: set[str] = set()
        for path, index in new.items():
            name = language_of(path)
            if name is not None:
                wanted.update(LANGUAGES[name].dependencies(index, files))
        missing = sorted(wanted - indexes.keys())
        if not missing:
            return
        found = run(_index, root, missing, None, _lost, workers)
        new = {r.path: r.index for r in found if r.index is not None}
        indexes.update(new)


def _words(options: ScanOptions) -> re.Pattern[bytes] | None:
    """What stands in a file that calls a wrapper or names a model of the vendor left, though it names no SDK."""
    words = sorted({word for wrapper in options.wrappers for word in wrapper.words})
    called = [rb"\b(?:" + b"|".join(map(re.escape, words)) + rb")\b"] if words else []
    begins = leaving.words(options.leaving)
    named = [rb"[\"'`/](?:" + b"|".join(map(re.escape, begins)) + rb")"] if begins else []
    return re.compile(b"|".join(called + named)) if called or named else None


def _projects(root: Path, first: list[_Read], files: frozenset[str], options: ScanOptions) -> dict[str, Project]:
    """What the files of each language may ask of each other."""
    eager = {r.path: r.index for r in first if r.index is not None}
    _follow_imports(root, eager, files, options.workers)
    indexed: dict[str, dict[str, ModuleIndex]] = {}
    for path, index in eager.items():
        indexed.setdefault(project_of(path), {})[path] = index
    modules: dict[str, Mapping[str, ModuleIndex]] = {**indexed}
    for project in {project_of(r.path) for r in first if r.hot and r.index is None}:
        own = [r for r in first if r.hot and project_of(r.path) == project]
        modules[project] = Indexes(root, project, [r.path for r in own], files, {r.path: r.calls for r in own})
    return {name: Project(files, found, options.wrappers) for name, found in modules.items()}


# --- tasks: run in workers, one file each ----------------------------------------------------------


def _look(root: Path, path: str, words: re.Pattern[bytes] | None) -> _Read:
    """First pass: find the code that shows a sign, and read configuration completely."""
    source = read(root, path, folders=_folders)
    if isinstance(source, Skipped):
        return _Read(path, skipped=source)
    name = language_of(path)
    index: ModuleIndex | None = None
    hot, calls, sends = False, None, frozenset[str]()
    settings: FileScan | None = None
    try:
        if name is not None and (LANGUAGES[name].prefilter(source.data) or (words and words.search(source.data))):
            hot, calls = True, LANGUAGES[name].calls(source.data)
            index = LANGUAGES[name].index(source) if calls is None else None
        elif name is not None:
            sends = senders.functions(name, source.data)
            calls = LANGUAGES[name].calls(source.data) if sends else None
        if config.wants(path):
            settings = config.sites(source)
        elif name is None:
            settings = scripts.sites(source)
    except Exception as error:
        return _Read(path, len(source.data), skipped=_failed(source, error))
    return _Read(path, len(source.data), hot, calls or frozenset(), sends, index, settings)


def _index(root: Path, path: str, _state: None) -> _Read:
    source = read(root, path, folders=_folders)
    name = language_of(path)
    if isinstance(source, Skipped) or name is None:
        return _Read(path)
    try:
        return _Read(path, len(source.data), index=LANGUAGES[name].index(source))
    except Exception:  # reported, if at all, by the first pass: this file has no site of its own
        return _Read(path)


def _detect(root: Path, path: str, state: tuple[str, dict[str, Project]]) -> FileScan:
    vendor, projects = state
    leaving.turn_to(vendor)
    source = read(root, path, folders=_folders)
    if isinstance(source, Skipped):
        return FileScan(skipped=(source,))
    name = language_of(path) or ""
    _turn_to(project_of(path), projects)
    try:
        return LANGUAGES[name].sites(source, projects[project_of(path)])
    except Exception as error:
        return FileScan(skipped=(_failed(source, error),))


def _turn_to(project: str, projects: dict[str, Project]) -> None:
    """What is kept of the files of another language is let go."""
    global _reading
    if _reading not in ("", project):
        let_go(_reading)
        before = projects.get(_reading)
        if before is not None and isinstance(before.modules, Indexes):
            before.modules.let_go()
    _reading = project


def _failed(source: SourceFile, error: Exception) -> Skipped:
    """A file our own code could not cope with is named; the others go on."""
    if isinstance(error, ParseTimeoutError):
        return Skipped(source.path, "parse_timeout", str(error))
    return Skipped(source.path, "internal_error", f"{type(error).__name__}: {error}"[:200])


def _lost(skipped: Skipped) -> _Read:
    return _Read(skipped.path, skipped=skipped)


def _lost_sites(skipped: Skipped) -> FileScan:
    return FileScan(skipped=(skipped,))
