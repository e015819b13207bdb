"""Bracketed lists in source text: what goes with an item that is removed, and where a new one stands.

The languages differ in their grammars; how people lay out a list of arguments, properties or items is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node, Tree

from migrate.edit import make
from migrate.languages.base import EditError
from migrate.model import Arg, Edit, Span
from migrate.source import SourceFile


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that goes in place of a span, before it becomes an edit."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A bracketed list: its items, the comma after each (or None), comments, and the brackets."""

    node: Node
    items: tuple[Node, ...]
    commas: tuple[Node | None, ...]
    comments: tuple[Node, ...]

    def index_of(self, span: Span) -> int | None:
        """Position of the item at exactly `span`."""
        places = [(n.start_byte, n.end_byte) for n in self.items]
        return places.index((span.start, span.end)) if (span.start, span.end) in places else None


def read(node: Node, *, separators: Collection[str] = (",",)) -> Items:
    """The list that a bracketed node is."""
    items: list[Node] = []
    commas: list[Node | None] = []
    comments: list[Node] = []
    for child in node.children:
        if child.type == "comment":
            comments.append(child)
        elif child.is_named and child.type != "line_continuation":
            items.append(child)
            commas.append(None)
        elif child.type in separators and commas:
            commas[-1] = child
    return Items(node, tuple(items), tuple(commas), tuple(comments))


def container(tree: Tree, source: SourceFile, span: Span, kinds: Collection[str]) -> Node:
    """The bracketed node of one of `kinds` that holds what is at `span` as a direct child; EditError if none does."""
    node = tree.root_node.named_descendant_for_byte_range(span.start, span.end)
    while node is not None and node.parent is not None:
        parent = node.parent
        if parent.type in kinds and (node.start_byte, node.end_byte) == (span.start, span.end):
            return parent
        node = parent
    raise EditError(f"{source.path}:{source.line(span.start)}: no argument stands there")


def line_end(source: SourceFile, offset: int) -> int:
    """Offset after the line end of the line that holds `offset`."""
    end = source.data.find(b"\n", offset)
    return len(source.data) if end < 0 else end + 1


def _line_start(source: SourceFile, offset: int) -> int:
    return source.line_start(source.line(offset))


def _own_line(source: SourceFile, node: Node) -> bool:
    return not source.data[_line_start(source, node.start_byte) : node.start_byte].strip()


def removal(source: SourceFile, items: Items, first: int, last: int, *, comment: bytes) -> Span:
    """What to delete so that items `first` to `last` are gone with the commas that belong to them.

    `comment` begins a comment to the end of the line: one behind the last item goes with a line of its own.
    """
    start, end = items.items[first], items.items[last]
    comma = items.commas[last]
    stop = comma.end_byte if comma is not None else end.end_byte
    end_of_line = line_end(source, stop)
    rest = source.data[stop:end_of_line].strip()
    closing = items.node.end_byte - 1
    if _own_line(source, start) and (not rest or (rest.startswith(comment) and end_of_line <= closing)):
        return Span(_line_start(source, start.start_byte), end_of_line)
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


def _comment_between(items: Items, start: int, end: int) -> bool:
    return any(start <= c.start_byte < end for c in items.comments)


def removals(
    tree: Tree, source: SourceFile, args: Iterable[Arg], kinds: Collection[str], separators: Collection[str]
) -> dict[int, tuple[Items, set[int]]]:
    """The lists that hold `args`, by where they start, with the positions of those."""
    groups: dict[int, tuple[Items, set[int]]] = {}
    for arg in args:
        items = read(container(tree, source, arg.span, kinds), separators=separators)
        place = items.index_of(arg.span)
        if place is not None:
            groups.setdefault(items.node.start_byte, (items, set()))[1].add(place)
    return groups


def changed(
    source: SourceFile,
    groups: Mapping[int, tuple[Items, set[int]]],
    own: int | None,
    added: Sequence[str],
    *,
    comment: bytes,
    empty: Sequence[Piece],
) -> list[Piece]:
    """Pieces that take the items out of each list and put `added` into the one that starts at `own`.

    An addition next to a removal takes its place. `empty` is how to add to that list when it holds nothing.
    """
    pieces: list[Piece] = []
    for start, (items, gone) in groups.items():
        texts = added if start == own else ()
        for first, last in _runs(gone):
            if texts and last == len(items.items) - 1:
                span = Span(items.items[first].start_byte, items.items[last].end_byte)
                pieces.append(Piece(span, _joined(source, items, first, texts)))
                texts = ()
            else:
                pieces.append(Piece(removal(source, items, first, last, comment=comment), ""))
        if texts:
            pieces += appended(source, items, texts) if items.items else empty
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


def _joined(source: SourceFile, items: Items, place: int, texts: Sequence[str]) -> str:
    """Several new items as the items around `place` are laid out."""
    node = items.items[place]
    separator = ",\n" + source.indent(node.start_byte) if _own_line(source, node) else ", "
    return separator.join(texts)


def appended(source: SourceFile, items: Items, texts: Sequence[str]) -> list[Piece]:
    """Pieces that add items after the last one, in its layout."""
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


def edits(source: SourceFile, pieces: Iterable[Piece]) -> tuple[Edit, ...]:
    """The pieces as edits, in the order of the file, each once."""
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
