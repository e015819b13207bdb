"""A parsed file's nodes by kind, each group put in order and looked at only when it is asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from tree_sitter import Node, Tree

from migrate.languages.typescript.expr import Builder, children, last_name
from migrate.languages.typescript.parse import captured

FUNCTIONS = (
    "function_declaration", "generator_function_declaration", "arrow_function", "function_expression", "function",
    "generator_function", "method_definition",
)  # fmt: skip
CLASSES = ("class_declaration", "abstract_class_declaration", "class")
_BINDING = (
    "statement_block", "variable_declarator", "public_field_definition", "field_definition", "assignment_expression",
    "augmented_assignment_expression", "return_statement", "for_in_statement", "for_statement", "while_statement",
    "do_statement", "enum_declaration", "type_alias_declaration", "interface_declaration", "import_statement",
    "export_statement",
)  # fmt: skip
_GROUPS = (
    ("binding", (*FUNCTIONS, *CLASSES, *_BINDING)),
    ("call", ("call_expression", "new_expression")),
    ("string", ("string", "template_string")),
    ("regex", ("regex",)),
    ("dynamic", ("import",)),
)
_IMPORTS = frozenset({"import_statement", "export_statement", "import_require_clause"})
_CHANGING = ("push", "unshift", "splice", "pop", "shift", "set", "delete", "sort", "reverse", "fill")
_WORD = re.compile(
    rb"(?<![\w$])(?:[A-Z][A-Z0-9_]{2,80}|[a-z]+_proxy|role|(?:\w*[oO]pen_?[aA][iI]|\w*gpt)\w*)(?![\w$])"
)
_BUILT = re.compile(rb"env\s*\[\s*`")


class Nodes:
    """The nodes of one file. Their expressions are built by `builder`."""

    def __init__(self, tree: Tree, builder: Builder) -> None:
        self.tree, self.builder = tree, builder
        self._captured = captured(tree, _GROUPS)
        self._ordered: dict[str, list[Node]] = {}
        self._places: list[tuple[int, int, int]] = []  # start, -end and number of each scope, in order
        self._parents: list[int] = []

    def of(self, group: str) -> list[Node]:
        """The nodes of a group, each before those inside it."""
        if group not in self._ordered:
            found = self._captured.pop(group, [])
            self._ordered[group] = sorted(found, key=lambda n: (n.start_byte, -n.end_byte))
        return self._ordered[group]

    @cached_property
    def calls(self) -> dict[str, list[Node]]:
        """Calls and constructions by the last name of what is called; empty for what has none."""
        found: dict[str, list[Node]] = {}
        for node in self.of("call"):
            function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
            found.setdefault(last_name(function), []).append(node)
        return found

    @cached_property
    def strings(self) -> list[Node]:
        """Strings and templates that are not the name of a module."""
        return [n for n in self.of("string") if n.parent is None or n.parent.type not in _IMPORTS]

    # --- scopes ----------------------------------------------------------------------------------

    def opened(self, parents: Iterable[int]) -> None:
        """Take note of the scopes that the file has, by their number."""
        self._places = sorted((start, -end, number) for (start, end), number in self.builder.numbers.items())
        self._parents = list(parents)

    def scope_at(self, node: Node) -> int:
        """The scope a node stands in."""
        start, end = node.start_byte, node.end_byte
        place = bisect_right(self._places, (start, -end, len(self._parents))) - 1
        number = self._places[place][2] if place >= 0 else 0
        while number > 0 and not self._holds(number, end):
            number = self._parents[number]
        return number

    def _holds(self, number: int, end: int) -> bool:
        return self._ends[number] >= end

    @cached_property
    def _ends(self) -> dict[int, int]:
        return {number: -end for _, end, number in self._places}

    # --- what stands in the file -----------------------------------------------------------------

    def changed(self) -> set[str]:
        """Names of objects that are changed by a method of theirs, or by `Object.assign`."""
        found: set[str] = set()
        for method in (*_CHANGING, "assign"):
            for node in self.calls.get(method, ()):
                function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
                if function is None or function.type != "member_expression":
                    continue
                if method != "assign":
                    found.add(last_name(function.child_by_field_name("object")))
                elif arguments is not None:
                    found.add(last_name(next(children(arguments), None)))
        return found

    @cached_property
    def words(self) -> tuple[list[tuple[Node, int]], list[tuple[Node, int]], list[Node]]:
        """Members with a name in capitals, entries that may declare a variable, and `role:` entries.

        They are found by their letters: there are few of them, so that the tree need not be walked for them.
        """
        root = self.tree.root_node
        members: list[tuple[Node, int]] = []
        keys: list[tuple[Node, int]] = []
        roles: list[Node] = []
        for match in _WORD.finditer(self.builder.data):
            node = root.named_descendant_for_byte_range(match.start(), match.end())
            if node is None or node.end_byte - node.start_byte != match.end() - match.start():
                continue
            if node.type == "string_fragment" and node.parent is not None:
                node = node.parent
            parent = node.parent
            if parent is None:
                continue
            if parent.type in ("member_expression", "subscript_expression"):
                if node != parent.child_by_field_name("object"):
                    members.append((parent, self.scope_at(parent)))
            elif parent.type in ("pair", "property_signature") and parent.named_children[0] == node:
                if match.group(0) == b"role":
                    roles.append(parent)
                else:
                    keys.append((parent, self.scope_at(parent)))
        for match in _BUILT.finditer(self.builder.data):
            node = root.named_descendant_for_byte_range(match.end() - 1, match.end())
            if node is not None and node.type == "template_string" and node.parent is not None:
                members.append((node.parent, self.scope_at(node.parent)))
        return members, keys, roles


