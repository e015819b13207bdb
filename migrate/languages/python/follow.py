"""Where the answer of a call goes in a Python file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from migrate.languages.follow import EACH, Followed, Problem, Role, Step, Use
from migrate.languages.following import Following, Name, is_plain, text_of
from migrate.languages.nodes import span_of
from migrate.languages.python.parse import parse, walk
from migrate.model import Span
from migrate.source import SourceFile

_SCOPES = frozenset({"function_definition", "lambda", "module", "class_definition"})
_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_LISTS = frozenset({"list_comprehension", "generator_expression"})
_OWN = _COMPREHENSIONS | {"function_definition", "lambda"}
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "as_pattern_target"})
_BLOCKS = frozenset({"block", "module"})
_TESTS = frozenset(
    {"if_statement", "elif_clause", "while_statement", "not_operator", "if_clause", "assert_statement"}
)


def follow(source: SourceFile, calls: Sequence[Span]) -> Followed:
    """Every use of the answers of the calls at these spans."""
    return _Follower(source).run(calls)


class _Follower(Following):
    def __init__(self, source: SourceFile) -> None:
        super().__init__(parse(source.data, source.encoding).root_node)
        self.source = source

    def call_at(self, call: Span) -> Node | None:
        node = self.root.named_descendant_for_byte_range(call.start, call.end)
        while node is not None and node.type != "call" and span_of(node) == call:
            node = node.children[0] if node.children else None
        return node if node is not None and span_of(node) == call else None

    def may_take(self, at: Node) -> bool:
        return at.type in _OWN

    def takes(self, at: Node, name: str) -> bool:
        return _takes(at, name)

    # --- from an expression upwards ---

    def climb(self, node: Node, path: tuple[Step, ...], call: Span) -> None:
        base, before = node, len(path)
        while True:
            parent = node.parent
            if parent is None:
                return
            if parent.type in ("await", "parenthesized_expression"):
                node = parent
                continue
            step = self._step(node, parent)
            if step is None:
                break
            path = (*path, step[0])
            node = step[1]
        if self._picked(node, path, call):
            return
        role, detail, other, whole = self._role(node, path, call)
        use = Use(call, path, len(path) - before, span_of(base), span_of(node), role, detail, other, whole)
        self.uses[(base.start_byte, node.end_byte, len(path))] = use

    def _picked(self, node: Node, path: tuple[Step, ...], call: Span) -> bool:
        """`[x for x in answer.list if ...]` holds what the list holds, `next(x for ...)` one of it."""
        parent = node.parent
        if parent is None or not path or path[-1].form != "each" or parent.type not in _LISTS:
            return False
        if parent.child_by_field_name("body") != node or sum(c.type == "for_in_clause" for c in parent.children) > 1:
            return False
        outer = parent.parent
        if parent.type == "list_comprehension":
            self.climb(parent, path[:-1], call)
            return True
        held = outer.parent if outer is not None and outer.type == "argument_list" else outer
        if held is None or held.type != "call" or text_of(held.child_by_field_name("function")) != "next":
            return False
        self.climb(held, path, call)
        return True

    def _step(self, node: Node, parent: Node) -> tuple[Step, Node] | None:
        if parent.type == "attribute" and parent.child_by_field_name("object") == node:
            name = text_of(parent.child_by_field_name("attribute"))
            outer = parent.parent
            if outer is not None and outer.type == "call" and outer.child_by_field_name("function") == parent:
                arguments = outer.child_by_field_name("arguments")
                given = arguments.named_children if arguments is not None else []
                key = _string(given[0]) if name == "get" and given else None
                if key is None or len(given) > 2:
                    return None
                default = span_of(given[1]) if len(given) == 2 else None
                return Step(key, "get", Span(node.end_byte, outer.end_byte), default), outer
            return Step(name, "attribute", Span(node.end_byte, parent.end_byte)), parent
        if parent.type == "subscript" and parent.child_by_field_name("value") == node:
            keys = parent.children_by_field_name("subscript")
            key = _string(keys[0]) if len(keys) == 1 else None
            if key is None and len(keys) == 1 and keys[0].type == "integer":
                key = text_of(keys[0])
            if key is not None:
                return Step(key, "item", Span(node.end_byte, parent.end_byte)), parent
        return None

    def _role(
        self, node: Node, path: tuple[Step, ...], call: Span
    ) -> tuple[Role, str, Span | None, Span | None]:
        parent = node.parent
        if parent is None:
            return "dropped", "", None, None
        kind = parent.type
        if kind == "assignment" and parent.child_by_field_name("right") == node:
            return self._bind(parent.child_by_field_name("left"), node, path, call), "", None, None
        if kind == "named_expression" and parent.child_by_field_name("value") == node:
            self.climb(parent, path, call)
            return self._bind(parent.child_by_field_name("name"), node, path, call), "", None, None
        if kind == "as_pattern" and parent.named_children[0] == node:
            target = parent.named_children[-1]
            return self._bind(target.named_children[0], node, path, call), "", None, None
        if kind in ("for_statement", "for_in_clause") and parent.child_by_field_name("right") == node:
            each = (*path, Step(EACH, "each", Span(node.end_byte, node.end_byte)))
            self._bind(parent.child_by_field_name("left"), node, each, call)
            return "iterated", "", None, None
        if kind == "attribute" and parent.parent is not None and parent.parent.type == "call":
            return "method", text_of(parent.child_by_field_name("attribute")), None, span_of(parent.parent)
        if kind in ("argument_list", "keyword_argument"):
            outer = parent.parent if kind == "argument_list" else parent.parent and parent.parent.parent
            if outer is not None and outer.type == "call":
                return "passed", text_of(outer.child_by_field_name("function")), None, span_of(outer)
        if kind == "interpolation":
            return "passed", "str", None, None
        if kind == "comparison_operator" and len(parent.named_children) == 2:
            left, right = parent.named_children
            sign = self.source.data[left.end_byte : right.start_byte].decode("utf-8", "replace").strip()
            return "compared", sign, span_of(right if left == node else left), span_of(parent)
        if kind == "return_statement":
            return "returned", "followed" if self.returned(node, path, call) else "", None, None
        if kind in _TESTS or (kind == "conditional_expression" and parent.named_children[1] == node):
            return "tested", "", None, None
        if kind == "expression_statement":
            return "dropped", "", None, None
        return "value", kind, None, None

    def _bind(self, target: Node | None, node: Node, path: tuple[Step, ...], call: Span) -> Role:
        if target is None or target.type != "identifier":
            if is_plain(path):
                return "value"
            self.problems.append(Problem("it is stored where it cannot be followed", span_of(node), call))
            return "value"
        scope = _scope(target)
        if scope.type == "class_definition" and is_plain(path):
            return "value"
        if scope.type == "class_definition":
            self.problems.append(Problem("it is stored where it cannot be followed", span_of(node), call))
            return "value"
        key = (scope.id, text_of(target))
        name = self.names.setdefault(key, Name(scope, text_of(target)))
        name.bound[target.start_byte] = (call, path)
        return "named"

    # --- out of a function ---

    def private(self, node: Node) -> Node | None:
        at = _scope(node)
        if at.type != "function_definition" or at.parent is None or at.parent.type == "decorated_definition":
            return None
        name = text_of(at.child_by_field_name("name"))
        hidden = name.startswith("_") and not name.endswith("__")
        inside = _scope(at).type == "function_definition"
        return at if (hidden or inside) and not any(n.type == "yield" for n in walk(at)) else None

    def other_returns(self, function: Node) -> Iterator[Node]:
        for node in walk(function):
            if node.type == "return_statement" and _scope(node).id == function.id and node.named_children:
                value = node.named_children[0]
                while value.type in ("await", "parenthesized_expression") and value.named_children:
                    value = value.named_children[0]
                if value.type != "none":
                    yield node.named_children[0]

    def mentions_of(self, function: Node) -> Iterator[Node]:
        named, scope = function.child_by_field_name("name"), _scope(function)
        name = text_of(named)
        for node in self.identifiers.get(name, ()):
            parent = node.parent
            if parent is None or node == named:
                continue
            of = parent.child_by_field_name("object") if parent.type == "attribute" else None
            if scope.type == "class_definition":
                if of is not None and of != node:
                    yield parent if text_of(of) in ("self", "cls") and _is_inside(node, scope) else node
            elif (of is None or of == node) and _is_inside(node, scope) and not self.shadowed(node, scope, name):
                yield node

    def call_of(self, mention: Node) -> Node | None:
        parent = mention.parent
        called = parent is not None and parent.type == "call" and parent.child_by_field_name("function") == mention
        return parent if called else None

    # --- from a name to its uses ---

    def _mentions(self, scope: Node, name: str) -> Iterator[Node]:
        """Identifiers that may mean the name, inner functions that bind it for themselves left out."""
        for node in self.identifiers.get(name, ()):
            parent = node.parent
            if parent is None or not _is_inside(node, scope):
                continue
            if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
                continue
            if parent.type == "keyword_argument" and parent.child_by_field_name("name") == node:
                continue
            if not self.shadowed(node, scope, name):
                yield node

    def follow_name(self, name: Name) -> None:
        places = list(self._mentions(name.scope, name.name))
        bindings = {n.start_byte: n for n in places if _binds(n)}
        paths = {_names(path) for _, path in name.bound.values()}
        foreign = [n for at, n in bindings.items() if at not in name.bound and not _to_none(n)]
        for place in places:
            if place.start_byte in bindings:
                continue
            if place.parent is not None and place.parent.type in ("global_statement", "nonlocal_statement"):
                self._unsure(f"{name.name} is shared between functions", place, name)
                continue
            found = self._held(place, name, bindings, alike=len(paths) == 1 and not foreign)
            if found is not None:
                self.climb(place, found[1], found[0])

    def _held(
        self, place: Node, name: Name, bindings: dict[int, Node], *, alike: bool
    ) -> tuple[Span, tuple[Step, ...]] | None:
        """What the name holds at a place: what was bound to it last, when that is certain."""
        nested = _scope(place).id != name.scope.id
        earlier = [at for at, n in bindings.items() if _statement(n).end_byte <= place.start_byte or _heads(n, place)]
        last = max((at for at in earlier if at in name.bound or not alike), default=None)
        if alike:
            if last is None:
                last = min(name.bound)
            return name.bound[last]
        if last is None:
            return None  # before anything of ours is bound
        if not nested and _is_inside(place, _block(bindings[last])):
            return name.bound.get(last)
        self._unsure(f"{name.name} holds different things", place, name)
        return None

    def _unsure(self, reason: str, place: Node, name: Name) -> None:
        held = [call for call, path in name.bound.values() if not is_plain(path)]
        self.problems += [Problem(reason, span_of(place), call) for call in held]


def _names(path: tuple[Step, ...]) -> tuple[str, ...]:
    return tuple(step.name for step in path)


def _string(node: Node) -> str | None:
    """The text of a plain string literal."""
    if node.type != "string" or any(c.type == "interpolation" for c in node.named_children):
        return None
    content = [c for c in node.named_children if c.type == "string_content"]
    if len(content) != 1 or content[0].named_children:
        return None
    return text_of(content[0])


def _scope(node: Node) -> Node:
    """The function or module (or comprehension, for its own variables) a name belongs to."""
    at = node.parent
    if at is not None and at.type == "for_in_clause" and at.child_by_field_name("left") == node and at.parent:
        return at.parent
    while at is not None and at.type not in _SCOPES:
        at = at.parent
    return at if at is not None else node


def _takes(at: Node, name: str) -> bool:
    """True for a function or a comprehension that has a name for itself."""
    if at.type in _COMPREHENSIONS:
        clauses = (c.child_by_field_name("left") for c in at.named_children if c.type == "for_in_clause")
        return any(n.type == "identifier" and text_of(n) == name for left in clauses if left for n in walk(left))
    parameters, body = at.child_by_field_name("parameters"), at.child_by_field_name("body")
    if parameters is not None and any(n.type == "identifier" and text_of(n) == name for n in walk(parameters)):
        return True
    return at.type == "function_definition" and body is not None and _assigns(body, name)


def _assigns(body: Node, name: str) -> bool:
    return any(n.type == "identifier" and text_of(n) == name and _binds(n) for n in walk(body))


def _binds(node: Node) -> bool:
    """True where a name is bound and not read."""
    at, parent = node, node.parent
    while parent is not None and parent.type in _PATTERNS:
        at, parent = parent, parent.parent
    if parent is None:
        return False
    kind = parent.type
    if kind in ("assignment", "augmented_assignment", "for_statement", "for_in_clause"):
        return parent.child_by_field_name("left") == at
    if kind in ("named_expression", "function_definition", "class_definition"):
        return parent.child_by_field_name("name") == at
    if kind in ("parameters", "lambda_parameters", "typed_parameter", "aliased_import"):
        return True
    if kind in ("default_parameter", "typed_default_parameter"):
        return parent.child_by_field_name("name") == at
    if kind == "as_pattern":
        return at.type == "as_pattern_target"
    return kind in ("delete_statement", "dotted_name") and parent.parent is not None and (
        kind == "delete_statement" or parent.parent.type.startswith("import")
    )


def _to_none(node: Node) -> bool:
    parent = node.parent
    right = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
    return right is not None and right.type == "none"


def _statement(node: Node) -> Node:
    """What must be over before a binding holds."""
    at = node
    while at.parent is not None and at.parent.type not in _BLOCKS and at.type != "parameters":
        if at.parent.type in ("for_statement", "with_statement", "except_clause", "for_in_clause", "lambda"):
            return node
        if at.type == "named_expression":
            return at
        at = at.parent
    return at


def _heads(node: Node, place: Node) -> bool:
    """True for the variable of a loop, seen from inside the loop, its comprehension or its `with`."""
    at = node.parent
    while at is not None and at.type in (*_PATTERNS, "as_pattern", "with_item", "with_clause"):
        at = at.parent
    if at is None or at.type not in ("for_statement", "for_in_clause", "with_statement", "except_clause"):
        return False
    holder = at.parent if at.type == "for_in_clause" else at
    return holder is not None and _is_inside(place, holder)


def _block(node: Node) -> Node:
    at: Node | None = node
    while at is not None and at.type not in _BLOCKS and at.type not in _COMPREHENSIONS:
        if at.type in ("for_statement", "with_statement", "except_clause", "parameters"):
            return at.parent if at.type == "parameters" and at.parent is not None else at
        at = at.parent
    return at if at is not None else node


def _is_inside(node: Node, outer: Node) -> bool:
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte
