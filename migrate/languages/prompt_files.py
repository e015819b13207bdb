"""Prompts that code reads from files of its own and hands to the API: `Path("teacher.txt").read_text()`.

Told from the text around the file's name, the same in every language: a call that reads it, and a use of what was
read in a request. The scan finds the file and locates the prompt there (`migrate.scan.prompts.settle`).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from migrate.languages.nodes import text_of
from migrate.model import Confidence, Site, SiteKind, Span, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.languages.sites import Detection

MARK = "prompt_file"  # a flag of such sites until the scan has found the file
READ = "read from "  # what their value says before the file's name

_NAME = re.compile(
    rb"[\"'`](?P<file>[\w./ -]{1,150}\.(?:txt|mdx?|j2|jinja2?|tmpl|tpl|mustache|hbs|liquid|prompt|st))[\"'`]"
)
_READS = re.compile(
    r"\bopen\(|read_text\(|read_to_string\(|\.read\b|readFile(?:Sync)?\(|readTextFile\(|get_template\(|from_file\("
    r"|include_str!|ReadFile\(|ReadAllText\w*\(|readString\(|readText\(|ReadTextAsync\(|file_get_contents\(|File\.read"
    r"|importlib\.resources|files\(|getResource\w*\(|ClassPathResource\(|load_prompt\(|render(?:_template)?\(|embed\b"
    r"|Bun\.file\(|fromTemplateFile\("
)
_BODY = re.compile(r"(?:^|_)(?:block|body|module|program|source_file|compilation_unit|statement_list|class_body)$")
_ASSIGNED = re.compile(
    r"\A(?:[\w<>\[\], ]+\s)?\$?@?(?P<name>(?!_\b)\w+)(?:\s*,\s*\w+)*\s*(?::[^=\n]{1,80})?(?::=|=(?!=))"
)
_KEPT = re.compile(r"\$?@?(?P<name>\w+)\s*(?::[^=\n]{1,80})?(?::=|=(?!=))[^\n]*\.read\b")
_HANDED = (
    r"(?:content|system\w*|instructions?|prompt|text|message\w*)[\"']?\s*(?::|=>|=|\(|,)\s*"
    r"[^\n;]{0,80}?(?<![\w.\"'])\$?@?"
)
_ROLE = re.compile(r"(?i)role\W{1,12}(?:\w+[.:]{1,2})*\w*?(?P<role>system|developer|user)\b|(?P<call>User)Message")
_ASKING = (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)
_MOST, _CLIMB, _LONGEST = 60, 14, 6000


def detect(ctx: Detection, root: Node) -> None:
    """Add a mark for each file whose text is handed to the API; none in a file that asks nobody."""
    asked = [s.span for s in ctx.sites if s.kind in _ASKING]
    if not asked:
        return
    data = ctx.source.data
    for found in islice(_NAME.finditer(data), _MOST):
        name = found["file"].decode("utf-8", "replace")
        node = root.descendant_for_byte_range(found.start("file"), found.start("file"))
        if node is None or _commented(node):
            continue
        statement = _statement(node)
        text = text_of(statement)[:_LONGEST]
        if _READS.search(text) is None:
            continue
        role = _role_of(ctx, Span(found.start(), found.end()), statement, text, asked)
        if role is not None:
            _mark(ctx, found.start("file"), found.end("file"), name, role)


def _commented(node: Node) -> bool:
    above: Node | None = node
    for _ in range(_CLIMB):
        if above is None:
            return False
        if "comment" in above.type:
            return True
        above = above.parent
    return False


def _statement(node: Node) -> Node:
    """The statement a node is in: the outermost before a block of them."""
    current = node
    for _ in range(40):
        parent = current.parent
        if parent is None or _BODY.search(parent.type) or parent.type == "with_statement":
            return parent if parent is not None and parent.type == "with_statement" else current
        current = parent
    return current


def _role_of(ctx: Detection, place: Span, statement: Node, text: str, asked: list[Span]) -> str | None:
    """Whose words the text is, when it is handed to a request; None when it is not."""
    data = ctx.source.data
    if any(s.start <= place.start and place.end <= s.end for s in asked):  # within the request itself
        return _role(data[max(0, place.start - 160) : place.start].decode("utf-8", "replace"))
    held = (_KEPT if statement.type == "with_statement" else _ASSIGNED).search(text)
    if held is None:
        return None
    name = held["name"]
    word = re.compile(rf"(?<![\w.\"']){re.escape(name)}\b".encode())
    for span in asked:
        used = word.search(data, span.start, span.end)
        if used is not None:
            return _role(data[max(span.start, used.start() - 160) : used.start()].decode("utf-8", "replace"))
    handed = re.compile(_HANDED.encode() + re.escape(name.encode()) + rb"\b")
    own = range(statement.start_byte, statement.end_byte)
    given = next((m for m in handed.finditer(data) if m.start() not in own), None)
    if given is None:
        return None
    return _role(data[max(0, given.start() - 120) : given.end()].decode("utf-8", "replace"))


def _role(before: str) -> str:
    said = list(_ROLE.finditer(before))
    last = (said[-1]["role"] or said[-1]["call"] or "").lower() if said else ""
    return "user" if last == "user" else "system"


def _mark(ctx: Detection, start: int, end: int, name: str, role: str) -> None:
    source = ctx.source
    ctx.sites.append(
        Site(
            kind=SiteKind.PROMPT, api=role, path=source.path, span=Span(start, end), line=source.line(start),
            column=source.column(start), language=ctx.language, confidence=Confidence.MEDIUM,
            value=Unknown(READ + name), flags=frozenset({MARK, "manual_only"}),
        )
    )  # fmt: skip
