"""What `cost` was given: a text, a prompt file, a request body, a codebase or a log, told apart by looking."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from migrate.errors import UsageError

Kind = Literal["text", "request", "code", "log"]
MAX_TEXT = 64_000_000  # bytes of a prompt or a request body that are read; above it is no prompt

_LOGS = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".db", ".sqlite", ".sqlite3", ".duckdb"})
_PACKED = frozenset({".gz", ".zst", ".bz2", ".xz"})
_CODE = frozenset(
    {".py", ".ipynb", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".java", ".kt", ".go", ".cs",
     ".rb", ".php", ".rs"}
)  # fmt: skip
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PROMPT_KEYS = ("messages", "input", "prompt")


@dataclass(frozen=True, slots=True)
class Given:
    """What the argument is. `text` of a text, `body` of a request, `location` of a log, `path` of a codebase.

    `said` tells the user how it was taken.
    """

    kind: Kind
    said: str
    text: str = ""
    body: dict[str, Any] | None = None
    location: str = ""
    path: Path | None = None


def recognise(argument: str, *, stdin: str | None = None) -> Given:
    """Tell what `argument` is; `-` is what stands in `stdin`. UsageError for a file that is none of the kinds."""
    if argument == "-":
        return _content(stdin or "", "standard input")
    if not argument.strip():
        raise UsageError("nothing to price: the text is empty")
    if _URL.match(argument) and "\n" not in argument and " " not in argument.strip():
        return Given("log", f"log at {without_password(argument)}", location=argument)
    path = Path(argument) if len(argument) < 4096 and "\n" not in argument and "\0" not in argument else None
    try:
        exists = path is not None and path.exists()
    except OSError:  # a long text is no file name
        exists = False
    if path is None or not exists:
        return _absent(argument)
    if path.is_dir():
        return _folder(path)
    ends = [suffix.lower() for suffix in path.suffixes]
    suffix = ends[-2] if len(ends) > 1 and ends[-1] in _PACKED else (ends or [""])[-1]
    if suffix in _LOGS:
        return Given("log", f"log {path}", location=str(path))
    if suffix in _CODE:
        return Given("code", f"codebase: the file {path}", path=path)
    return _content(_read(path), str(path), path)


def without_password(location: str) -> str:
    """A database address to print."""
    return re.sub(r"(://[^/@:]*):[^/@]*@", r"\1:***@", location)


def _absent(argument: str) -> Given:
    words = argument.split()
    if len(words) == 1 and re.fullmatch(r"[\w.~*?/\\:-]*([/\\]|\.[A-Za-z0-9]{1,8})[\w.*?/\\-]*", argument):
        if any(mark in argument for mark in "*?"):
            return Given("log", f"logs {argument}", location=argument)
        raise UsageError(f"{argument}: no such file or folder (to price this very text, pipe it in and write -)")
    return Given("text", f"text of {len(argument):,} characters", text=argument)


def _folder(path: Path) -> Given:
    """A folder that holds nothing but logs is a log; any other is a codebase."""
    names = [entry.suffixes for entry in path.iterdir() if entry.is_file() and not entry.name.startswith(".")]
    folders = any(entry.is_dir() and not entry.name.startswith(".") for entry in path.iterdir())
    if names and not folders and all(any(s.lower() in _LOGS for s in suffixes) for suffixes in names):
        return Given("log", f"logs of the folder {path}", location=str(path))
    return Given("code", f"codebase {path}", path=path)


def _read(path: Path) -> str:
    with path.open("rb") as handle:
        data = handle.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        raise UsageError(f"{path}: larger than {MAX_TEXT:,} bytes; for a log, name it with --traffic")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: neither UTF-8 text nor a log that is known; name a log with --traffic") from error


def _content(text: str, name: str, path: Path | None = None) -> Given:
    """A request body when it is one, many JSON rows are a log, anything else is a prompt."""
    if not text.strip():
        raise UsageError(f"{name}: empty; nothing to price")
    start = text.lstrip()[:1]
    if start in "{[":
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and any(key in value for key in _PROMPT_KEYS):
            return Given("request", f"request body of {name}", body=value)
        if isinstance(value, list) and value and all(_is_message(entry) for entry in value):
            return Given("request", f"messages of {name}", body={"messages": value})
        rows = isinstance(value, list | dict) or _is_row(text.lstrip().partition("\n")[0])
        if rows and path is None:
            raise UsageError(f"{name} holds JSON records, no prompt or request body; a log is read from its file")
        if rows:
            return Given("log", f"log {path}", location=str(path))
    return Given("text", f"text of {name}, {len(text):,} characters", text=text)


def _is_message(value: object) -> bool:
    return isinstance(value, dict) and "role" in value and "content" in value


def _is_row(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
