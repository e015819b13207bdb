"""The verb that makes a module importable by its name."""

from __future__ import annotations

from tree_sitter import Node

from migrate.edit import make
from migrate.languages.lists import line_end
from migrate.languages.nodes import text_of
from migrate.languages.python.expr import children
from migrate.languages.python.parse import tree_of
from migrate.model import Edit, Span
from migrate.source import SourceFile


def ensure_import(source: SourceFile, module: str) -> Edit | None:
    """`import module` before the first import, or below the docstring; None when it is bound already.

    `module:name` is `from module import name`.
    """
    module, _, name = module.partition(":")
    tree = tree_of(source.data, source.encoding)
    first: Node | None = None
    after: Node | None = None
    body = [c for c in tree.root_node.named_children if c.type != "comment"]
    for number, node in enumerate(body):
        if _gives(node, module, name) if name else node.type == "import_statement" and _binds(node, module):
            return None
        begins = node.start_point.column == _bom(source, node)
        if begins and node.type in ("import_statement", "import_from_statement"):
            first = first or node
        elif node.type == "future_import_statement" or (number == 0 and _is_docstring(node)):
            after = node
    line = f"from {module} import {name}\n" if name else f"import {module}\n"
    if first is not None:
        return make(source, Span(first.start_byte, first.start_byte), line)
    if after is not None:
        place = line_end(source, after.end_byte)
        missing = not source.data[:place].endswith(b"\n")
        return make(source, Span(place, place), ("\n" if missing else "") + line)
    start = source.line_start(source.line(body[0].start_byte)) if body else len(source.data)
    missing = start > source.start and not source.data[:start].endswith(b"\n")
    return make(source, Span(start, start), ("\n" if missing else "") + line + ("\n" if body else ""))


def _bom(source: SourceFile, node: Node) -> int:
    """Column of the first character of a line: after the BOM on the first one."""
    return source.start if node.start_point.row == 0 else 0


def _binds(node: Node, module: str) -> bool:
    names = (text_of(c) for c in children(node) if c.type == "dotted_name")
    return any(name.partition(".")[0] == module for name in names)


def _gives(node: Node, module: str, name: str) -> bool:
    """True for `from module import ..., name`, under its own name."""
    named = node.child_by_field_name("module_name") if node.type == "import_from_statement" else None
    if named is None or text_of(named) != module:
        return False
    return any(c.type == "dotted_name" and text_of(c) == name for c in list(children(node))[1:])


def _is_docstring(node: Node) -> bool:
    inner = next(children(node), None) if node.type == "expression_statement" else None
    return inner is not None and inner.type in ("string", "concatenated_string")
