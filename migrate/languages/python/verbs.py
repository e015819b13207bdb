"""The edit verbs: what a rule wants, as byte spans that leave every other byte alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tree_sitter import Node, Tree

from migrate.edit import make
from migrate.languages import lists
from migrate.languages.base import ArgChange, EditError
from migrate.languages.lists import Piece, only
from migrate.languages.python.import_edit import ensure_import
from migrate.languages.python.literals import env_reference, like, literal
from migrate.languages.python.parse import parse, tree_of
from migrate.model import Arg, DictValue, Edit, Literal, Site, Span
from migrate.source import SourceFile

__all__ = [
    "combine", "ensure_import", "env_reference", "extra_body_change", "literal", "only",
    "remove_argument", "rename_argument", "replace_literal", "replace_value",
]  # fmt: skip

_CONTAINERS = ("argument_list", "dictionary", "list", "tuple", "set")
_ATOMS = frozenset(
    {
        "string", "integer", "float", "identifier", "attribute", "call", "subscript", "list", "dictionary",
        "tuple", "set", "true", "false", "none", "parenthesized_expression",
    }
)  # fmt: skip
_LOOSE = frozenset(
    {
        "keyword_argument", "argument_list", "assignment", "pair", "list", "tuple", "set", "default_parameter",
        "typed_default_parameter", "return_statement", "parenthesized_expression", "subscript", "expression_list",
    }
)  # fmt: skip


# --- one value -----------------------------------------------------------------------------------


def replace_value(source: SourceFile, span: Span, value: object) -> Edit:
    """The value in the style of what stands at `span`; a span of several tokens becomes one literal."""
    return make(source, span, like(source.text(span), value))


def replace_literal(source: SourceFile, span: Span, code: str) -> Edit:
    """`code` in place of the expression at `span`, in parentheses where it would bind otherwise."""
    tree = tree_of(source.data, source.encoding)
    node = tree.root_node.named_descendant_for_byte_range(span.start, span.end)
    parent = node.parent if node is not None and (node.start_byte, node.end_byte) == (span.start, span.end) else node
    if parent is not None and parent.type not in _LOOSE and not _is_atom(code):
        code = f"({code})"
    quote = _enclosing_quote(parent, source)
    if quote is not None and quote in code:
        raise EditError(f"{source.path}:{source.line(span.start)}: the new code holds the f-string's own quote mark")
    return make(source, span, code)


def _is_atom(code: str) -> bool:
    root = parse(code.encode()).root_node
    statement = root.named_children[0] if root.named_child_count == 1 else None
    inner = statement.named_children[0] if statement is not None and statement.named_child_count == 1 else None
    return inner is not None and inner.type in _ATOMS


def _enclosing_quote(node: Node | None, source: SourceFile) -> str | None:
    """Quote mark of the f-string an expression stands inside of, if it does."""
    while node is not None:
        if node.type == "interpolation" and node.parent is not None:
            start = node.parent.children[0]
            return source.text(Span(start.start_byte, start.end_byte))[-1]
        node = node.parent
    return None


def rename_argument(source: SourceFile, arg: Arg, name: str) -> Edit:
    """The new name in place of the old one; a dict key keeps its quotes."""
    piece = _rename(source, arg, name)
    return make(source, piece.span, piece.text)


def _rename(source: SourceFile, arg: Arg, name: str) -> Piece:
    if arg.name_span is None:
        raise EditError(
            f"{source.path}:{source.line(arg.span.start)}: argument {arg.name} has no name in the code to change"
        )
    old = source.text(arg.name_span)
    return Piece(arg.name_span, like(old, name) if old[-1:] in ("'", '"') else name)


# --- arguments of one call -----------------------------------------------------------------------


def _arguments(tree: Tree, source: SourceFile, site: Site) -> Node:
    span = site.args_span
    if span is not None:
        node = tree.root_node.named_descendant_for_byte_range(span.start - 1, span.end + 1)
        while node is not None and node.end_byte == span.end + 1 and node.start_byte >= site.span.start:
            if node.type == "argument_list" and node.start_byte == span.start - 1:
                return node
            node = node.parent
    raise EditError(f"{source.path}:{site.line}: arguments cannot be added or removed here")


def remove_argument(source: SourceFile, arg: Arg) -> Edit:
    """Removes an argument, or an entry of a dict or list among the arguments."""
    groups = lists.removals(tree_of(source.data, source.encoding), source, (arg,), _CONTAINERS, (",",))
    return only(lists.edits(source, lists.changed(source, groups, None, (), comment=b"#", empty=())), source)


def combine(source: SourceFile, site: Site, changes: Sequence[ArgChange]) -> tuple[Edit, ...]:
    """Edits for all the changes; an addition next to a removal becomes one edit."""
    tree = tree_of(source.data, source.encoding)
    pieces: list[Piece] = []
    removed: list[Arg] = []
    added: list[str] = []
    for change in changes:
        arg = site.arg(change.name)
        if change.op == "add":
            if arg is not None:
                raise EditError(f"{source.path}:{site.line}: {change.name} is given already")
            added.append(f"{change.name}={change.code}")
        elif arg is None or not _is_here(source, arg):
            raise EditError(f"{source.path}:{site.line}: argument {change.name} is not written in this file")
        elif change.op == "remove":
            removed.append(arg)
        elif change.op == "rename":
            pieces.append(_rename(source, arg, change.code))
        else:
            pieces.append(_trimmed(source, arg.value_span, change.code))
    if added or removed:
        pieces += _added_and_removed(tree, source, site, removed, added)
    return lists.edits(source, pieces)


def _is_here(source: SourceFile, arg: Arg) -> bool:
    """False for an argument that comes in through `**NAME` with NAME in another file."""
    text = source.text(arg.span)
    return not text.startswith("**") and arg.span.end <= len(source.data)


def _added_and_removed(
    tree: Tree, source: SourceFile, site: Site, removed: Sequence[Arg], added: Sequence[str]
) -> list[Piece]:
    groups = lists.removals(tree, source, removed, _CONTAINERS, (",",))
    if not added:
        return lists.changed(source, groups, None, (), comment=b"#", empty=())
    arguments = lists.read(_arguments(tree, source, site))
    own = arguments.node.start_byte
    groups.setdefault(own, (arguments, set()))
    return lists.changed(source, groups, own, added, comment=b"#", empty=_first(source, arguments, added))


def _first(source: SourceFile, items: lists.Items, texts: Sequence[str]) -> list[Piece]:
    """Items for a list that has none, in front of a comment that stands in it."""
    start = items.node.start_byte + 1
    gap = "  " if source.data[start : start + 1] == b"#" else ""
    return [Piece(Span(start, start), ", ".join(texts) + gap)]


# --- extra_body ----------------------------------------------------------------------------------


def extra_body_change(source: SourceFile, site: Site, entries: Mapping[str, object]) -> ArgChange:
    """Add `extra_body`, or merge into what is passed already."""
    arg = site.arg("extra_body")
    if arg is None:
        return ArgChange("add", "extra_body", literal(dict(entries)))
    old = source.text(arg.value_span)
    if isinstance(arg.value, Literal) and arg.value.value is None:
        return ArgChange("replace", "extra_body", literal(dict(entries)))
    if isinstance(arg.value, DictValue) and old.startswith("{"):
        return ArgChange("replace", "extra_body", _merged(source, arg, entries))
    rest = ", ".join(f"{literal(k)}: {literal(v)}" for k, v in entries.items())
    head = f"**{old}" if isinstance(arg.value, DictValue) else f"**({old} or {{}})"
    return ArgChange("replace", "extra_body", f"{{{head}, {rest}}}")


def _merged(source: SourceFile, arg: Arg, entries: Mapping[str, object]) -> str:
    """The dict display at `arg` with entries replaced or added."""
    held = arg.value if isinstance(arg.value, DictValue) else DictValue(())
    tree = tree_of(source.data, source.encoding)
    node = tree.root_node.named_descendant_for_byte_range(arg.value_span.start, arg.value_span.end)
    pieces: list[Piece] = []
    new: list[str] = []
    for name, value in entries.items():
        entry = held.get(name)
        inside = entry is not None and arg.value_span.start <= entry.span.start < arg.value_span.end
        if entry is not None and inside:
            pieces.append(Piece(entry.value_span, literal(value)))
        else:
            new.append(f"{literal(name)}: {literal(value)}")
    if new and node is not None:
        items = lists.read(node)
        pieces += lists.appended(source, items, new) if items.items else _first(source, items, new)
    data = source.data[: arg.value_span.end]
    for piece in sorted(pieces, key=lambda p: p.span, reverse=True):
        data = data[: piece.span.start] + piece.text.encode(source.encoding) + data[piece.span.end :]
    return data[arg.value_span.start :].decode(source.encoding)


# --- pieces to edits -----------------------------------------------------------------------------


def _trimmed(source: SourceFile, span: Span, text: str) -> Piece:
    """The replacement without what is equal at both ends, so that only what changes is touched."""
    old = source.text(span)
    if "\r" in old or "\\" in old or len(old) < 40:
        return Piece(span, text)
    head = 0
    while head < min(len(old), len(text)) and old[head] == text[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(text)) - head and old[-1 - tail] == text[-1 - tail]:
        tail += 1
    begin = span.start + len(old[:head].encode(source.encoding))
    end = span.end - len(old[len(old) - tail :].encode(source.encoding))
    return Piece(Span(begin, end), text[head : len(text) - tail])
