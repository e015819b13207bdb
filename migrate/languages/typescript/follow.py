"""Where the answer of a call goes in a TypeScript or JavaScript file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from migrate.languages.follow import EACH, Followed, Problem, Role, Step, Use
from migrate.languages.following import Following, Name, is_plain, text_of
from migrate.languages.nodes import span_of
from migrate.languages.python.parse import walk
from migrate.languages.typescript.callers import (
    FUNCTIONS,
    callback,
    function_around,
    name_of,
    parameter_of,
    private,
    returned_by,
)
from migrate.languages.typescript.parse import parse
from migrate.model import Span
from migrate.source import SourceFile

_THROUGH = frozenset(
    {"await_expression", "parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression"}
)
_BLOCKS = frozenset({"statement_block", "program", "switch_case", "switch_default"})
_TESTS = frozenset({"if_statement", "while_statement", "do_statement", "unary_expression"})
_COMPARISONS = frozenset({"==", "===", "!=", "!==", "in", "instanceof"})
_WALKS = frozenset({"filter", "find", "forEach", "some", "every", "map"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})


def follow(source: SourceFile, calls: Sequence[Span]) -> Followed:
    """Every use of the answers of the calls at these spans."""
    return _Follower(source).run(calls)


class _Follower(Following):
    identifier_types = _NAMES
    holding = Following.holding - {"data"}  # of axios: what is in it is an answer like any other

    def __init__(self, source: SourceFile) -> None:
        super().__init__(parse(source.path, source.data, source.encoding).tree.root_node)

    def call_at(self, call: Span) -> Node | None:
        node = self.root.named_descendant_for_byte_range(call.start, call.end)
        return node if node is not None and node.type in ("call_expression", "await_expression") else None

    def may_take(self, at: Node) -> bool:
        return at.type in FUNCTIONS or at.type in _BLOCKS or at.type == "for_in_statement"

    def takes(self, at: Node, name: str) -> bool:
        return _takes(at, name)

    def _problem(self, reason: str, node: Node, call: Span) -> None:
        self.problems.append(Problem(reason, span_of(node), call))

    # --- from an expression upwards ---

    def climb(self, node: Node, path: tuple[Step, ...], call: Span) -> None:
        base, before = node, len(path)
        while True:
            parent = node.parent
            if parent is None:
                return
            if parent.type in _THROUGH and not (parent.type == "parenthesized_expression" and _tests(parent)):
                node = parent
                continue
            step = _step(node, parent)
            if step is None:
                break
            path = (*path, step[0])
            node = step[1]
        if self._then(node, path, call):
            return
        walked = self._walked(node, path, call)
        role, detail, other, whole = ("iterated", walked, None, None) if walked else self._role(node, path, call)
        use = Use(call, path, len(path) - before, span_of(base), span_of(node), role, detail, other, whole)
        self.uses[(base.start_byte, node.end_byte, len(path))] = use

    def _then(self, node: Node, path: tuple[Step, ...], call: Span) -> bool:
        """`.then((answer) => ...)`: the parameter is the answer; `.catch` and `.finally` pass it on."""
        parent = node.parent
        outer = parent.parent if parent is not None and parent.type == "member_expression" else None
        if path or outer is None or outer.type != "call_expression" or parent is None:
            return False
        name = text_of(parent.child_by_field_name("property"))
        if name in ("catch", "finally"):
            self.climb(outer, path, call)
            return True
        if name != "then":
            return False
        first = callback(outer)
        if first is None:
            self._problem("it goes to a function that is not seen", outer, call)
            return True
        target = parameter_of(first)
        if target is not None:
            self._bind(target, path, call)
        return True

    def _walked(self, node: Node, path: tuple[Step, ...], call: Span) -> str | None:
        """`list.filter((item) => ...)` and the like: the parameter is one of it, as is what `find` gives."""
        parent = node.parent
        outer = parent.parent if parent is not None and parent.type == "member_expression" else None
        if not path or outer is None or outer.type != "call_expression" or parent is None:
            return None
        name = text_of(parent.child_by_field_name("property"))
        function = callback(outer)
        if name not in _WALKS or function is None:
            return None
        each = (*path, Step(EACH, "each", Span(node.end_byte, node.end_byte)))
        target = parameter_of(function)
        if target is not None:
            self._bind(target, each, call)
        if name in ("filter", "find"):
            self.climb(outer, path if name == "filter" else each, call)
        return name

    def _role(
        self, node: Node, path: tuple[Step, ...], call: Span
    ) -> tuple[Role, str, Span | None, Span | None]:
        parent = node.parent
        if parent is None:
            return "dropped", "", None, None
        kind = parent.type
        if kind == "variable_declarator" and parent.child_by_field_name("value") == node:
            return self._bind(parent.child_by_field_name("name"), path, call), "", None, None
        if kind == "assignment_expression" and parent.child_by_field_name("right") == node:
            left = parent.child_by_field_name("left")
            if left is not None and left.type == "identifier":
                return self._bind(left, path, call), "", None, None
            if not is_plain(path):
                self._problem("it is stored where it cannot be followed", node, call)
            return "value", kind, None, None
        if kind == "for_in_statement" and parent.child_by_field_name("right") == node:
            each = (*path, Step(EACH, "each", Span(node.end_byte, node.end_byte)))
            self._bind(parent.child_by_field_name("left"), each, call)
            return "iterated", "", None, None
        if kind == "member_expression":
            outer = parent.parent
            detail = text_of(parent.child_by_field_name("property"))
            return "method", detail, None, span_of(outer) if outer is not None else None
        if kind == "arguments" and parent.parent is not None:
            return "passed", text_of(parent.parent.child_by_field_name("function")), None, span_of(parent.parent)
        if kind == "template_substitution":
            return "passed", "str", None, None
        if kind == "binary_expression":
            sign = text_of(parent.child_by_field_name("operator"))
            if sign in _COMPARISONS:
                left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
                other = right if left == node else left
                return "compared", sign, span_of(other) if other is not None else None, span_of(parent)
            return "value", sign, None, None
        if kind == "return_statement" or (kind == "arrow_function" and parent.child_by_field_name("body") == node):
            return "returned", "followed" if self.returned(node, path, call) else "", None, None
        if _tests(node) or (kind == "ternary_expression" and parent.child_by_field_name("condition") == node):
            return "tested", "", None, None
        if kind == "parenthesized_expression" or (kind == "unary_expression" and text_of(parent).startswith("!")):
            return "tested", "", None, None
        if kind == "expression_statement":
            return "dropped", "", None, None
        return "value", kind, None, None

    def _bind(self, target: Node | None, path: tuple[Step, ...], call: Span) -> Role:
        if target is not None and target.type == "object_pattern":
            for item in target.named_children:
                self._bind_property(item, path, call)
            return "named"
        if target is None or target.type != "identifier":
            self._problem("it is stored where it cannot be followed", target or self.root, call)
            return "value"
        self._remember(target, path, call)
        return "named"

    def _bind_property(self, item: Node, path: tuple[Step, ...], call: Span) -> None:
        """`const { data, usage: used } = answer`: the name as a step, written where the pattern names it."""
        if item.type == "shorthand_property_identifier_pattern":
            step = (*path, Step(text_of(item), "attribute", span_of(item)))
            self.uses[(item.start_byte, item.end_byte, len(step))] = Use(
                call, step, 1, span_of(item), span_of(item), "named", "shorthand"
            )
            self._remember(item, step, call)
            return
        key, value = item.child_by_field_name("key"), item.child_by_field_name("value")
        if item.type == "pair_pattern" and key is not None and value is not None:
            step = (*path, Step(text_of(key), "attribute", span_of(key)))
            self.uses[(key.start_byte, key.end_byte, len(step))] = Use(
                call, step, 1, span_of(key), span_of(key), "named", "pair", None, span_of(item)
            )
            self._bind(value, step, call)
            return
        self._problem("it is taken apart in a way that cannot be followed", item, call)

    def _remember(self, target: Node, path: tuple[Step, ...], call: Span) -> None:
        scope = _scope(target)
        name = self.names.setdefault((scope.id, text_of(target)), Name(scope, text_of(target)))
        name.bound[target.start_byte] = (call, path)

    # --- out of a function ---

    def private(self, node: Node) -> Node | None:
        return private(node, self.root)

    def other_returns(self, function: Node) -> Iterator[Node]:
        return returned_by(function)

    def mentions_of(self, function: Node) -> Iterator[Node]:
        named = name_of(function)
        name = text_of(named)
        if function.type == "method_definition":
            kinds = ("property_identifier", "private_property_identifier")
            for node in walk(self.root):
                if node.type in kinds and text_of(node) == name and node != named and node.parent is not None:
                    held = node.parent.child_by_field_name("object")
                    yield node.parent if text_of(held) == "this" else node
            return
        own = function.parent if function.type == "function_declaration" else named
        scope = _block(own or function)
        for node in self.identifiers.get(name, ()):
            inside = scope.start_byte <= node.start_byte and node.end_byte <= scope.end_byte
            if node != named and inside and not self.shadowed(node, scope, name):
                yield node

    def call_of(self, mention: Node) -> Node | None:
        parent = mention.parent
        if parent is None or parent.type != "call_expression":
            return None
        return parent if parent.child_by_field_name("function") == mention else None

    # --- from a name to its uses ---

    def _mentions(self, scope: Node, name: str) -> Iterator[Node]:
        for node in self.identifiers.get(name, ()):
            inside = scope.start_byte <= node.start_byte and node.end_byte <= scope.end_byte
            if inside and not self.shadowed(node, scope, name):
                yield node

    def follow_name(self, name: Name) -> None:
        places = list(self._mentions(name.scope, name.name))
        bindings = {n.start_byte: n for n in places if _binds(n)}
        paths = {tuple(s.name for s in path) for _, path in name.bound.values()}
        foreign = [n for at, n in bindings.items() if at not in name.bound and not _is_empty(n)]
        alike = len(paths) == 1 and not foreign
        for place in places:
            if place.start_byte in bindings:
                continue
            if place.type == "shorthand_property_identifier":
                held = self._held(place, name, bindings, alike=alike)
                if held is not None:
                    key = (place.start_byte, place.end_byte, len(held[1]))
                    span = span_of(place)
                    self.uses[key] = Use(held[0], held[1], 0, span, span, "value", "shorthand")
                continue
            held = self._held(place, name, bindings, alike=alike)
            if held is not None:
                self.climb(place, held[1], held[0])

    def _held(
        self, place: Node, name: Name, bindings: dict[int, Node], *, alike: bool
    ) -> tuple[Span, tuple[Step, ...]] | None:
        if alike:
            before = [at for at in name.bound if at < place.start_byte]
            return name.bound[max(before) if before else min(name.bound)]
        earlier = [at for at in bindings if at < place.start_byte]
        if not earlier:
            return None
        last = max(earlier)
        block = _block(bindings[last])
        same = function_around(place) == function_around(bindings[last])
        if same and block.start_byte <= place.start_byte and place.end_byte <= block.end_byte:
            return name.bound.get(last)
        for call, path in name.bound.values():
            if not is_plain(path):
                self._problem(f"{name.name} holds different things", place, call)
        return None


def _step(node: Node, parent: Node) -> tuple[Step, Node] | None:
    if parent.type == "member_expression" and parent.child_by_field_name("object") == node:
        outer = parent.parent
        if outer is not None and outer.type == "call_expression" and outer.child_by_field_name("function") == parent:
            return None
        name = text_of(parent.child_by_field_name("property"))
        return Step(name, "attribute", Span(node.end_byte, parent.end_byte)), parent
    if parent.type == "subscript_expression" and parent.child_by_field_name("object") == node:
        index = parent.child_by_field_name("index")
        if index is not None and index.type == "number":
            return Step(text_of(index), "item", Span(node.end_byte, parent.end_byte)), parent
        if index is not None and index.type == "string" and len(index.named_children) == 1:
            return Step(text_of(index.named_children[0]), "item", Span(node.end_byte, parent.end_byte)), parent
    return None


def _tests(node: Node) -> bool:
    """True for the condition of a statement."""
    parent = node.parent
    return parent is not None and parent.type in _TESTS and parent.child_by_field_name("condition") == node


def _declaration(node: Node) -> Node | None:
    """The declaration, parameter list or clause a binding belongs to."""
    at = node.parent
    while at is not None and at.type not in _BLOCKS:
        if at.type in ("lexical_declaration", "variable_declaration", "for_in_statement", *FUNCTIONS):
            return at
        at = at.parent
    return None


def _scope(node: Node) -> Node:
    """Where a name is known: the block of its declaration, or of the declaration an assignment speaks of."""
    declared = _declaration(node)
    if declared is not None and declared.type in ("for_in_statement", *FUNCTIONS):
        return declared
    if declared is not None:
        return _block(node)
    name, at = text_of(node), node.parent
    while at is not None:
        if at.type in _BLOCKS and any(text_of(n) == name for n in _declared(at)):
            return at
        if at.type in FUNCTIONS and any(text_of(n) == name for n in _parameters(at)):
            return at
        if at.type == "program":
            return at
        at = at.parent
    return _block(node)


def _declared(block: Node) -> Iterator[Node]:
    for statement in block.named_children:
        if statement.type in ("lexical_declaration", "variable_declaration"):
            for item in statement.named_children:
                target = item.child_by_field_name("name")
                if target is not None:
                    yield from (n for n in walk(target) if n.type in _NAMES)


def _parameters(function: Node) -> Iterator[Node]:
    for field_name in ("parameters", "parameter"):
        held = function.child_by_field_name(field_name)
        if held is not None:
            yield from (n for n in walk(held) if n.type in _NAMES)


def _takes(at: Node, name: str) -> bool:
    """True for a function, a block or a loop that has a name for itself."""
    if at.type in FUNCTIONS:
        return any(text_of(n) == name for n in _parameters(at))
    if at.type in _BLOCKS:
        return any(text_of(n) == name for n in _declared(at))
    left = at.child_by_field_name("left")
    return left is not None and any(n.type in _NAMES and text_of(n) == name for n in walk(left))


def _binds(node: Node) -> bool:
    """True where a name is bound and not read."""
    if node.type == "shorthand_property_identifier_pattern":
        return True
    parent = node.parent
    if parent is None:
        return False
    kind = parent.type
    if kind == "variable_declarator":
        return parent.child_by_field_name("name") == node
    if kind in ("assignment_expression", "augmented_assignment_expression", "for_in_statement"):
        return parent.child_by_field_name("left") == node
    if kind in ("required_parameter", "optional_parameter"):
        return parent.child_by_field_name("pattern") == node
    if kind == "pair_pattern":
        return parent.child_by_field_name("value") == node
    if kind in ("import_specifier", "import_clause", "namespace_import", "array_pattern", "formal_parameters"):
        return True
    return kind in FUNCTIONS and (
        parent.child_by_field_name("parameter") == node or parent.child_by_field_name("name") == node
    )


def _is_empty(node: Node) -> bool:
    """True for `let answer` and `let answer = null`: nothing is held yet."""
    parent = node.parent
    if parent is None or parent.type not in ("variable_declarator", "assignment_expression"):
        return False
    value = parent.child_by_field_name("value" if parent.type == "variable_declarator" else "right")
    if value is None:
        return parent.parent is None or parent.parent.type != "for_in_statement"
    return value.type in ("null", "undefined")


def _block(node: Node) -> Node:
    at: Node | None = node
    while at is not None and at.type not in _BLOCKS:
        if at.type in ("for_in_statement", *FUNCTIONS) and at.id != node.id:
            return at
        at = at.parent
    return at if at is not None else node
