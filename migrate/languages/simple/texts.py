"""The text of an expression: constants, what is put together, what is put into a format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from migrate.languages.simple.expr import Call, Get, Inner, Joined, Name, New, Text, key, span_of
from migrate.languages.simple.module import Constant, Index, Module, qualify
from migrate.languages.simple.tables import Tables

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEP = 12  # names that stand for names
_MANY = 60_000  # expressions whose text is asked for, in one file
_JOINERS = frozenset({"JoinPath", "urljoin", "url_join", "joinUrl", "AppendPathSegments"})  # of an address and paths
_PLACES = re.compile(r"%[-+ #0-9.]*[a-zA-Z]|\{[^{}]*\}")


class Texts:
    """The part of the resolver that reads text."""

    module: Module
    tables: Tables
    others: Mapping[str, Index]
    _asked: int

    @property
    def neighbours(self) -> tuple[Index, ...]:
        """The other files of the same folder or namespace."""
        raise NotImplementedError

    def constant(self, node: Node) -> tuple[str, str, Constant] | None:
        """Path, text and place of what a name stands for; None when it is not one text."""
        expr = self.module.expr(node)
        if isinstance(expr, Name):
            text, choices = expr.text, [b for b in self.module.find(expr.text, node.start_byte) if b.value]
            choices = choices or [b for b in self.module.fields.get(expr.text, ()) if b.value]
        elif isinstance(expr, Get):
            text, choices = expr.name, [b for b in self.module.fields.get(expr.name, ()) if b.value]
        else:
            return None
        if choices:
            value = choices[0].value
            held = self.module.expr(value) if value is not None and len(choices) == 1 else None
            if isinstance(held, Text) and held.value is not None and value is not None:
                place = Constant(held.value, span_of(value), value.start_point[0] + 1)
                return self.module.path, held.value, place
            return None
        near = [(i.path, c) for i in self.neighbours if (c := i.constants.get(text))]
        if isinstance(expr, Get) and not near:
            near = [(p, c) for p, i in self.others.items() if (c := i.constants.get(text))]
        elif not near and (full := qualify(self.module, text)) is not None:
            near = self._imported(full)
        return (near[0][0], near[0][1].text, near[0][1]) if len(near) == 1 else None

    def _imported(self, full: str) -> list[tuple[str, Constant]]:
        """The constant that is brought in by its own name: `import shop.api.CHAT_PATH`, also of a class."""
        owner, _, name = full.rpartition(".")
        return [
            (path, constant)
            for path, index in self.others.items()
            if index.namespace and f"{owner}.".startswith(f"{index.namespace}.")
            and (constant := index.constants.get(name)) is not None
        ]  # fmt: skip

    def text(self, node: Node, depth: int = 0) -> str | None:
        """The text of an expression; NUL stands for a part that is not known, None for no text at all."""
        self._asked += 1
        if depth > _DEEP or self._asked > _MANY:
            return "\0"
        expr = self.module.expr(node)
        if isinstance(expr, Text):
            return "".join(p if isinstance(p, str) else self.text(p, depth + 1) or "\0" for p in expr.parts)
        if isinstance(expr, Inner):
            return self.text(expr.node, depth + 1)
        if isinstance(expr, Joined):
            parts = [self.text(p, depth + 1) for p in expr.pieces]
            return "".join(p if p is not None else "\0" for p in parts) if any(parts) else None
        if isinstance(expr, Name | Get):
            known = self.constant(node)
            if known is not None:
                return known[1]
            if isinstance(expr, Name):
                bound = [b for b in self.module.find(expr.text, node.start_byte) if b.value is not None]
                bound = bound or [b for b in self.module.fields.get(expr.text, ()) if b.value is not None]
                if bound and bound[0].value is not None and key(bound[0].value) != key(node):
                    return self.text(bound[0].value, depth + 1)
            return None
        if isinstance(expr, Call) and expr.name in self.tables.wrappers | self.tables.serializers:
            held = expr.args[0].value if expr.args else expr.obj
            return self.text(held, depth + 1) if held is not None else None
        if isinstance(expr, New) and expr.args and expr.type.rpartition(".")[2] in self.tables.wrappers:
            return self.text(expr.args[0].value, depth + 1)
        if isinstance(expr, Call) and expr.name in ("Sprintf", "format", "sprintf", "Format") and expr.args:
            return self._formatted(expr, node, depth)
        if isinstance(expr, Call) and expr.name in _JOINERS and len(expr.args) > 1:
            given = [self.text(g.value, depth + 1) or "\0" for g in expr.args]
            return "/".join([given[0].rstrip("/"), *(p.strip("/") for p in given[1:])])
        return None

    def _formatted(self, call: Call, node: Node, depth: int) -> str | None:
        """`Sprintf("%s/x", base)`, `format!("{BASE}/x")`: what is put in, where it is known."""
        written = self.text(call.args[0].value, depth + 1)
        given: list[Node | None] = [g.value for g in call.args[1:]]
        if call.args_node is not None and call.args_node.type == "token_tree":
            given = _between_commas(call.args_node)[1:]
        taken = iter(range(len(given)))

        def put(mark: re.Match[str]) -> str:
            name = "" if mark[0][0] == "%" else mark[0][1:-1].partition(":")[0]
            if name and not name.isdigit():
                return self._value_of(name, node, depth) or "\0"
            at = int(name) if name else next(taken, len(given))
            held = given[at] if at < len(given) else None
            return (self.text(held, depth + 1) if held is not None else None) or "\0"

        return _PLACES.sub(put, written) if written else None

    def _value_of(self, name: str, node: Node, depth: int) -> str | None:
        """Text of what a name stands for where `node` is."""
        bound = [b for b in self.module.find(name, node.start_byte) if b.value is not None]
        bound = bound or [b for b in self.module.fields.get(name, ()) if b.value is not None]
        if bound:
            value = bound[0].value
            return self.text(value, depth + 1) if value is not None and len(bound) == 1 else None
        near = {c.text for i in self.neighbours if (c := i.constants.get(name))}
        return near.pop() if len(near) == 1 else None


def _between_commas(tree: Node) -> list[Node | None]:
    """The arguments of a macro: its one node, or None for what is put together from several."""
    found: list[list[Node]] = [[]]
    for child in tree.children[1:-1]:
        if child.type == ",":
            found.append([])
        elif "comment" not in child.type:
            found[-1].append(child)
    return [piece[0] if len(piece) == 1 else None for piece in found]
