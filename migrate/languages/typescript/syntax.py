"""A parsed file's nodes by kind, each group put in order and looked at only when it is asked for."""

from __future__ import annotations

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
_IMPORTS = frozenset({"import_statement", "export_statement"})
_CHANGING = ("push", "unshift", "splice", "pop", "shift", "set", "delete", "sort", "reverse", "fill")


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

    def is_module(self, string: Node) -> bool:
        """A string that names the module of an import."""
        return string.start_byte in self._modules

    @cached_property
    def _modules(self) -> frozenset[int]:
        """Where the modules of imports are named. Asking each string of a long list what is around it takes long."""
        found = set()
        for node in self.of("binding"):
            if node.type in _IMPORTS:
                clause = next((c for c in node.named_children if c.type == "import_require_clause"), node)
                named = clause.child_by_field_name("source")
                found |= {named.start_byte} if named is not None else set()
        return frozenset(found)

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

    def changed(self) -> dict[str, set[int]]:
        """Names of objects that are changed by a method of theirs, or by `Object.assign`, with the scopes of that."""
        found: dict[str, set[int]] = {}
        for method in (*_CHANGING, "assign"):
            for node in self.calls.get(method, ()):
                function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
                if function is None or function.type != "member_expression":
                    continue
                if method != "assign":
                    name = last_name(function.child_by_field_name("object"))
                elif arguments is not None:
                    name = last_name(next(children(arguments), None))
                else:
                    continue
                found.setdefault(name, set()).add(self.scope_at(node))
        return found

    def at(self, start: int, end: int) -> Node | None:
        """The node that is exactly the text between two places; the string, where that is all a string says."""
        node = self.tree.root_node.named_descendant_for_byte_range(start, end)
        if node is None or node.end_byte - node.start_byte != end - start:
            return None
        return node.parent if node.type == "string_fragment" else node
