"""Which files of a tree are looked at: what git would track, else a gitignore-aware walk.

Symbolic links are never followed. A hostile repository's own git configuration can name programs to
run (`core.fsmonitor`, hooks, transports); every such door is closed before git is asked.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.errors import UsageError
from migrate.model import Skipped
from migrate.redact import printable

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GIT_TIMEOUT_SECONDS = 120

NEVER = frozenset({".git", ".hg", ".svn", ".migrate"})
"""Folders that are no part of the code; not even mentioned."""

CACHES = frozenset(
    {
        "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".nox", ".eggs", ".next",
        ".nuxt", ".svelte-kit", ".terraform", ".gradle", ".hypothesis", ".ipynb_checkpoints", ".turbo",
    }
)  # fmt: skip
"""Folders of tools' own output; not even mentioned."""

INSTALLED = frozenset({"node_modules", "bower_components", ".venv", "site-packages", ".yarn", ".pnpm-store"})
"""Folders of other people's code; skipped and mentioned once."""

# A name that is also used for one's own code counts only beside, or with, what gives it away.
_WITH_SIBLING = {
    "vendor": ("go.mod", "composer.json", "Gemfile"),
    "dist": ("package.json", "pyproject.toml", "setup.py"),
    "target": ("Cargo.toml", "pom.xml"),
}
_VIRTUALENVS = frozenset({"venv", "env", "virtualenv"})
_ENVIRONMENT = re.compile(r"\.(?:env(?:\..+)?|flaskenv|dev\.vars)\Z")
_DENIED = re.compile(rb"could not open directory '(.+?)/?': (.+)")


@dataclass(frozen=True, slots=True)
class Walk:
    """Files below `root` with `/`, sorted; `git` tells whether git made the list."""

    root: Path
    files: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    git: bool


def walk(root: Path, *, only: Path | None = None) -> Walk:
    """List the files below `root`, or below `only` (a file or folder in it; named, it is not ignored).

    What git ignores is left out, but for `.env` files in folders that are looked at. `root` may be a single
    file. Raises UsageError when a path does not exist or `only` is outside.
    """
    root = Path(os.path.abspath(root))
    if not os.path.lexists(root):
        raise UsageError(f"{printable(str(root))}: no such file or folder")
    if not root.is_dir():
        root, only = root.parent, root
    if only is not None:
        target = Path(os.path.abspath(root / only))
        if not target.is_relative_to(root):
            raise UsageError(f"{printable(str(only))}: is not inside {printable(str(root))}")
        if not os.path.lexists(target):
            raise UsageError(f"{printable(str(only))}: no such file or folder")
        relative = target.relative_to(root).as_posix()
        if not target.is_dir() or target.is_symlink():
            files, skipped = _sift(root, [relative], named=True)
            return Walk(root, tuple(files), tuple(skipped), git=False)
        if relative != ".":
            below = walk(target)
            prefix = relative + "/"
            return Walk(
                root,
                tuple(prefix + name for name in below.files),
                tuple(Skipped(prefix + item.path, item.reason, item.detail) for item in below.skipped),
                below.git,
            )
    listed = _git_files(root)
    names, denied = listed if listed is not None else _scan(root)
    names = sorted({*names, *_environment_files(root, names)})
    files, skipped = _sift(root, names)
    return Walk(root, tuple(files), tuple(sorted(denied + skipped, key=_by_path)), git=listed is not None)


def _environment_files(root: Path, names: Iterable[str]) -> set[str]:
    """`.env` files beside the listed ones. They are ignored nearly everywhere, and yet what a program reads."""
    found = set()
    for folder in {name.rstrip("/").rpartition("/")[0] for name in names} | {""}:
        try:
            present = os.listdir(root / folder)
        except OSError:
            continue  # reported, or a tracked folder that is gone
        found |= {f"{folder}/{name}" if folder else name for name in present if _ENVIRONMENT.match(name)}
    return found


def _by_path(item: Skipped) -> tuple[str, str]:
    return item.path, item.reason


# --- with git ------------------------------------------------------------------------------------


def git_command(root: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Command and environment to ask git something about `root` without running its programs."""
    command = [
        "git", "-C", str(root), "--no-pager",
        "-c", "core.fsmonitor=false",
        "-c", f"core.hooksPath={os.devnull}",
        "-c", "core.sshCommand=false",
        "-c", "credential.helper=",
        "-c", "core.quotePath=false",
        *arguments,
    ]  # fmt: skip
    # GIT_DIR and its kin would point git at another repository (as inside a hook).
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    return command, env


def _git_files(root: Path) -> tuple[list[str], list[Skipped]] | None:
    """Names git would list and folders it could not read; None when git has nothing to say."""
    if shutil.which("git") is None:  # a process that only finds that out costs more
        return None
    command, env = git_command(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        done = subprocess.run(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=GIT_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0 or not done.stdout:
        return None  # no repository, not trusted, or a folder that the repository ignores as a whole
    names = sorted({os.fsdecode(name) for name in done.stdout.split(b"\0") if name})
    denied = [
        Skipped(printable(os.fsdecode(match[1])), "unreadable", match[2].decode("ascii", "replace"))
        for match in _DENIED.finditer(done.stderr)
    ]
    return names, denied


# --- without git ---------------------------------------------------------------------------------


def _scan(root: Path) -> tuple[list[str], list[Skipped]]:
    """Every file but the ignored, by the `.gitignore` files of the tree; folders end in `/`."""
    names: list[str] = []
    denied: list[Skipped] = []
    pending: list[tuple[str, tuple[tuple[str, _Patterns], ...]]] = [("", ())]
    while pending:
        folder, specs = pending.pop()
        try:
            with os.scandir(root / folder) as iterator:
                entries = sorted(iterator, key=lambda entry: entry.name)
        except OSError as error:
            denied.append(Skipped(printable(folder.rstrip("/")) or ".", "unreadable", error.strerror or ""))
            continue
        present = {entry.name for entry in entries}
        if ".gitignore" in present:
            spec = _ignore_file(root / folder / ".gitignore")
            if spec is not None:
                specs = (*specs, (folder, spec))
        for entry in entries:
            name = folder + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name in NEVER or _ignored(name + "/" if is_folder else name, specs):
                continue
            if not is_folder:
                names.append(name)
            elif ".git" in _children(entry.path):
                names.append(name + "/")  # a repository of its own: git does not look inside either
            elif _installed(root, name) is None and entry.name not in CACHES:
                pending.append((name + "/", specs))
            elif entry.name not in CACHES:
                names.append(name + "/.")
    return sorted(names), denied


def _children(folder: str) -> frozenset[str]:
    """`.git` when the folder has one. A probe instead of a listing, for speed."""
    return frozenset({".git"}) if os.path.lexists(os.path.join(folder, ".git")) else frozenset()


class _Patterns:
    """What a `.gitignore` says of entries of its folder and of those below."""

    def __init__(self, spec: GitIgnoreSpec) -> None:
        given: list[tuple[bool, re.Pattern[str]]] = [
            (bool(p.include), p.regex) for p in spec.patterns if p.include is not None and p.regex is not None
        ]
        # The last one that matches has the say. The library marks with `ps_d` what matches by a folder.
        self._each = [(include, regex, "ps_d" in regex.groupindex) for include, regex in reversed(given)]
        # All in one, as most names are matched by none.
        self._any = re.compile("|".join(f"(?:{_unmarked(regex.pattern)})" for _, regex in given) or r"(?!)")

    def verdict(self, name: str) -> bool | None:
        """What the last pattern that matches `name` itself says; None when none does.

        A match through a folder above does not count: folders have been judged before what is in them.
        """
        if self._any.match(name) is None:
            return None
        for include, regex, marked in self._each:
            for match in regex.finditer(name):
                if not marked or match.end("ps_d") in (-1, len(name)):
                    return include
        return None


def _unmarked(pattern: str) -> str:
    """The pattern, matched from the start, without a name of a group: the mark is the last thing in it."""
    before, mark, after = pattern.rpartition("(?P<ps_d>")
    unnamed = f"{before}(?:{after}" if mark else pattern
    return unnamed if unnamed.startswith("^") else f"(?s:.*){unnamed}"


def _ignore_file(path: Path) -> _Patterns | None:
    from pathspec import GitIgnoreSpec

    try:
        if not stat.S_ISREG(os.lstat(path).st_mode) or path.stat().st_size > 1_000_000:
            return None
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    try:
        return _Patterns(GitIgnoreSpec.from_lines(lines))
    except ValueError:  # one broken pattern: git passes over it and obeys the others
        good = []
        for line in lines:
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                continue
            good.append(line)
        return _Patterns(GitIgnoreSpec.from_lines(good))


def _ignored(name: str, specs: Iterable[tuple[str, _Patterns]]) -> bool:
    """Whether the nearest `.gitignore` that says something about `name` says it is ignored."""
    for base, spec in reversed(tuple(specs)):
        verdict = spec.verdict(name[len(base) :])
        if verdict is not None:
            return verdict
    return False


# --- for both ------------------------------------------------------------------------------------


def _sift(root: Path, names: Iterable[str], *, named: bool = False) -> tuple[list[str], list[Skipped]]:
    """Keep regular files; name links that lead out, other people's code and what cannot be read.

    `named`: the user asked for these very files, so it does not matter whose they are.
    """
    files: list[str] = []
    skipped: dict[str, Skipped] = {}
    links: list[tuple[str, str]] = []
    known: dict[str, Skipped | None] = {}
    for name in names:
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            shown = printable(name)
            skipped[shown] = Skipped(shown, "undecodable_name", "the name is not UTF-8")
            continue
        folder = None if named else _foreign(root, name, known)
        if folder is not None:
            if folder.path:
                skipped.setdefault(folder.path, folder)
            continue
        try:
            mode = os.lstat(root / name).st_mode
        except FileNotFoundError:
            continue  # tracked and deleted
        except OSError as error:
            skipped[name] = Skipped(name, "unreadable", error.strerror or "")
            continue
        if stat.S_ISREG(mode):
            files.append(name)
        elif stat.S_ISLNK(mode):
            links.append((name, os.path.realpath(root / name)))
        elif stat.S_ISDIR(mode):
            path = name.rstrip("/")
            if name.endswith("/"):
                skipped[path] = Skipped(path, "nested_repository")
            elif os.listdir(root / name):
                skipped[path] = Skipped(path, "submodule")
        else:
            skipped[name] = Skipped(name, "not_regular", "a pipe, socket or device")
    base = os.path.realpath(root)
    inside = set(files)
    for name, real in links:
        if real != base and not real.startswith(base.rstrip(os.sep) + os.sep):
            skipped[name] = Skipped(name, "symlink_outside", "a link that leads out of the root")
            continue
        target = os.path.relpath(real, base).replace(os.sep, "/")
        # What the link points to is looked at under its own name.
        if target not in inside and not os.path.isdir(real):
            skipped[name] = Skipped(name, "symlink", "a link to what is not looked at")
    return sorted(files), list(skipped.values())


def _foreign(root: Path, name: str, known: dict[str, Skipped | None]) -> Skipped | None:
    """The outermost folder of `name` that holds other people's or tools' files (path "" : silent)."""
    end = name.find("/")
    while end >= 0:
        folder = name[:end]
        if folder not in known:
            last = folder.rpartition("/")[2]
            if last in NEVER or last in CACHES:
                known[folder] = Skipped("", "")
            else:
                why = _installed(root, folder)
                known[folder] = None if why is None else Skipped(folder, "vendored", why)
        if known[folder] is not None:
            return known[folder]
        end = name.find("/", end + 1)
    return None


def _installed(root: Path, folder: str) -> str | None:
    """Why the folder is not one's own code, or None."""
    parent, _, last = folder.rpartition("/")
    if last in INSTALLED:
        return "installed packages"
    if last in _VIRTUALENVS and os.path.lexists(root / folder / "pyvenv.cfg"):
        return "a virtual environment"
    beside = next((s for s in _WITH_SIBLING.get(last, ()) if os.path.lexists(root / parent / s)), None)
    return None if beside is None else f"made from {beside}"
