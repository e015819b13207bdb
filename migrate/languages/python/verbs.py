"""The edit verbs: what a rule wants, as byte spans that leave every other byte alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node, Tree

from migrate.edit import make
from migrate.languages.base import ArgChange, EditError
from migrate.languages.python.import_edit import ensure_import, line_end
from migrate.languages.python.literals import env_reference, like, literal
from migrate.languages.python.parse import parse
from migrate.model import Arg, DictValue, Edit, Literal, Site, Span
from migrate.source import SourceFile

__all__ = [
    "add_text", "combine", "ensure_import", "env_reference", "extra_body_change", "literal", "only",
    "remove_argument", "rename_argument", "replace_literal", "replace_value",
]  # fmt: skip

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


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that goes in place of a span, before it becomes an edit."""

    span: Span
    text: str


# --- one value -----------------------------------------------------------------------------------


def replace_value(source: SourceFile, span: Span, value: object) -> Edit:
    """The value in the style of what stands at `span`; a span of several tokens becomes one literal."""
    return make(source, span, like(source.text(span), value))


def replace_literal(source: SourceFile, span: Span, code: str) -> Edit:
    """`code` in place of the expression at `span`, in parentheses where it would bind otherwise."""
    tree = parse(source.data, source.encoding)
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
        elif child.is_named and child.type != "line_continuation":
            items.append(child)
            commas.append(None)
        elif child.type == "," and commas:
            commas[-1] = child
    return _Items(node, tuple(items), tuple(commas), tuple(comments))


def _container(tree: Tree, source: SourceFile, span: Span) -> Node:
    """The bracketed node that holds an argument or entry at `span` as a direct child."""
    node = tree.root_node.named_descendant_for_byte_range(span.start, span.end)
    while node is not None and node.parent is not None:
        parent = node.parent
        if parent.type in ("argument_list", "dictionary", "list", "tuple", "set") and (
            node.start_byte,
            node.end_byte,
        ) == (span.start, span.end):
            return parent
        node = parent
    raise EditError(f"{source.path}:{source.line(span.start)}: no argument stands there")


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
    return only(_make(source, _remove(parse(source.data, source.encoding), source, arg)), source)


def _remove(tree: Tree, source: SourceFile, arg: Arg) -> list[Piece]:
    items = _read(_container(tree, source, arg.span))
    place = items.index_of(arg.span)
    if place is None:
        raise EditError(f"{source.path}:{source.line(arg.span.start)}: no argument stands there")
    return [Piece(_run_span(source, items, place, place), "")]


def _own_line(source: SourceFile, node: Node) -> bool:
    return not source.data[_line_start(source, node.start_byte) : node.start_byte].strip()


def _line_start(source: SourceFile, offset: int) -> int:
    return source.line_start(source.line(offset))


def _run_span(source: SourceFile, items: _Items, first: int, last: int) -> Span:
    """What to delete so that items `first` to `last` are gone with the commas that belong to them."""
    start, end = items.items[first], items.items[last]
    comma = items.commas[last]
    stop = comma.end_byte if comma is not None else end.end_byte
    end_of_line = line_end(source, stop)
    rest = source.data[stop:end_of_line].strip()
    closing = items.node.end_byte - 1
    if _own_line(source, start) and (not rest or (rest.startswith(b"#") and end_of_line <= closing)):
        return Span(_line_start(source, start.start_byte), end_of_line)
    following = items.items[last + 1] if last + 1 < len(items.items) else None
    if following is not None and comma is not None:
        if not _comment_between(items, comma.end_byte, following.start_byte):
            if source.line(following.start_byte) == source.line(comma.end_byte):
                return Span(start.start_byte, following.start_byte)
            previous = items.commas[first - 1] if first else None
            if previous is not None and not _comment_between(items, previous.end_byte, start.start_byte):
                return Span(previous.end_byte, comma.end_byte)
        return Span(start.start_byte, comma.end_byte)
    previous = items.commas[first - 1] if first else None
    if previous is not None and not _comment_between(items, previous.end_byte, start.start_byte):
        return Span(previous.start_byte, end.end_byte)  # the removed one's trailing comma takes its place
    return Span(start.start_byte, stop)


def _comment_between(items: _Items, start: int, end: int) -> bool:
    return any(start <= c.start_byte < end for c in items.comments)


def combine(source: SourceFile, site: Site, changes: Sequence[ArgChange]) -> tuple[Edit, ...]:
    """Edits for all the changes; an addition next to a removal becomes one edit."""
    tree = parse(source.data, source.encoding)
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
    return _make(source, pieces)


def _is_here(source: SourceFile, arg: Arg) -> bool:
    """False for an argument that comes in through `**NAME` with NAME in another file."""
    text = source.text(arg.span)
    return not text.startswith("**") and arg.span.end <= len(source.data)


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
    if added:
        arguments = _read(_arguments(tree, source, site))
        groups.setdefault(arguments.node.start_byte, (arguments, set()))
        own = arguments.node.start_byte
    for start, (items, gone) in groups.items():
        texts = added if added and start == own else ()
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
    """Several new items as the items around `place` are laid out."""
    node = items.items[place]
    separator = ",\n" + source.indent(node.start_byte) if _own_line(source, node) else ", "
    return separator.join(texts)


def add_text(source: SourceFile, items: _Items, texts: Sequence[str]) -> list[Piece]:
    """Pieces that add items after the last one, in its layout."""
    if not items.items:
        start = items.node.start_byte + 1
        gap = "  " if source.data[start : start + 1] == b"#" else ""
        return [Piece(Span(start, start), ", ".join(texts) + gap)]
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
    tree = parse(source.data, source.encoding)
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
        pieces += add_text(source, _read(node), new)
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


def _make(source: SourceFile, pieces: Iterable[Piece]) -> tuple[Edit, ...]:
    ordered = sorted(set(pieces), key=lambda p: (p.span, p.text))
    return tuple(make(source, p.span, p.text) for p in ordered)


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
