"""The edit verbs: what a rule wants, as byte spans that leave every other byte alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node, Tree

from migrate.edit import make
from migrate.languages.base import ArgChange, EditError
from migrate.languages.typescript.literals import env_reference, key, like, literal
from migrate.languages.typescript.parse import parse
from migrate.model import Arg, Edit, Site, Span
from migrate.source import SourceFile

__all__ = [
    "combine", "env_reference", "extra_body_change", "key", "literal", "only", "remove_argument", "rename_argument",
    "replace_literal", "replace_value",
]  # fmt: skip

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*\Z")
_SHORTHAND = ("shorthand_property_identifier", "shorthand_property_identifier_pattern")
_BARE = ("property_identifier", "identifier", "private_property_identifier")
_CONTAINERS = ("object", "array", "arguments", "object_pattern", "object_type")
_LOOSE = frozenset(
    {
        "pair", "arguments", "array", "variable_declarator", "assignment_expression", "return_statement", "object",
        "parenthesized_expression", "template_substitution", "object_assignment_pattern", "assignment_pattern",
        "required_parameter", "optional_parameter", "public_field_definition", "field_definition", "enum_assignment",
        "jsx_expression", "subscript_expression", "literal_type", "union_type", "switch_case", "export_statement",
    }
)  # fmt: skip
_ATOM = re.compile(r"""(?:[\w$.]+(?:\[[^\][]*\])?|"[^"\n]*"|'[^'\n]*'|\[[^\]]*\]|-?\d[\w.]*)\Z""")
_FROM = re.compile(rb"(?:from|require\(|import)\s*(['\"])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that goes in place of a span, before it becomes an edit."""

    span: Span
    text: str


def only(edits: Sequence[Edit], source: SourceFile) -> Edit:
    """Several edits of one place as one edit."""
    if len(edits) == 1:
        return edits[0]
    ordered = sorted(edits, key=lambda e: e.span)
    text, place = "", ordered[0].span.start
    for edit in ordered:
        text += source.data[place : edit.span.start].decode(source.encoding) + edit.after
        place = edit.span.end
    return make(source, Span(ordered[0].span.start, place), text)


# --- one value -----------------------------------------------------------------------------------


def replace_value(source: SourceFile, span: Span, value: object) -> Edit:
    """The value in the style of what stands at `span`; a name is replaced by a name."""
    old = source.text(span)
    if isinstance(value, str) and _IDENTIFIER.match(old):
        node = _node_at(_tree(source), span)
        kind = node.type if node is not None else ""
        if kind == "shorthand_property_identifier":
            return make(source, span, f"{old}: {like('', value, _quote(source))}")
        if kind == "shorthand_property_identifier_pattern" or _is_specifier(node):
            glue = " as " if _is_specifier(node) else ": "
            return make(source, span, f"{value}{glue}{old}")
        if kind == "property_identifier" and _IDENTIFIER.match(value):
            return make(source, span, value)
        if (
            kind == "property_identifier"
            and node is not None
            and node.parent is not None
            and node.parent.type == "pair"
        ):
            return make(source, span, key(value, _quote(source)))
    elif _IDENTIFIER.match(old) and (node := _node_at(_tree(source), span)) is not None and node.type in _SHORTHAND:
        return make(source, span, f"{old}: {literal(value, _quote(source))}")
    return make(source, span, like(old, value, _quote(source)))


def _is_specifier(node: Node | None) -> bool:
    """`import { NAME } from ...` without `as`."""
    parent = node.parent if node is not None else None
    return parent is not None and parent.type == "import_specifier" and parent.named_child_count == 1


def replace_literal(source: SourceFile, span: Span, code: str) -> Edit:
    """`code` in place of the expression at `span`, in parentheses where it would bind otherwise."""
    node = _node_at(_tree(source), span)
    code = _styled(source, code)
    if node is not None and node.type in _SHORTHAND:
        return make(source, span, f"{source.text(span)}: {code}")
    parent = node.parent if node is not None else None
    if parent is not None and parent.type not in _LOOSE and not _ATOM.match(code):
        code = f"({code})"
    elif parent is not None and parent.type == "jsx_attribute":
        code = "{" + code + "}"
    return make(source, span, code)


def rename_argument(source: SourceFile, arg: Arg, name: str) -> Edit:
    """The new name in place of the old one; a quoted key keeps its quotes, a shorthand is written out."""
    piece = _rename(_tree(source), source, arg, name)
    return make(source, piece.span, piece.text)


def _rename(tree: Tree, source: SourceFile, arg: Arg, name: str) -> Piece:
    if arg.name_span is None:
        raise EditError(
            f"{source.path}:{source.line(arg.span.start)}: argument {arg.name} has no name in the code to change"
        )
    old = source.text(arg.name_span)
    if old[:1] in ("'", '"', "`"):
        return Piece(arg.name_span, like(old, name))
    node = _node_at(tree, arg.name_span)
    new = key(name, _quote(source))
    return Piece(arg.name_span, f"{new}: {old}" if node is not None and node.type in _SHORTHAND else new)


def _tree(source: SourceFile) -> Tree:
    return parse(source.path, source.data, source.encoding).tree


def _node_at(tree: Tree, span: Span) -> Node | None:
    node = tree.root_node.named_descendant_for_byte_range(span.start, span.end)
    exact = node is not None and (node.start_byte, node.end_byte) == (span.start, span.end)
    return node if exact else None


def _quote(source: SourceFile) -> str:
    """The quote mark of most imports, else of most of the file."""
    marks = _FROM.findall(source.data[:20_000]) or re.findall(rb"['\"]", source.data[:20_000])
    return "'" if marks.count(b"'") > marks.count(b'"') else '"'


def _styled(source: SourceFile, code: str) -> str:
    """New code with the file's own quote mark."""
    if '"' in code and _quote(source) == "'" and not any(c in code for c in "'`\\"):
        return code.replace('"', "'")
    return code


# --- arguments of one call -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Items:
    """A bracketed list: its items, the comma after each (or None), comments, and the brackets."""

    node: Node
    items: tuple[Node, ...]
    commas: tuple[Node | None, ...]
    comments: tuple[Node, ...]

    def index_of(self, span: Span) -> int | None:
        places = [(n.start_byte, n.end_byte) for n in self.items]
        return places.index((span.start, span.end)) if (span.start, span.end) in places else None


def _read(node: Node) -> _Items:
    items: list[Node] = []
    commas: list[Node | None] = []
    comments: list[Node] = []
    for child in node.children:
        if child.type == "comment":
            comments.append(child)
        elif child.is_named:
            items.append(child)
            commas.append(None)
        elif child.type in (",", ";") and commas:
            commas[-1] = child
    return _Items(node, tuple(items), tuple(commas), tuple(comments))


def _container(tree: Tree, source: SourceFile, span: Span) -> Node:
    """The bracketed node that holds an entry at `span` as a direct child."""
    node = tree.root_node.named_descendant_for_byte_range(span.start, span.end)
    while node is not None and node.parent is not None:
        parent = node.parent
        if parent.type in _CONTAINERS and (node.start_byte, node.end_byte) == (span.start, span.end):
            return parent
        node = parent
    raise EditError(f"{source.path}:{source.line(span.start)}: no argument stands there")


def _place(tree: Tree, source: SourceFile, site: Site) -> Node:
    """The object literal properties are added to, or the parentheses when there is none."""
    span = site.args_span
    if span is not None:
        node = tree.root_node.named_descendant_for_byte_range(span.start - 1, span.end + 1)
        while node is not None and node.end_byte == span.end + 1 and node.start_byte == span.start - 1:
            if node.type in ("object", "arguments"):
                return node
            node = node.parent
    raise EditError(f"{source.path}:{site.line}: arguments cannot be added or removed here")


def remove_argument(source: SourceFile, arg: Arg) -> Edit:
    """Removes a property, a list item or an argument."""
    items = _read(_container(_tree(source), source, arg.span))
    place = items.index_of(arg.span)
    if place is None:
        raise EditError(f"{source.path}:{source.line(arg.span.start)}: no argument stands there")
    return make(source, _run_span(source, items, place, place), "")


def _own_line(source: SourceFile, node: Node) -> bool:
    return not source.data[_line_start(source, node.start_byte) : node.start_byte].strip()


def _line_start(source: SourceFile, offset: int) -> int:
    return source.line_start(source.line(offset))


def _line_end(source: SourceFile, offset: int) -> int:
    """Offset after the line end of the line that holds `offset`."""
    end = source.data.find(b"\n", offset)
    return len(source.data) if end < 0 else end + 1


def _run_span(source: SourceFile, items: _Items, first: int, last: int) -> Span:
    """What to delete so that items `first` to `last` are gone with the commas that belong to them."""
    start, end = items.items[first], items.items[last]
    comma = items.commas[last]
    stop = comma.end_byte if comma is not None else end.end_byte
    line_end = _line_end(source, stop)
    rest = source.data[stop:line_end].strip()
    closing = items.node.end_byte - 1
    if _own_line(source, start) and (not rest or (rest.startswith(b"//") and line_end <= closing)):
        return Span(_line_start(source, start.start_byte), line_end)
    following = items.items[last + 1] if last + 1 < len(items.items) else None
    previous = items.commas[first - 1] if first else None
    clear = previous is not None and not _comment_between(items, previous.end_byte, start.start_byte)
    if following is not None and comma is not None:
        if not _comment_between(items, comma.end_byte, following.start_byte):
            if source.line(following.start_byte) == source.line(comma.end_byte):
                return Span(start.start_byte, following.start_byte)
            if clear and previous is not None:
                return Span(previous.end_byte, comma.end_byte)
        return Span(start.start_byte, comma.end_byte)
    if clear and previous is not None:
        return Span(previous.start_byte, end.end_byte)  # the removed one's trailing comma takes its place
    return Span(start.start_byte, stop)


def _comment_between(items: _Items, start: int, end: int) -> bool:
    return any(start <= c.start_byte < end for c in items.comments)


def combine(source: SourceFile, site: Site, changes: Sequence[ArgChange]) -> tuple[Edit, ...]:
    """Edits for all the changes; an addition next to a removal becomes one edit."""
    tree = _tree(source)
    pieces: list[Piece] = []
    removed: list[Arg] = []
    added: list[str] = []
    renamed = {c.name for c in changes if c.op == "rename"}
    for change in changes:
        arg = site.arg(change.name)
        if change.op == "add":
            if arg is not None:
                raise EditError(f"{source.path}:{site.line}: {change.name} is given already")
            added.append(f"{key(change.name, _quote(source))}: {_styled(source, change.code)}")
        elif arg is None or arg.span.end > len(source.data) or (arg.span == arg.value_span and arg.name_span is None):
            raise EditError(f"{source.path}:{site.line}: argument {change.name} is not written in this file")
        elif change.op == "remove":
            removed.append(arg)
        elif change.op == "rename":
            pieces.append(_rename(tree, source, arg, change.code))
        else:
            edit = replace_literal(source, arg.value_span, change.code)
            if arg.name in renamed and arg.span == arg.value_span:
                raise EditError(f"{source.path}:{site.line}: {change.name} is written in shorthand")
            pieces.append(Piece(edit.span, edit.after))
    if added or removed:
        pieces += _added_and_removed(tree, source, site, removed, added)
    ordered = sorted(set(pieces), key=lambda p: (p.span, p.text))
    return tuple(make(source, p.span, p.text) for p in ordered)


def _added_and_removed(
    tree: Tree, source: SourceFile, site: Site, removed: Sequence[Arg], added: Sequence[str]
) -> list[Piece]:
    pieces: list[Piece] = []
    groups: dict[int, tuple[_Items, set[int]]] = {}
    for arg in removed:
        items = _read(_container(tree, source, arg.span))
        place = items.index_of(arg.span)
        if place is not None:
            groups.setdefault(items.node.start_byte, (items, set()))[1].add(place)
    own = -1
    if added:
        node = _place(tree, source, site)
        if node.type == "arguments":
            return [*pieces, *_new_object(_read(node), added)]
        groups.setdefault(node.start_byte, (_read(node), set()))
        own = node.start_byte
    for start, (items, gone) in groups.items():
        texts = tuple(added) if start == own else ()
        for first, last in _runs(gone):
            if texts and last == len(items.items) - 1:
                span = Span(items.items[first].start_byte, items.items[last].end_byte)
                pieces.append(Piece(span, _joined(source, items, first, texts)))
                texts = ()
            else:
                pieces.append(Piece(_run_span(source, items, first, last), ""))
        if texts:
            pieces += add_text(source, items, texts)
    return pieces


def _new_object(items: _Items, texts: Sequence[str]) -> list[Piece]:
    """`new OpenAI()` gets an object of options; after other arguments it comes last."""
    written = "{ " + ", ".join(texts) + " }"
    if not items.items:
        place = items.node.start_byte + 1
        return [Piece(Span(place, place), written)]
    comma = items.commas[-1]
    place = (comma or items.items[-1]).end_byte
    return [Piece(Span(place, place), f" {written}" if comma is not None else f", {written}")]


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last) pairs."""
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _joined(source: SourceFile, items: _Items, place: int, texts: Sequence[str]) -> str:
    """Several new entries as the entries around `place` are laid out."""
    node = items.items[place]
    separator = ",\n" + source.indent(node.start_byte) if _own_line(source, node) else ", "
    return separator.join(texts)


def add_text(source: SourceFile, items: _Items, texts: Sequence[str]) -> list[Piece]:
    """Pieces that add entries after the last one, in its layout."""
    if not items.items:
        start = items.node.start_byte + 1
        inner = source.data[start : items.node.end_byte - 1]
        if b"//" in inner or b"\n" in inner:
            indent = source.indent(items.node.start_byte)
            return [Piece(Span(start, start), "\n" + "\n".join(f"{indent}  {t}," for t in texts))]
        return [Piece(Span(start, start), " " + ", ".join(texts) + ("" if inner[:1] == b" " else " "))]
    last, comma = items.items[-1], items.commas[-1]
    stop = (comma or last).end_byte
    if not _own_line(source, last):
        joined = " " + ", ".join(texts) + ","
        return [Piece(Span(stop, stop), joined if comma is not None else ", " + ", ".join(texts))]
    indent = source.indent(last.start_byte)
    row = (comma or last).end_point.row
    comment = next((c for c in items.comments if c.start_point.row == row and c.start_byte >= stop), None)
    lines = "".join(f"\n{indent}{t}," for t in texts)
    if comma is not None:
        place = comment.end_byte if comment is not None else stop
        return [Piece(Span(place, place), lines)]
    if comment is None:
        return [Piece(Span(stop, stop), "," + lines[:-1])]
    return [Piece(Span(stop, stop), ","), Piece(Span(comment.end_byte, comment.end_byte), lines[:-1])]


# --- what the SDK has no name for ----------------------------------------------------------------


def extra_body_change(source: SourceFile, site: Site, entries: Mapping[str, object]) -> ArgChange:
    """The entries as properties of the request: the SDK sends what it does not know as it is."""
    first, *rest = entries.items()
    code = ", ".join([literal(first[1]), *(f"{key(n)}: {literal(v)}" for n, v in rest)])
    if site.arg(first[0]) is not None and rest:
        raise EditError(f"{source.path}:{site.line}: {first[0]} is given already")
    return ArgChange("add" if site.arg(first[0]) is None else "replace", first[0], code)
