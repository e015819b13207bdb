"""Prompt text that stands in files of its own: `prompts/translate.md`, `system_prompt.txt`, `chat.prompty`.

Located so that it can be counted and adapted; never edited here. Of a `.prompty` file the head configures a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from migrate.languages.prompt_files import MARK, READ
from migrate.model import Confidence, Literal, Site, SiteKind, Span, Target, TargetKind, Unknown
from migrate.scan.config_site import snippet
from migrate.source import SourceFile, read

_TEXTS = (
    ".txt", ".md", ".mdx", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".mustache", ".hbs", ".liquid", ".prompt",
)  # fmt: skip
_FOLDER = re.compile(
    r"(?:^|[_-])(?:prompts?|prompt[_-]?templates?|system[_-]?prompts?|instructions)$|提示词|提示语", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:^|[_.-])(?:system[_-]?)?prompt(?:s|[_-]?template)?(?=[_.-]|$)|提示词|提示语", re.IGNORECASE
)
_NOT = re.compile(
    r"(?:readme|changelog|license|contributing|index|notes?|todo|requirements[\w.-]*)\.\w+$", re.IGNORECASE
)
_USER = re.compile(r"(?:^|[_.-])(?:user|human|query|question)(?=[_.-]|$)|用户", re.IGNORECASE)
_COMMENT = re.compile(r"\{#.*?#\}|\{\{!.*?\}\}", re.DOTALL)
_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?---\r?\n(?P<yaml>.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_LEAST = 12  # characters
_MOST = 200_000  # bytes: more is data


def wants(path: str) -> bool:
    """True for files that hold a prompt, by their folder or name."""
    *folders, name = path.split("/")
    if name.lower().endswith(".prompty"):
        return True
    if not name.lower().endswith(_TEXTS) or _NOT.search(name):
        return False
    return any(_FOLDER.search(folder) for folder in folders[-2:]) or _NAMED.search(name.partition(".")[0]) is not None


def sites(source: SourceFile) -> Iterator[Site]:
    """The prompt of a file, and what the head of a `.prompty` file says."""
    if not wants(source.path) or len(source.data) > _MOST:
        return
    head = _HEAD.match(source.data) if source.path.lower().endswith(".prompty") else None
    begin = head.end() if head is not None else source.start
    if head is not None:
        yield from _settings(source, head.span("yaml"))
    named = source.path.rpartition("/")[2].partition(".")[0]
    yield from _text(source, begin, "user" if _USER.search(named) else "system")


def _text(source: SourceFile, begin: int, role: str) -> Iterator[Site]:
    """The prompt that a file holds from an offset on."""
    raw = source.text(Span(begin, len(source.data)))
    text = _COMMENT.sub("", raw).strip()
    if len(text) < _LEAST:
        return
    first = begin + len(raw[: len(raw) - len(raw.lstrip())].encode(source.encoding))
    yield Site(
        kind=SiteKind.PROMPT, api=role,
        path=source.path, span=Span(first, len(source.data)), line=source.line(first), column=source.column(first),
        language="prompt", target=Target(TargetKind.UNKNOWN), confidence=Confidence.MEDIUM, value=Literal(text),
        snippet=snippet(source, first), flags=frozenset({"manual_only"}),
    )  # fmt: skip


def settle(root: Path, sites: Iterable[Site], files: frozenset[str]) -> list[Site]:
    """Sites with each file that code hands to the API in the place of the code's mention of it."""
    found: list[Site] = []
    marks: dict[str, Site] = {}
    for site in sites:
        if MARK not in site.flags:
            found.append(site)
            continue
        path = _meant(site, files)
        if path is not None:
            marks.setdefault(path, site)
    told = {site.path for site in found if site.kind is SiteKind.PROMPT and site.language == "prompt"}
    for path, mark in marks.items():
        source = read(root, path) if path not in told else None
        if isinstance(source, SourceFile) and len(source.data) <= _MOST:
            found += _text(source, source.start, mark.api)
    return found


def _meant(site: Site, files: frozenset[str]) -> str | None:
    """The file of the project that the code names, which says only the end of its path; None when several may be."""
    said = site.value.reason.removeprefix(READ) if isinstance(site.value, Unknown) else ""
    parts = [p for p in said.replace("\\", "/").split("/") if p not in ("", ".", "..")]
    tail = "/".join(parts)
    named = [f for f in files if f == tail or f.endswith(f"/{tail}")] if parts else []
    folder = site.path.rpartition("/")[0]
    beside = [f for f in named if f.startswith(f"{folder}/")] if folder else named
    candidates = beside or named
    return candidates[0] if len(candidates) == 1 else None


def _settings(source: SourceFile, place: tuple[int, int]) -> Iterator[Site]:
    from migrate.scan import config

    start, end = place
    blank = re.sub(rb"[^\r\n]", b" ", source.data[:start])
    held = replace(source, path=f"{source.path}.yaml", data=blank + source.data[start:end])
    for site in config.sites(held).sites:
        yield replace(site, path=source.path, flags=site.flags | {"manual_only"})
