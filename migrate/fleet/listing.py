"""Which repositories: paths of the command line and of a list file, each with a name of its own."""

from __future__ import annotations

import csv
import difflib
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.errors import UsageError
from migrate.redact import mask, printable

_KEYS = ("path", "team", "to")
_MAX_LIST_BYTES = 10_000_000
_RESERVED = frozenset({"fleet"})  # fleet.json is the inventory
_UNSAFE = re.compile(r"[^\w.-]+")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_LONGEST_NAME = 80
_PARENTS = 3  # folders above that may be needed to tell two repositories apart


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository of a fleet. `name` is unique, without regard to case, and safe as a file name."""

    path: Path
    name: str = ""
    team: str | None = None
    to: str | None = None  # a vendor that the list chose for this one


def repositories(paths: Sequence[Path], listed: Path | None) -> tuple[Repository, ...]:
    """The paths, then those of the list file (`-` is standard input), in order, without repeats, named.

    Raises UsageError, one line, when the list cannot be read, is not a list of repositories or is empty.
    """
    found = [Repository(Path(os.path.abspath(path))) for path in paths]
    if listed is not None:
        found += _read(listed)
    unique: dict[tuple[Path, str | None], Repository] = {}
    for entry in found:
        key = entry.path, entry.to
        if key not in unique or unique[key].team is None:  # the one that names a team knows more
            unique[key] = entry
    return named(list(unique.values()))


def named(found: Sequence[Repository]) -> tuple[Repository, ...]:
    """Names from the folders' names; as many parents before it, or a number behind, as make it unique."""
    names = [_slug(entry.path.parts[-1:]) for entry in found]
    for depth in range(2, _PARENTS + 2):
        for at in _ambiguous(names):
            names[at] = _slug(found[at].path.parts[-depth:])
    taken = set(_RESERVED)
    result = []
    for entry, base in zip(found, names, strict=True):
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name.casefold())
        result.append(replace(entry, name=name))
    return tuple(result)


def _ambiguous(names: Sequence[str]) -> list[int]:
    keys = [name.casefold() for name in names]
    return [at for at, key in enumerate(keys) if key in _RESERVED or keys.count(key) > 1]


def _slug(parts: Iterable[str]) -> str:
    """Folder names as one file name: letters, digits, `.`, `_` and `-`, not hidden, not too long."""
    text = "-".join(part for part in parts if part != os.sep)
    text = mask(text.encode("utf-8", "replace").decode("utf-8"))
    text = _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).strip(".-")
    while len(text.encode()) > _LONGEST_NAME:
        text = text[:-1]
    return text or "repository"


# --- list files ----------------------------------------------------------------------------------


def _read(listed: Path) -> list[Repository]:
    shown = printable(str(listed))
    base = Path.cwd()
    try:
        if str(listed) == "-":
            shown, data = "standard input", sys.stdin.buffer.read(_MAX_LIST_BYTES + 1)
        else:
            base = Path(os.path.abspath(listed)).parent
            with open(listed, "rb") as file:
                data = file.read(_MAX_LIST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{shown}: cannot read the list: {error.strerror or error}") from None
    if len(data) > _MAX_LIST_BYTES:
        raise UsageError(f"{shown}: larger than {_MAX_LIST_BYTES:,} bytes; is this the list of repositories?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{shown}: not UTF-8 text") from None
    suffix = listed.suffix.lower()
    if suffix in (".yaml", ".yml", ".json"):
        found = _structured(text, suffix, shown, base)
    else:
        found = _lines(text, shown, base)
    if not found:
        raise UsageError(f"{shown}: names no repository; write one path a line")
    return found


def _lines(text: str, shown: str, base: Path) -> list[Repository]:
    """`path[,team]` a line; `#` begins a comment at the start of a line or after a blank."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        line = _COMMENT.sub("", line).strip()
        if not line:
            continue
        try:
            fields = [field.strip() for field in next(csv.reader([line], skipinitialspace=True))]
        except csv.Error as error:
            raise UsageError(f"{shown}, line {number}: {error}") from None
        if len(fields) > 2 or not fields[0]:
            raise UsageError(f'{shown}, line {number}: write path[,team]; a path with a comma in "quotes"')
        found.append(_entry(fields[0], fields[1] if len(fields) > 1 else "", "", base))
    return found


def _structured(text: str, suffix: str, shown: str, base: Path) -> list[Repository]:
    """A YAML or JSON list of paths or of {path, team, to}."""
    try:
        if suffix == ".json":
            value = json.loads(text)
        else:
            import yaml

            value = yaml.safe_load(text)
    except RecursionError:
        raise UsageError(f"{shown}: nested too deeply") from None
    except Exception as error:  # of the parser, whichever it is
        raise UsageError(f"{shown}: cannot be read: {' '.join(printable(str(error)).split())}") from None
    if not isinstance(value, list):
        raise UsageError(f"{shown}: must be a list of paths or of {{path, team, to}}")
    return [_member(entry, f"{shown}, entry {number}", base) for number, entry in enumerate(value, 1)]


def _member(entry: object, place: str, base: Path) -> Repository:
    if isinstance(entry, str):
        entry = {"path": entry}
    if not isinstance(entry, Mapping):
        raise UsageError(f"{place}: must be a path or {{path, team, to}}")
    for key, value in entry.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(_KEYS)}"
            raise UsageError(f"{place}: unknown key `{printable(str(key))}`; {hint}")
        if value is not None and not isinstance(value, str):
            raise UsageError(f"{place}: `{key}` must be a string")
    if not (entry.get("path") or "").strip():
        raise UsageError(f"{place}: has no `path`")
    return _entry(entry["path"], entry.get("team") or "", entry.get("to") or "", base)


def _entry(path: str, team: str, to: str, base: Path) -> Repository:
    # A path with a NUL or a lone surrogate is no path of any file: it fails as one, at its repository.
    place = Path(os.path.abspath(base / Path(path.replace("\0", "\ufffd")).expanduser()))
    return Repository(place, team=printable(team.strip()) or None, to=to.strip() or None)
