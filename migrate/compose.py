"""From drafts to findings: the changes several rules want at one site become edits that agree.

How edits of different findings stay out of each other's way:

1. The changes of each draft alone are turned into edits by the verbs of the site's language or format.
2. Edits that replace a value touch only that value, so they never meet.
3. Edits that add or remove arguments may meet at a comma or at one insertion point. Drafts whose edits
   meet (or that say they belong together) form a group; the changes of the group are made once, as one
   set of edits by the language's `combine`, and every finding of the group carries that same set.
   Identical edits count once when they are applied, so that settling one finding of a group settles all of
   it. A group never mixes levels: safe edits stay safe, and what needs review waits for the next plan.
4. To meet as little as possible, an argument that replaces another takes its very place, and one that is
   added stands behind an argument that no finding takes away.

Any subset of the findings can thus be applied, and the result parses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from migrate.errors import MigrateError
from migrate.languages import LITERALS_ONLY
from migrate.model import Applicability, Confidence, Edit, Finding, Severity, Site, SiteKind, Span
from migrate.rules.base import Add, Change, Context, Draft, Drop, Extra, Ready, Rename, SetCode, SetValue
from migrate.rules.stance import Stance
from migrate.rules.writing import Made, write

if TYPE_CHECKING:
    from migrate.source import SourceFile

_REQUESTS = (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)
_STRINGS = re.compile(
    r"(\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)", re.S
)
_FSTRING = re.compile(rb"(?i)(?<![a-z0-9_])(?:f|rf|fr)['\"]")
_TEST = re.compile(
    r"(?:^|/)(?:tests?|__tests__|spec)/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec)\.[jt]sx?$"
    r"|_test\.(?:go|rb)$|_spec\.rb$|[a-z0-9]Tests?\.(?:java|kt|cs|php)$"
)
_BRANCH = re.compile(r"(?:if|elif|else|try|except|case|match)\b")
_BRANCHES = 30  # lines: branches further apart are not looked at together
_HASH = re.compile(r"(?:^|(?<=\s)|(?<=[,()\[\]{}]))#[^\n]*")
_SLASH_LANGUAGES = frozenset({"javascript", "typescript", "go", "java", "csharp", "rust", "php", "kotlin", "json"})
_SLASHES = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)


@dataclass(frozen=True, slots=True)
class Item:
    """A draft of a rule at a site, with the edits made of it."""

    rule: str
    site: Site
    draft: Draft
    made: tuple[Made, ...] = ()
    refused: str | None = None


def compose(site: Site, drafts: Sequence[tuple[str, Draft]], ctx: Context) -> list[Finding]:
    """Findings of one site with edits that can be applied in any combination."""
    drafts = [(rule, _after_upgrade(site, draft, ctx)) for rule, draft in drafts]
    dropped = frozenset(c.arg.span for _, d in drafts for c in d.changes if isinstance(c, Drop))
    items = [_write(Item(rule, site, draft), [draft], ctx, dropped) for rule, draft in drafts]
    findings: list[tuple[int, Finding]] = []
    for group in _groups(items):
        safe = [i for i in group if i.draft.applicability is Applicability.SAFE]
        rest = [i for i in group if i.draft.applicability is not Applicability.SAFE]
        findings += [(items.index(i), f) for i, f in _together(safe, ctx, dropped)]
        if safe and rest:
            findings += [(items.index(i), _later(i, safe[0].rule, ctx)) for i in rest]
        else:
            findings += [(items.index(i), f) for i, f in _together(rest, ctx, dropped)]
    return [finding for _, finding in sorted(findings, key=lambda pair: pair[0])]


def _after_upgrade(site: Site, draft: Draft, ctx: Context) -> Draft:
    """Fields that have no argument are passed in another way by the library the code moves to."""
    if site.sdk != "openai<1" or not any(isinstance(c, Extra) for c in draft.changes):
        return draft
    if ctx.code.rewrites.python_upgrade is None or isinstance(ctx.code.rewrites.python_upgrade, str):
        return draft
    todo = "Apply the move to the current library, then plan again: this edit is offered then."
    todo = f"{draft.todo or draft.message} {todo}"
    return replace(draft, changes=(), applicability=Applicability.MANUAL, todo=todo)


def _by_hand(changes: Sequence[Change]) -> str:
    """What a person has to write, in the words of the API."""
    steps: list[str] = []
    for change in changes:
        match change:
            case Add(name, code):
                steps.append(f"Give it {name}: {code}.")
            case Extra(name, value, code):
                steps.append(f"Send {name}: {code if code is not None else value} in the request's body.")
            case Drop(arg):
                steps.append(f"Remove {arg.name}.")
            case Rename(arg, name):
                steps.append(f"Rename {arg.name} to {name}.")
            case SetValue(_, value) | SetCode(_, value):
                steps.append(f"Write {value} here.")
    return " ".join(steps) or "Make this change by hand."


def _together(group: Sequence[Item], ctx: Context, dropped: frozenset[Span]) -> list[tuple[Item, Finding]]:
    """Findings of a group whose changes are written as one set of edits."""
    if len(group) < 2:
        return [(item, _finding(item, ctx)) for item in group]
    whole = _write(replace(group[0], made=()), [i.draft for i in group], ctx, dropped)
    return [(i, _finding(replace(i, made=whole.made, refused=whole.refused), ctx)) for i in group]


def _later(item: Item, first: str, ctx: Context) -> Finding:
    """A finding whose edit has to wait for the safe one at the same place."""
    found = _finding(replace(item, made=()), ctx)
    return replace(
        found,
        applicability=Applicability.MANUAL,
        demoted=f"its edit meets the safe one of {first}",
        todo=f"{found.todo or item.draft.message} Apply the safe edits, then plan again: this edit is offered then.",
    )


def _write(item: Item, drafts: Sequence[Draft], ctx: Context, dropped: frozenset[Span]) -> Item:
    changes: list[Change] = []
    for draft in drafts:
        changes += [c for c in draft.changes if c not in changes]
    if not changes:
        return item
    if item.site.language in LITERALS_ONLY and not all(isinstance(c, SetValue | SetCode | Ready) for c in changes):
        place = f"{item.site.path}:{item.site.line}"
        return replace(item, refused=f"{place}: arguments are changed by hand in {item.site.language}")
    try:
        return replace(item, made=write(item.site, changes, ctx, dropped))
    except MigrateError as error:
        return replace(item, refused=str(error))
    except (TypeError, ValueError) as error:  # a value that has no literal in the language
        return replace(item, refused=f"{item.site.path}:{item.site.line}: {error}")


def _groups(items: Sequence[Item]) -> list[list[Item]]:
    """Items that must be written together, in the order of their first member."""
    parent = list(range(len(items)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for i, a in enumerate(items):
        for j in range(i + 1, len(items)):
            b = items[j]
            same = a.draft.together is not None and a.draft.together == b.draft.together
            if (same and a.draft.changes and b.draft.changes) or _both_extend(a, b) or _meet(a.made, b.made):
                parent[root(j)] = root(i)
    groups: dict[int, list[Item]] = {}
    for i, item in enumerate(items):
        groups.setdefault(root(i), []).append(item)
    return list(groups.values())


def _both_extend(a: Item, b: Item) -> bool:
    """True when both would write the call's one `extra_body`."""
    return all(
        i.site.kind is not SiteKind.HTTP and any(isinstance(c, Extra) for c in i.draft.changes) for i in (a, b)
    )


def _meet(a: Sequence[Made], b: Sequence[Made]) -> bool:
    for x in a:
        for y in b:
            if x.edit.path != y.edit.path or x.edit == y.edit:
                continue
            s, t = x.edit.span, y.edit.span
            if s.overlaps(t) or (s == t and len(s)):
                return True
            removals = not x.edit.after and not y.edit.after
            if x.structural and y.structural and not removals and s.start <= t.end and t.start <= s.end:
                return True
    return False


def _finding(item: Item, ctx: Context) -> Finding:
    draft, site, level = item.draft, item.site, item.draft.applicability
    edits = tuple(dict.fromkeys(m.edit for m in item.made)) if level is not Applicability.MANUAL else ()
    todo = draft.todo
    demoted = draft.demoted
    if (edits or item.refused) and level is not Applicability.MANUAL and "manual_only" in site.flags:
        level, edits, demoted = Applicability.MANUAL, (), "files of this kind are only edited by hand"
        todo = todo or "Make this change by hand."
    if item.refused and level is not Applicability.MANUAL:
        level, edits, demoted = Applicability.MANUAL, (), item.refused
        todo = todo or f"No edit can be written here without risk ({item.refused}); change it by hand."
    if item.refused and site.language in LITERALS_ONLY:
        todo = draft.todo or _by_hand(draft.changes)
    if edits and level is Applicability.SAFE:
        risk = _risk(item, ctx)
        if risk:
            level, demoted = Applicability.REVIEW, risk
            todo = todo or "Look at the edit before it is applied."
    if not edits and level is not Applicability.MANUAL and draft.severity is not Severity.INFO:
        level = Applicability.MANUAL
    return Finding(
        item.rule, site, draft.severity, level, draft.message, edits, draft.evidence, todo, draft.parameter, demoted
    )


def _risk(item: Item, ctx: Context) -> str | None:
    """Why an edit that keeps the meaning should be looked at by a person all the same."""
    site = item.site
    if "parse_errors" in site.flags:
        return "the file has syntax errors"
    if item.made and _in_fstring(item, ctx):
        return "it stands inside an f-string"
    if any(_TEST.search(made.edit.path) for made in item.made):
        return "it stands in a test"
    if site.confidence is Confidence.LOW:
        return "it is not certain that this is a use of the API"
    stance = ctx.code.stance(site)
    if stance is Stance.USER and not site.value:
        return "the address of this client is only known at run time"
    if stance is Stance.DOUBT and site.kind in _REQUESTS and ctx.code.others:
        return (
            f"its client is not known, and this codebase also talks to {ctx.code.others[0].target.name or 'others'}"
        )
    structural = any(m.structural for m in item.made) or any(isinstance(c, Add | Extra) for c in item.draft.changes)
    if structural and site.open_args:
        return "arguments that are not seen may be passed here (*args or **kwargs)"
    if structural and site.kind is SiteKind.FRAMEWORK and any(arg.name.isdigit() for arg in site.args):
        return "an argument that is passed without its name may be the one that is added"
    if site.kind is SiteKind.CLIENT and _one_of_several(item, ctx):
        return "the client is constructed on a condition, beside one for another vendor"
    for made in item.made:
        source = ctx.read(made.edit.path)
        if source is not None and _loses_comment(source, made.edit, site.language):
            return "a comment would be deleted"
    return None


def _one_of_several(item: Item, ctx: Context) -> bool:
    """True for a construction in a branch, when another branch nearby constructs another vendor's client."""
    site, source = item.site, ctx.read(item.site.path)
    if source is None:
        return False
    near = [o for o in ctx.code.others if o.path == site.path and o.kind is SiteKind.CLIENT]
    if not any(abs(o.line - site.line) <= _BRANCHES for o in near):
        return False
    own = len(source.indent(site.span.start))
    for number in range(site.line - 1, max(0, site.line - _BRANCHES), -1):
        text = source.text(source.line_span(source.line_start(number)))
        if text.strip() and len(text) - len(text.lstrip(" \t")) < own:
            return _BRANCH.match(text.strip()) is not None
    return False


def _in_fstring(item: Item, ctx: Context) -> bool:
    """True when an edit of a Python file stands between the braces of an f-string."""
    for made in item.made:
        source = ctx.read(made.edit.path)
        if source is None or not made.edit.path.endswith((".py", ".pyi", ".pyw")):
            continue
        line = source.data[source.line_span(made.edit.span.start).start : made.edit.span.start]
        if _FSTRING.search(line) and made.edit.span.start in _interpolated(source.data, source.encoding):
            return True
    return False


@lru_cache(maxsize=8)
def _interpolated(data: bytes, encoding: str) -> _Ranges:
    from migrate.languages.python.parse import parse

    found: list[tuple[int, int]] = []
    todo = [parse(data, encoding).root_node]
    while todo:
        node = todo.pop()
        if node.type == "interpolation":
            found.append((node.start_byte, node.end_byte))
        else:
            todo.extend(node.named_children)
    return _Ranges(tuple(found))


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Pieces of a file; `in` asks whether an offset lies in one."""

    pieces: tuple[tuple[int, int], ...]

    def __contains__(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.pieces)


def _loses_comment(source: SourceFile, edit: Edit, language: str) -> bool:
    if not len(edit.span):
        return False
    before = set(_comments(source.text(edit.span), language))
    return bool(before - set(_comments(edit.after, language)))


def _comments(text: str, language: str) -> list[str]:
    bare = _STRINGS.sub('""', text)
    pattern = _SLASHES if language in _SLASH_LANGUAGES else _HASH
    return [c.strip() for c in pattern.findall(bare)]
