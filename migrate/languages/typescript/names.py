"""One file's scopes, imports, exports and what its names are bound to, collected in a single walk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tree_sitter import Node, Tree

from migrate.languages.expressions import Attr, Call, Const, Either, Expr, Item, Name, Opaque, Param, Scoped
from migrate.languages.nodes import text_of
from migrate.languages.scopes import note
from migrate.languages.typescript.exchange import Exchange
from migrate.languages.typescript.expr import FUNCTIONS, Builder, children, last_name, last_place, unwrap
from migrate.languages.typescript.patterns import bound
from migrate.languages.typescript.scopes import Later, Module, Scope, TsIndex
from migrate.languages.typescript.syntax import CLASSES, Nodes
from migrate.languages.typescript.syntax import FUNCTIONS as DECLARED


class _Collector(Exchange):
    def __init__(self, path: str, tree: Tree, builder: Builder) -> None:
        self.builder = builder
        self.nodes = Nodes(tree, builder)
        index = TsIndex(path, self.nodes)
        self.scopes, self.numbers = index.scopes, builder.numbers
        self.module = Module(index, self.nodes)
        self.afterwards: list[Callable[[], None]] = []  # what needs the scopes of functions further down

    def run(self) -> Module:
        """Visit the nodes that bind; `ends` is the stack of open scopes with the byte each one ends at."""
        root = self.nodes.tree.root_node
        ends = [(root.end_byte + 1, 0)]
        for node in self.nodes.of("binding"):
            while node.start_byte >= ends[-1][0]:
                ends.pop()
            opened = _HANDLERS[node.type](self, node, ends[-1][1])
            if opened is not None:
                ends.append((node.end_byte, opened))
        self.nodes.opened(s.parent for s in self.scopes)
        for task in self.afterwards:
            task()
        self._dynamic_imports()
        index, imports = self.module.index, self.module.imports
        imports.sort(key=lambda i: i.node.start_byte)
        index.imports = tuple(dict.fromkeys([*(i.module for i in imports), *index.stars]))
        index.taken = frozenset(n for i in imports for n in i.names)
        return self.module

    def _later(self, node: Node | None, scope: int) -> Expr | Later:
        """The expression at a node, built when it is asked for. Functions and classes are known by their scope."""
        if node is not None:
            inner = unwrap(node)
            if inner.type in FUNCTIONS:
                return Scoped(self._number(inner, scope))
        return partial(self.builder.build, node, scope)

    # --- scopes ----------------------------------------------------------------------------------

    def _number(self, node: Node, scope: int) -> int:
        """The scope of a function or class, opened when it is first met."""
        key = (node.start_byte, node.end_byte)
        known = self.numbers.get(key)
        if known is not None:
            return known
        number = len(self.scopes)
        self.numbers[key] = number
        name = node.child_by_field_name("name")
        kind = "class" if node.type in CLASSES else "function"
        made = Scope(kind, text_of(name) if name is not None else _given_name(node), scope)
        self.scopes.append(made)
        if kind == "class":
            made.extends = self._heritage(node, scope)
        else:
            self._parameters(node, number)
            if node.type == "method_definition":
                made.getter = any(c.type == "get" for c in node.children[:4])
            body = node.child_by_field_name("body")
            if body is not None and body.type != "statement_block":
                made.given.append(partial(self.builder.build, body, number))
        return number

    def _function(self, node: Node, scope: int) -> int:
        number = self._number(node, scope)
        name = node.child_by_field_name("name")
        if name is not None and node.type.endswith("_declaration"):
            self.scopes[scope].bind(text_of(name), node.start_byte, Scoped(number))
        elif node.type == "method_definition" and name is not None and self.scopes[scope].kind == "class":
            self.scopes[scope].bind(text_of(name).lstrip("#"), node.start_byte, Scoped(number))
        return number

    def _class(self, node: Node, scope: int) -> int:
        number = self._number(node, scope)
        name = node.child_by_field_name("name")
        if name is not None and node.type != "class":
            self.scopes[scope].bind(text_of(name), node.start_byte, Scoped(number))
        self.module.classes.append((node, number))
        return number

    def _heritage(self, node: Node, scope: int) -> Later | None:
        for child in node.named_children:
            if child.type != "class_heritage":
                continue
            inner = next(children(child), None)
            if inner is not None and inner.type == "extends_clause":
                inner = inner.child_by_field_name("value")
            if inner is not None and inner.type != "implements_clause":
                return partial(self.builder.build, inner, scope)
        return None

    def _block(self, node: Node, scope: int) -> int | None:
        if node.parent is not None and node.parent.type in DECLARED:
            return None  # the function's own scope
        self.scopes.append(Scope("block", "", scope))
        self.numbers[node.start_byte, node.end_byte] = len(self.scopes) - 1
        return len(self.scopes) - 1

    def _parameters(self, node: Node, number: int) -> None:
        target = self.scopes[number]
        single = node.child_by_field_name("parameter")
        parameters = node.child_by_field_name("parameters")
        nodes = [single] if single is not None else list(children(parameters)) if parameters is not None else []
        names: list[str] = []
        for position, child in enumerate(nodes):
            pattern, annotation, default = child, None, None
            if child.type in ("required_parameter", "optional_parameter"):
                pattern = child.child_by_field_name("pattern") or child
                annotation, default = child.child_by_field_name("type"), child.child_by_field_name("value")
            elif child.type == "assignment_pattern":
                pattern, default = child.child_by_field_name("left") or child, child.child_by_field_name("right")
            name = text_of(pattern) if pattern.type == "identifier" else ""
            names.append(name)
            self._bind(pattern, partial(_param, self.builder, number, position, name, annotation, default), number)
            if node.type == "method_definition" and child.type != pattern.type and any(
                c.type in ("accessibility_modifier", "readonly") for c in child.children
            ):
                self._class_of(number).bind(name, child.start_byte, Name(name, number, last_place()))
        target.params = tuple(names)

    def _class_of(self, number: int) -> Scope:
        return self.scopes[max(0, self.scopes[number].parent)]

    def home(self, scope: int, kinds: tuple[str, ...]) -> int:
        """The nearest scope of one of the kinds, outward; the module if there is none."""
        while scope > 0 and self.scopes[scope].kind not in kinds:
            scope = self.scopes[scope].parent
        return scope

    # --- bindings --------------------------------------------------------------------------------

    def _bind(self, target: Node, value: Later, scope: int) -> None:
        for name, at, part in bound(self.builder, target, value, scope):
            self.scopes[scope].bind(name, at, part)

    def _declarator(self, node: Node, scope: int) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        annotation = node.child_by_field_name("type")
        if name is None or (value is None and annotation is None):
            return
        declared = node.parent is not None and node.parent.type == "variable_declaration"
        where = self.home(scope, ("function", "module")) if declared else scope
        if value is not None:
            self._required(node, value, name)
        if name.type == "identifier":
            text = text_of(name)
            inner = unwrap(value) if value is not None else None
            if inner is not None and inner.type in FUNCTIONS:
                number = self._number(inner, scope)
                self.scopes[number].name = text
                self.scopes[where].bind(text, name.start_byte, Scoped(number))
                return
            self.scopes[where].bind(text, name.start_byte, self._declared_as(value, annotation, text, scope))
            return
        self._bind(name, self._declared_as(value, annotation, text_of(name), scope), where)
        if name.type == "object_pattern":
            self.module.patterns.append((node, scope))

    def _declared_as(self, value: Node | None, annotation: Node | None, name: str, scope: int) -> Later:
        if annotation is None:
            return partial(self.builder.build, value, scope)
        return partial(_annotated, self.builder, value, annotation, name, scope)

    def _field(self, node: Node, scope: int) -> None:
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        value, annotation = node.child_by_field_name("value"), node.child_by_field_name("type")
        if name is None:
            return
        text = self.builder.raw(name).strip("#'\"")
        if value is not None:
            self.scopes[scope].bind(text, node.start_byte, self._later(value, scope))
        elif annotation is not None:
            typed = partial(_annotated, self.builder, None, annotation, text, scope)
            self.scopes[scope].bind(text, node.start_byte, typed)

    def _assignment(self, node: Node, scope: int) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        left = unwrap(left)
        if left.type == "identifier":
            name = text_of(left)
            self._declared(name, scope).bind(name, left.start_byte, self._later(right, scope))
            self._required(node, right, left)
        elif left.type in ("object_pattern", "array_pattern"):
            self._bind(left, partial(self.builder.build, right, scope), scope)
        elif left.type in ("member_expression", "subscript_expression"):
            self.module.assigned.append((node, scope))
            self._property(left, right, scope)

    def _declared(self, name: str, scope: int) -> Scope:
        """The scope whose `name` an assignment means."""
        number = scope
        while number >= 0:
            if name in self.scopes[number].bindings:
                return self.scopes[number]
            number = self.scopes[number].parent
        return self.scopes[0]

    def _property(self, left: Node, right: Node, scope: int) -> None:
        index, owner = self.module.index, left.child_by_field_name("object")
        name = self._property_name(left, scope)
        if name is None or owner is None:
            index.assigned_to.setdefault(last_name(owner), set()).add(scope)
            return
        base = unwrap(owner)
        if base.type == "this":
            number = self.home(scope, ("class",))
            if number:
                self.scopes[number].bind(name, left.start_byte, self._later(right, scope))
        elif not self._exported(base, name, right, scope):
            index.assigned_to.setdefault(last_name(owner), set()).add(scope)
            note(index.loose, name, self._later(right, scope))

    def _property_name(self, left: Node, scope: int) -> str | None:
        """The property that is set, None when it is only known at run time."""
        if left.type == "member_expression":
            name = left.child_by_field_name("property")
            return text_of(name).lstrip("#") if name is not None else None
        key = self.builder.build(left.child_by_field_name("index"), scope)
        return key.value if isinstance(key, Const) and isinstance(key.value, str) else None

    def _return(self, node: Node, scope: int) -> None:
        value = next(children(node), None)
        if value is not None:
            home = self.home(scope, ("function", "module"))
            self.scopes[home].given.append(self._later(value, scope))

    def _for_in(self, node: Node, scope: int) -> int | None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        self.module.loops.append(node)
        if left is not None:
            self._bind(left, partial(_each, self.builder, right, scope), scope)
        return None

    def _loop(self, node: Node, _scope: int) -> None:
        self.module.loops.append(node)

    def _enum(self, node: Node, scope: int) -> None:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        number = len(self.scopes)
        self.scopes.append(Scope("class", text_of(name) if name is not None else "", scope))
        for child in children(body) if body is not None else ():
            key, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if child.type == "enum_assignment" and key is not None:
                text = self.builder.raw(key).strip("'\"")
                self.scopes[number].bind(text, child.start_byte, self._later(value, scope))
        if name is not None:
            self.scopes[scope].bind(text_of(name), node.start_byte, Scoped(number))

    def _type_name(self, node: Node, scope: int) -> None:
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value") or node.child_by_field_name("body")
        if name is None or value is None:
            return
        if value.type in ("object_type", "interface_body"):
            self.scopes[scope].bind(text_of(name), node.start_byte, partial(self.builder.build, value, scope))
            return
        expr = self.builder.build(value, scope)
        if not isinstance(expr, Opaque):
            self.scopes[scope].bind(text_of(name), node.start_byte, expr)


# What is built later holds the builder alone: whoever held the collector too would lead back to its own scopes, and
# such circles stay in memory until somebody looks for them.


def _param(
    builder: Builder, scope: int, position: int, name: str, annotation: Node | None, default: Node | None
) -> Expr:
    return Param(
        scope, position, name,
        builder.build(annotation, scope) if annotation is not None else None,
        builder.build(default, scope) if default is not None else None,
    )  # fmt: skip


def _annotated(builder: Builder, value: Node | None, annotation: Node, name: str, scope: int) -> Expr:
    """`const x: T = value`: what is not told by the value is told by the type."""
    if value is None:
        return Param(scope, -1, name, builder.build(annotation, scope), None)
    expr = builder.build(value, scope)
    if isinstance(expr, (Call, Opaque, Attr)):
        return Either((expr, Param(scope, -1, name, builder.build(annotation, scope), None)))
    return expr


def _each(builder: Builder, right: Node | None, scope: int) -> Expr:
    return Item(builder.build(right, scope), None)


def _given_name(node: Node) -> str:
    """The name a function expression is assigned to as a property."""
    parent = node.parent
    return last_name(parent.child_by_field_name("key")) if parent is not None and parent.type == "pair" else ""


Handler = Callable[[_Collector, Node, int], "int | None"]
_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(DECLARED, _Collector._function),
    **dict.fromkeys(CLASSES, _Collector._class),
    "statement_block": _Collector._block,
    "variable_declarator": _Collector._declarator,
    "public_field_definition": _Collector._field,
    "field_definition": _Collector._field,
    "assignment_expression": _Collector._assignment,
    "augmented_assignment_expression": _Collector._assignment,
    "return_statement": _Collector._return,
    "for_in_statement": _Collector._for_in,
    "for_statement": _Collector._loop,
    "while_statement": _Collector._loop,
    "do_statement": _Collector._loop,
    "enum_declaration": _Collector._enum,
    "type_alias_declaration": _Collector._type_name,
    "interface_declaration": _Collector._type_name,
    "import_statement": _Collector._import,
    "export_statement": _Collector._export,
}


def collect(path: str, tree: Tree, data: bytes, encoding: str) -> Module:
    """Everything of a file that detection and other files ask for."""
    return _Collector(path, tree, Builder(data, encoding)).run()
