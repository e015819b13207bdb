"""One file's scopes, imports, exports and what its names are bound to, collected in a single walk."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node, Tree

from migrate.languages.expressions import Attr, Call, Either, Expr, Imported, Item, Name, Opaque, Param, Scoped
from migrate.languages.nodes import text_of
from migrate.languages.scopes import note
from migrate.languages.typescript.exchange import CLASSES, Exchange
from migrate.languages.typescript.expr import FUNCTIONS, Builder, children, last_place, unwrap
from migrate.languages.typescript.parse import captured
from migrate.languages.typescript.patterns import bound
from migrate.languages.typescript.scopes import (
    ImportSite,
    Module,
    Scope,
    TsIndex,
    given_name,
    last_name,
)
from migrate.languages.typescript.words import Words, tells

_CHANGING = frozenset({"push", "unshift", "splice", "pop", "shift", "set", "delete", "sort", "reverse", "fill"})
_MAX_NESTED = 20  # arrow functions that give back arrow functions


class _Collector(Exchange, Words):
    def __init__(self, path: str, tree: Tree, builder: Builder) -> None:
        self.builder = builder
        self.scopes = [Scope("module", "", -1)]
        self.numbers: dict[tuple[int, int], int] = {}
        self.exports: dict[str, list[Expr]] = {}
        self.stars: list[str] = []
        self.loose: dict[str, list[Expr]] = {}
        self.mutated: set[str] = set()
        self._nested = 0
        index = TsIndex(path, self.scopes, (), self.exports, (), self.loose, {}, frozenset())
        self.module = Module(tree, index, builder)
        builder.open = self._number

    def run(self) -> Module:
        """Visit the nodes that matter; `ends` is the stack of open scopes with the byte each one ends at."""
        root = self.module.tree.root_node
        ends = [(root.end_byte + 1, 0)]
        for node in captured(self.module.tree, frozenset(_HANDLERS)):
            while node.start_byte >= ends[-1][0]:
                ends.pop()
            opened = _HANDLERS[node.type](self, node, ends[-1][1])
            if opened is not None:
                ends.append((node.end_byte, opened))
        self._words()
        return self._finish()

    def _finish(self) -> Module:
        index = self.module.index
        modules = [i.module for i in self.module.imports] + self.stars
        index.imports = tuple(dict.fromkeys(modules))
        index.stars = tuple(self.stars)
        index.mutated = frozenset(self.mutated)
        wanted = self._wanted()
        for node, scope in self.module.calls:
            function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
            name = last_name(function)
            if name not in wanted and not (name[:1].isupper() and node.type == "new_expression"):
                continue
            given = list(children(node.child_by_field_name("arguments") or node))
            found = index.calls_by_name.setdefault(name, [])
            if len(found) < 20 and any(tells(function, unwrap(g)) for g in given):
                found.append(tuple(self._passed(function, g, scope) for g in given))
        return self.module

    def _passed(self, function: Node | None, node: Node, scope: int) -> Expr:
        return self.builder.build(node, scope) if tells(function, unwrap(node)) else Opaque("a value")

    def _wanted(self) -> frozenset[str]:
        """Functions with a parameter named like a client; calls in other files count too, so any case."""
        names: set[str] = set()
        for scope in self.scopes:
            if scope.kind == "function" and scope.name:
                names.add(scope.name)
        for imported in self.module.imports:
            names.update(imported.names)
        return frozenset(n for n in names if n not in ("default", "*"))

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
        self.scopes.append(Scope(kind, text_of(name) if name is not None else given_name(node), scope))
        if kind == "class":
            self._heritage(node, scope, number)
        else:
            self._parameters(node, number)
            self.scopes[number].getter = any(c.type == "get" for c in node.children[:4])
            body = node.child_by_field_name("body")
            if body is not None and body.type != "statement_block" and self._nested < _MAX_NESTED:
                self._nested += 1
                self.scopes[number].returns.append(self.builder.build(body, number))
                self._nested -= 1
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

    def _heritage(self, node: Node, scope: int, number: int) -> None:
        for child in node.named_children:
            if child.type != "class_heritage":
                continue
            inner = next(children(child), None)
            if inner is not None and inner.type == "extends_clause":
                inner = inner.child_by_field_name("value")
            if inner is not None and inner.type != "implements_clause":
                self.scopes[number].base = self.builder.build(inner, scope)

    def _block(self, node: Node, scope: int) -> int | None:
        if node.parent is not None and node.parent.type in _FUNCTION_LIKE:
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
            param = Param(
                number, position, name,
                self.builder.build(annotation, number) if annotation is not None else None,
                self.builder.build(default, number) if default is not None else None,
            )  # fmt: skip
            names.append(name)
            self._bind(pattern, param, number)
            if child.type != pattern.type and any(
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

    def _bind(self, target: Node, value: Expr, scope: int) -> None:
        for name, at, part in bound(self.builder, target, value, scope):
            self.scopes[scope].bind(name, at, part)

    def _declarator(self, node: Node, scope: int) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        annotation = node.child_by_field_name("type")
        if name is None:
            return
        declared = node.parent is not None and node.parent.type == "variable_declaration"
        where = self.home(scope, ("function", "module")) if declared else scope
        if value is not None:
            self._required(node, value, name)
            expr = self.builder.build(value, scope)
            if annotation is not None and isinstance(expr, (Call, Opaque, Attr)):
                text = text_of(name)
                expr = Either((expr, Param(scope, -1, text, self.builder.build(annotation, scope), None)))
        elif annotation is not None:
            expr = Param(scope, -1, text_of(name), self.builder.build(annotation, scope), None)
        else:
            return
        self._bind(name, expr, where)
        if name.type == "object_pattern":
            self.module.patterns.append((node, scope))
        elif name.type == "identifier" and value is not None and unwrap(value).type in FUNCTIONS:
            inner = unwrap(value)
            self.scopes[self._number(inner, scope)].name = text_of(name)

    def _required(self, node: Node, value: Node, name: Node) -> None:
        """`const { OpenAI } = require("openai")` as an import."""
        begin = self.builder.data[value.start_byte : value.start_byte + 40]
        if b"require" not in begin and b"import" not in begin:
            return
        expr = self.builder.build(value, 0)
        base = expr
        while isinstance(base, Attr):
            base = base.base
        if isinstance(base, Imported):
            taken = (
                [text_of(c.child_by_field_name("key") or c) for c in children(name)]
                if name.type == "object_pattern"
                else []
            )
            dynamic = b"require" not in (value.text or b"")[:12]
            self.module.imports.append(ImportSite(node, base.module, tuple(taken), dynamic=dynamic))

    def _field(self, node: Node, scope: int) -> None:
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        value, annotation = node.child_by_field_name("value"), node.child_by_field_name("type")
        if name is None:
            return
        text = self.builder.raw(name).strip("#'\"")
        if value is not None:
            self.scopes[scope].bind(text, node.start_byte, self.builder.build(value, scope))
        elif annotation is not None:
            kind = self.builder.build(annotation, scope)
            self.scopes[scope].bind(text, node.start_byte, Param(scope, -1, text, kind, None))

    def _assignment(self, node: Node, scope: int) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        value = self.builder.build(right, scope)
        left = unwrap(left)
        if left.type == "identifier":
            self._declared(text_of(left), scope).bind(text_of(left), left.start_byte, value)
            self._required(node, right, left)
        elif left.type in ("object_pattern", "array_pattern"):
            self._bind(left, value, scope)
        elif left.type in ("member_expression", "subscript_expression"):
            self.module.assigned.append((node, scope))
            self._property(left, value, scope)

    def _declared(self, name: str, scope: int) -> Scope:
        """The scope whose `name` an assignment means."""
        number = scope
        while number >= 0:
            if name in self.scopes[number].bindings:
                return self.scopes[number]
            number = self.scopes[number].parent
        return self.scopes[0]

    def _property(self, left: Node, value: Expr, scope: int) -> None:
        target = self.builder.build(left, scope)
        if not isinstance(target, Attr):
            inner = left.child_by_field_name("object")
            self.mutated.add(last_name(inner))
            return
        base, name = target.base, target.name
        if isinstance(base, Name) and base.id == "this":
            number = self.home(scope, ("class",))
            if number:
                self.scopes[number].bind(name, left.start_byte, value)
            return
        if not self._exported(base, name, value):
            self.mutated.add(last_name(left.child_by_field_name("object")))
            note(self.loose, name, value)

    def _return(self, node: Node, scope: int) -> None:
        value = next(children(node), None)
        if value is not None:
            home = self.home(scope, ("function", "module"))
            self.scopes[home].returns.append(self.builder.build(value, scope))

    def _for_in(self, node: Node, scope: int) -> int | None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        self.module.loops.append(node)
        if left is not None:
            self._bind(left, Item(self.builder.build(right, scope), None), scope)
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
                self.scopes[number].bind(text, child.start_byte, self.builder.build(value, scope))
        if name is not None:
            self.scopes[scope].bind(text_of(name), node.start_byte, Scoped(number))

    def _type_name(self, node: Node, scope: int) -> None:
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value") or node.child_by_field_name("body")
        if name is not None and value is not None:
            expr = self.builder.build(value, scope)
            if not isinstance(expr, Opaque):
                self.scopes[scope].bind(text_of(name), node.start_byte, expr)

    # --- the rest ----------------------------------------------------------------------------------

    def _call(self, node: Node, scope: int) -> None:
        self.module.calls.append((node, scope))
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is not None and function.type == "import" and arguments is not None:
            module = self._module_name(next(children(arguments), None))
            parent = node.parent
            while parent is not None and parent.type in ("await_expression", "parenthesized_expression"):
                parent = parent.parent
            if module and (parent is None or parent.type != "variable_declarator"):
                self.module.imports.append(ImportSite(node, module, (), dynamic=True))
        elif function is not None and function.type == "member_expression":
            name = function.child_by_field_name("property")
            if name is not None and text_of(name) in _CHANGING:
                self.mutated.add(last_name(function.child_by_field_name("object")))
            elif name is not None and text_of(name) == "assign" and arguments is not None:
                self.mutated.add(last_name(next(children(arguments), None)))

    def _string(self, node: Node, scope: int) -> None:
        parent = node.parent
        if parent is None or parent.type not in ("import_statement", "export_statement", "import_require_clause"):
            self.module.strings.append((node, scope))

    def _regex(self, node: Node, _scope: int) -> None:
        self.module.regexes.append(node)


_FUNCTION_LIKE = frozenset(
    {
        "function_declaration", "generator_function_declaration", "arrow_function", "function_expression", "function",
        "generator_function", "method_definition",
    }
)  # fmt: skip

Handler = Callable[[_Collector, Node, int], "int | None"]
_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_FUNCTION_LIKE, _Collector._function),
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
    "call_expression": _Collector._call,
    "new_expression": _Collector._call,
    "string": _Collector._string,
    "template_string": _Collector._string,
    "regex": _Collector._regex,
}


def collect(path: str, tree: Tree, data: bytes, encoding: str) -> Module:
    """Everything of a file that detection and other files ask for."""
    return _Collector(path, tree, Builder(data, encoding)).run()
