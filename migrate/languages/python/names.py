"""One file's scopes and what its names are bound to, collected in one pass over its tree."""

from __future__ import annotations

from functools import cache, partial

from tree_sitter import Language, Node, Query, QueryCursor, Tree

from migrate.languages.expressions import Call, Expr, Imported, Item, Opaque, Param, Scoped
from migrate.languages.nodes import text_of
from migrate.languages.python.expr import Builder, children
from migrate.languages.python.given import ADDRESS, clientish, registers_route
from migrate.languages.python.opener import Opener
from migrate.languages.python.scopes import Assigned, ImportSite, Module, PyIndex, Scope
from migrate.languages.scopes import Bound, bind


class _Collector:
    def __init__(self, path: str, tree: Tree, builder: Builder) -> None:
        self.builder = builder
        self.opener = Opener(builder, tree.root_node)
        self.scopes = self.opener.scopes
        self.import_exprs: list[Imported] = []
        self.stars: list[Imported] = []
        self.loose: dict[str, Bound] = {}
        index = PyIndex(path, self.scopes, (), (), self.loose, {}, self.opener)
        self.module = Module(tree, index, builder, [], [], [], [], [], [], [], self.opener.nodes)

    def run(self) -> Module:
        """Visit the nodes that matter; `ends` is the stack of open scopes with the byte each one ends at."""
        ends = [(self.module.tree.root_node.end_byte + 1, 0)]
        for node in _captured(self.module.tree):
            while node.start_byte >= ends[-1][0]:
                ends.pop()
            opened = _HANDLERS[node.type](self, node, ends[-1][1])
            if opened is not None:
                ends.append((node.end_byte, opened))
        self._finish()
        return self.module

    def _finish(self) -> None:
        index = self.module.index
        index.imports = tuple(dict.fromkeys(self.import_exprs))
        index.stars = tuple(self.stars)
        table, wanted, addressed = index.calls_by_name, self._wanted_functions(), self._addressed()
        for node, scope in self.module.calls:
            func = node.child_by_field_name("function")
            if func is None or func.type not in ("identifier", "attribute"):
                continue
            last = func if func.type == "identifier" else func.child_by_field_name("attribute")
            name = text_of(last) if last is not None else ""
            if name in wanted or node.start_byte in addressed:
                call = self.builder.build(node, scope)
                if isinstance(call, Call) and len(table.setdefault(name, [])) < 20:
                    table[name].append((call.args, call.kwargs))

    def _addressed(self) -> frozenset[int]:
        """Where calls begin that are given an address or a path of the API: `post("/chat/completions")`.

        Or a name that one is kept under somewhere in the file: what passes it on mostly calls it the same.
        """
        found: set[int] = set()
        held: set[bytes] = set()
        if ADDRESS.search(self.module.tree.root_node.text or b"") is None:
            return frozenset()
        for node, _ in self.module.strings:
            above = node.parent
            if above is not None and above.type == "keyword_argument":
                above = above.parent
            call = above.parent if above is not None and above.type == "argument_list" else None
            if call is not None and ADDRESS.search(node.text or b"") and not registers_route(call):
                found.add(call.start_byte)
            elif above is not None and above.type == "assignment" and ADDRESS.search(node.text or b""):
                left = above.child_by_field_name("left")
                held |= {left.text or b""} if left is not None and left.type == "identifier" else set()
        for call, _ in self.module.calls if held else ():
            arguments = call.child_by_field_name("arguments")
            for child in arguments.named_children if arguments is not None else ():
                value = child.child_by_field_name("value") if child.type == "keyword_argument" else child
                if value is not None and value.type == "identifier" and value.text in held:
                    found.add(call.start_byte)
        return frozenset(found)

    def _wanted_functions(self) -> frozenset[str]:
        """Functions and classes with an unannotated parameter named like a client."""
        names: set[str] = set()
        for scope in self.scopes:
            if scope.kind == "function" and any(clientish(p) for p in scope.params):
                names.add(scope.name)
                parent = self.scopes[scope.parent]
                if parent.kind == "class":
                    names.add(parent.name)
        return frozenset(names)

    # --- scopes ----------------------------------------------------------------------------------

    def _function(self, node: Node, scope: int) -> int:
        name_node = node.child_by_field_name("name")
        name = text_of(name_node) if name_node is not None else ""
        number = self.opener.open(node, scope, "function", name)
        self._home(scope, name).bind(name, node.start_byte, Scoped(number))
        self._decorate(node, scope, number)
        self.opener.parameters(node, number)
        return number

    def _class(self, node: Node, scope: int) -> int:
        name_node = node.child_by_field_name("name")
        name = text_of(name_node) if name_node is not None else ""
        number = self.opener.open(node, scope, "class", name)
        self._home(scope, name).bind(name, node.start_byte, Scoped(number))
        bases = node.child_by_field_name("superclasses")
        if bases is not None:
            self.scopes[number].bases = tuple(
                self.builder.build(c, scope) for c in children(bases) if c.type != "keyword_argument"
            )
        self._decorate(node, scope, number)
        self.module.classes.append((node, number))
        return number

    def _decorate(self, node: Node, scope: int, number: int) -> None:
        parent = node.parent
        if parent is not None and parent.type == "decorated_definition":
            self.scopes[number].decorators = tuple(
                self.builder.build(next(children(d), None), scope)
                for d in parent.named_children
                if d.type == "decorator"
            )

    def _home(self, scope: int, name: str) -> Scope:
        """The scope a plain assignment to `name` binds in, `global` respected."""
        here = self.scopes[scope]
        return self.scopes[0] if name in here.globals else here

    def _global(self, node: Node, scope: int) -> None:
        here = self.scopes[scope]
        if node.type == "global_statement":
            here.globals |= {text_of(c) for c in children(node)}

    # --- bindings --------------------------------------------------------------------------------

    def _later(self, node: Node | None, scope: int) -> partial[Expr]:
        """The expression at a node, built when it is asked for."""
        return partial(self.builder.build, node, scope)

    def _bind(self, target: Node, value: Expr | partial[Expr], scope: int) -> None:
        kind = target.type
        if kind == "identifier":
            name = text_of(target)
            self._home(scope, name).bind(name, target.start_byte, value)
        elif kind in ("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list"):
            parts = list(children(target))
            value = value() if isinstance(value, partial) else value
            items = getattr(value, "items", ())
            for i, part in enumerate(parts):
                self._bind(part, items[i] if len(items) == len(parts) else Item(value, None), scope)
        elif kind == "attribute":
            self._bind_attribute(target, value, scope, "")
        elif kind == "subscript":
            inner = target.child_by_field_name("value")
            if inner is not None and inner.type == "attribute":
                self._bind_attribute(inner, value, scope, "[]")
            elif inner is not None and inner.type == "identifier":
                name = text_of(inner)
                self._owner(scope, name).bind(name + "[]", target.start_byte, value)
        elif kind == "as_pattern_target":
            inner = next(children(target), None)
            if inner is not None:
                self._bind(inner, value, scope)

    def _owner(self, scope: int, name: str) -> Scope:
        """The scope whose `name` is seen from `scope`."""
        number = scope
        while number >= 0:
            if name in self.scopes[number].bindings:
                return self.scopes[number]
            number = self.scopes[number].parent
        return self.scopes[scope]

    def _bind_attribute(self, target: Node, value: Expr | partial[Expr], scope: int, suffix: str) -> None:
        base, name_node = target.child_by_field_name("object"), target.child_by_field_name("attribute")
        if base is None or name_node is None:
            return
        name = text_of(name_node) + suffix
        owner = self._self_class(base, scope)
        table = self.scopes[owner].attrs if owner is not None else self.loose
        bind(table, name, target.start_byte, value)

    def _self_class(self, base: Node, scope: int) -> int | None:
        """The class that `self` or `cls` is an instance of, in the method around."""
        if base.type != "identifier":
            return None
        name, number = text_of(base), scope
        while number > 0:
            here = self.scopes[number]
            parent = self.scopes[here.parent]
            if here.kind == "function" and parent.kind == "class":
                return here.parent if here.params[:1] == (name,) else None
            if name in here.bindings:
                return None
            number = here.parent
        return None

    def _assignment(self, node: Node, scope: int) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None:
            return
        if right is None:
            annotation = node.child_by_field_name("type")
            self._bind(left, Param(scope, -1, text_of(left), self.builder.build(annotation, scope), None), scope)
            return
        self._bind(left, self._later(right, scope), scope)
        self.module.assigned.append(Assigned(node, left, right, scope))

    def _augmented(self, node: Node, scope: int) -> None:
        left = node.child_by_field_name("left")
        if left is not None:
            self._bind(left, Opaque("changed in place"), scope)

    def _named(self, node: Node, scope: int) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None:
            self._bind(name, self._later(value, scope), scope)

    def _for(self, node: Node, scope: int) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None:
            self._bind(left, partial(_element, self.builder, right, scope), scope)
        if node.type == "for_statement":
            self.module.loops.append((node, scope))

    def _while(self, node: Node, scope: int) -> None:
        self.module.loops.append((node, scope))

    def _as(self, node: Node, scope: int) -> None:
        parts = list(children(node))
        if len(parts) == 2:
            around = node.parent
            in_except = around is not None and around.type.startswith("except")
            value = Opaque("exception") if in_except else self._later(parts[0], scope)
            self._bind(parts[1], value, scope)

    def _return(self, node: Node, scope: int) -> None:
        value = next(children(node), None)
        if value is not None:
            self.scopes[scope].returns.append(self._later(value, scope))

    # --- imports ---------------------------------------------------------------------------------

    def _import(self, node: Node, scope: int) -> None:
        names: list[tuple[str | None, str | None, Node]] = []
        for child in children(node):
            dotted, alias = child, None
            if child.type == "aliased_import":
                dotted = child.child_by_field_name("name") or child
                alias_node = child.child_by_field_name("alias")
                alias = text_of(alias_node) if alias_node is not None else None
            module = text_of(dotted).replace(" ", "")
            self.import_exprs.append(Imported(module, None, 0))
            bound = alias or module.partition(".")[0]
            value = Imported(module if alias else bound, None, 0)
            self._home(scope, bound).bind(bound, child.start_byte, value)
            names.append((module, alias, child))
        self.module.imports.append(ImportSite(node, scope, "", 0, tuple(names)))

    def _from(self, node: Node, scope: int) -> None:
        source = node.child_by_field_name("module_name")
        if source is None:
            return
        text = text_of(source).replace(" ", "")
        level = len(text) - len(text.lstrip("."))
        module = text[level:]
        names: list[tuple[str | None, str | None, Node]] = []
        for child in children(node):
            if child.start_byte == source.start_byte:
                continue
            if child.type == "wildcard_import":
                star = Imported(module, "*", level)
                self.stars.append(star)
                self.import_exprs.append(star)
                names.append(("*", None, child))
                continue
            dotted, alias = child, None
            if child.type == "aliased_import":
                dotted = child.child_by_field_name("name") or child
                alias_node = child.child_by_field_name("alias")
                alias = text_of(alias_node) if alias_node is not None else None
            name = text_of(dotted)
            value = Imported(module, name, level)
            self.import_exprs.append(value)
            self._home(scope, alias or name).bind(alias or name, child.start_byte, value)
            names.append((name, alias, child))
        self.module.imports.append(ImportSite(node, scope, module, level, tuple(names)))

    # --- plain records ---------------------------------------------------------------------------

    def _call(self, node: Node, scope: int) -> None:
        self.module.calls.append((node, scope))

    def _string(self, node: Node, scope: int) -> None:
        self.module.strings.append((node, scope))

    def _subscript(self, node: Node, scope: int) -> None:
        self.module.subscripts.append((node, scope))


def _element(builder: Builder, node: Node | None, scope: int) -> Expr:
    return Item(builder.build(node, scope), None)


def _lambda_once(self: _Collector, node: Node, scope: int) -> int:
    known = self.builder.inner.get(node.start_byte)
    return known if known is not None else self.opener.open_lambda(node, scope)


_HANDLERS = {
    "function_definition": _Collector._function,
    "lambda": _lambda_once,
    "class_definition": _Collector._class,
    "assignment": _Collector._assignment,
    "augmented_assignment": _Collector._augmented,
    "named_expression": _Collector._named,
    "for_statement": _Collector._for,
    "for_in_clause": _Collector._for,
    "while_statement": _Collector._while,
    "as_pattern": _Collector._as,
    "return_statement": _Collector._return,
    "yield": _Collector._return,
    "import_statement": _Collector._import,
    "import_from_statement": _Collector._from,
    "global_statement": _Collector._global,
    "call": _Collector._call,
    "string": _Collector._string,
    "subscript": _Collector._subscript,
}


@cache
def _query(language: Language) -> Query:
    return Query(language, "[" + " ".join(f"({kind})" for kind in sorted(_HANDLERS)) + "] @node")


def _captured(tree: Tree) -> list[Node]:
    """The nodes that have a handler, each before those inside it. Most nodes never become an object."""
    found = QueryCursor(_query(tree.language)).captures(tree.root_node).get("node", [])
    return sorted(found, key=lambda node: (node.start_byte, -node.end_byte))


def collect(path: str, tree: Tree, data: bytes, encoding: str) -> Module:
    """Everything detection needs of a parsed file."""
    return _Collector(path, tree, Builder(data, encoding)).run()
