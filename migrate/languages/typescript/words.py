"""Names found by their letters: there are few of them, so that the tree need not be walked for them."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.typescript.expr import Builder
from migrate.languages.typescript.scopes import Module

_WORD = re.compile(
    rb"(?<![\w$])(?:[A-Z][A-Z0-9_]{2,80}|[a-z]+_proxy|role|(?:\w*[oO]pen_?[aA][iI]|\w*gpt)\w*)(?![\w$])"
)
_BUILT = re.compile(rb"env\s*\[\s*`")


_ADDRESS = re.compile(
    rb"api\.openai\.com|\.openai\.azure|chat/completions|/v1/|[\"'`]/?(?:embeddings|responses|completions)[\"'`]"
)
_PASSED = frozenset({"identifier", "member_expression", "new_expression", "call_expression", "this"})


_VERBS = frozenset({"get", "post", "put", "patch", "delete", "request", "use", "all", "route", "fetch"})


def tells(function: Node | None, argument: Node) -> bool:
    """Whether what is passed to a function says something of its parameter: a client, an address of the API.

    `router.post("/v1/chat/completions")` says nothing of a function `post` of the project's own.
    """
    if argument.type not in ("string", "template_string"):
        return argument.type in _PASSED
    if function is not None and function.type == "member_expression":
        owner, name = function.child_by_field_name("object"), function.child_by_field_name("property")
        if name is None or ((name.text or b"").decode() in _VERBS and (owner is None or owner.type != "this")):
            return False
    return _ADDRESS.search(argument.text or b"") is not None


class Words:
    """The part of the collector that looks for variables' names and roles of messages."""

    builder: Builder
    module: Module
    numbers: dict[tuple[int, int], int]

    def _words(self) -> None:
        """Names in capitals and the like: found by their letters, as there are few of them."""
        root, module = self.module.tree.root_node, self.module
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
                    module.members.append((parent, self._scope_of(parent)))
            elif parent.type in ("pair", "property_signature") and parent.named_children[0] == node:
                found = module.roles if match.group(0) == b"role" else module.keys
                found.append((parent, self._scope_of(parent)))
        for match in _BUILT.finditer(self.builder.data):
            node = root.named_descendant_for_byte_range(match.end() - 1, match.end())
            if node is not None and node.type == "template_string" and node.parent is not None:
                module.members.append((node.parent, self._scope_of(node.parent)))

    def _scope_of(self, node: Node) -> int:
        """The scope a node stands in."""
        current: Node | None = node
        while current is not None:
            number = self.numbers.get((current.start_byte, current.end_byte))
            if number is not None:
                return number
            current = current.parent
        return 0
