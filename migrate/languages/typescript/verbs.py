"""The edit verbs: what a rule wants, as byte spans that leave every other byte alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from tree_sitter import Node, Tree

from migrate.edit import make
from migrate.languages import lists
from migrate.languages.base import ArgChange, EditError
from migrate.languages.lists import Piece, only
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
_SEPARATORS = (",", ";")  # the properties of an object type may end in either
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
    return _parsed(source.path, source.data, source.encoding)


@lru_cache(maxsize=2)  # one file is asked about many times in a row
def _parsed(path: str, data: bytes, encoding: str) -> Tree:
    return parse(path, data, encoding).tree


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
    groups = lists.removals(_tree(source), source, (arg,), _CONTAINERS, _SEPARATORS)
    return only(lists.edits(source, lists.changed(source, groups, None, (), comment=b"//", empty=())), source)


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
            spread = change.name + change.code if change.name == "..." else None
            added.append(spread or f"{key(change.name, _quote(source))}: {_styled(source, change.code)}")
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
    return lists.edits(source, pieces)


def _added_and_removed(
    tree: Tree, source: SourceFile, site: Site, removed: Sequence[Arg], added: Sequence[str]
) -> list[Piece]:
    groups = lists.removals(tree, source, removed, _CONTAINERS, _SEPARATORS)
    if not added:
        return lists.changed(source, groups, None, (), comment=b"//", empty=())
    items = lists.read(_place(tree, source, site), separators=_SEPARATORS)
    if items.node.type == "arguments":
        taken = lists.changed(source, groups, None, (), comment=b"//", empty=())
        return [*taken, *_new_object(items, added)]
    own = items.node.start_byte
    groups.setdefault(own, (items, set()))
    return lists.changed(source, groups, own, added, comment=b"//", empty=_first(source, items, added))


def _first(source: SourceFile, items: lists.Items, texts: Sequence[str]) -> list[Piece]:
    """Entries for an object that has none, on lines of their own where it is written over several."""
    start = items.node.start_byte + 1
    inner = source.data[start : items.node.end_byte - 1]
    if b"//" in inner or b"\n" in inner:
        indent = source.indent(items.node.start_byte)
        return [Piece(Span(start, start), "\n" + "\n".join(f"{indent}  {t}," for t in texts))]
    return [Piece(Span(start, start), " " + ", ".join(texts) + ("" if inner[:1] == b" " else " "))]


def _new_object(items: lists.Items, texts: Sequence[str]) -> list[Piece]:
    """`new OpenAI()` gets an object of options; after other arguments it comes last."""
    written = "{ " + ", ".join(texts) + " }"
    if not items.items:
        place = items.node.start_byte + 1
        return [Piece(Span(place, place), written)]
    comma = items.commas[-1]
    place = (comma or items.items[-1]).end_byte
    return [Piece(Span(place, place), f" {written}" if comma is not None else f", {written}")]


# --- what the SDK has no name for ----------------------------------------------------------------


def extra_body_change(source: SourceFile, site: Site, entries: Mapping[str, object]) -> ArgChange:
    """The entries as properties of the request: the SDK sends what it does not know as it is."""
    first, *rest = entries.items()
    code = ", ".join([literal(first[1]), *(f"{key(n)}: {literal(v)}" for n, v in rest)])
    if site.arg(first[0]) is not None and rest:
        raise EditError(f"{source.path}:{site.line}: {first[0]} is given already")
    return ArgChange("add" if site.arg(first[0]) is None else "replace", first[0], code)
