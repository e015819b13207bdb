"""Imports and exports of a file, in every form they are written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tree_sitter import Node

from migrate.languages.expressions import Const, Expr, Imported, Map, Name, Scoped
from migrate.languages.nodes import text_of
from migrate.languages.typescript.expr import Builder, children, last_name, last_place, unwrap
from migrate.languages.typescript.literals import string_value
from migrate.languages.typescript.scopes import ImportSite, Later, Module, Scope, names_of
from migrate.languages.typescript.syntax import CLASSES, Nodes

_REQUIRED = 40  # bytes of a value in which an import has to begin
_DECLARED = frozenset({*CLASSES, "function_declaration", "generator_function_declaration"})


class Exchange:
    """The part of the collector that deals with other modules."""

    builder: Builder
    nodes: Nodes
    scopes: list[Scope]
    module: Module
    afterwards: list[Callable[[], None]]

    def _number(self, node: Node, scope: int) -> int:
        raise NotImplementedError

    def _later(self, node: Node | None, scope: int) -> Expr | Later:
        raise NotImplementedError

    def _give(self, name: str, value: Expr | Later) -> None:
        """Note that `value` is exported as `name`."""
        self.module.index.exports.setdefault(name, []).append(value)

    # --- imports ---------------------------------------------------------------------------------

    def _import(self, node: Node, _scope: int) -> None:
        source = node.child_by_field_name("source")
        clause = next((c for c in node.named_children if c.type in ("import_clause", "import_require_clause")), None)
        home = self.scopes[0]
        names: list[str] = []
        if clause is not None and clause.type == "import_require_clause":
            source = clause.child_by_field_name("source")
            module = self._module_name(source)
            for child in children(clause):
                if child.type == "identifier":
                    home.bind(text_of(child), child.start_byte, Imported(module, None, 0))
            names.append("*")
        else:
            module = self._module_name(source)
            for child in children(clause) if clause is not None else ():
                names += self._imported(child, module, home)
        type_only = any(c.type == "type" for c in node.children)
        if module:
            self.module.imports.append(ImportSite(node, module, tuple(names), type_only))

    def _imported(self, child: Node, module: str, home: Scope) -> list[str]:
        if child.type == "identifier":
            home.bind(text_of(child), child.start_byte, Imported(module, "default", 0))
            return ["default", text_of(child)]
        if child.type == "namespace_import":
            inner = next(children(child), None)
            if inner is not None:
                home.bind(text_of(inner), inner.start_byte, Imported(module, None, 0))
            return ["*"]
        names: list[str] = []
        for spec in children(child):
            name, alias = spec.child_by_field_name("name"), spec.child_by_field_name("alias")
            if name is not None:
                bound = alias if alias is not None else name
                imported = text_of(name).strip("'\"")
                home.bind(text_of(bound), bound.start_byte, Imported(module, imported, 0))
                names.append(imported)
        return names

    def _module_name(self, node: Node | None) -> str:
        return (string_value(self.builder.raw(node)) or "") if node is not None else ""

    def _required(self, node: Node, value: Node, name: Node) -> None:
        """`const { OpenAI } = require("openai")` as an import."""
        begin = self.builder.data[value.start_byte : value.start_byte + _REQUIRED]
        if b"require" not in begin and b"import" not in begin:
            return
        base = unwrap(value)
        while base.type in ("member_expression", "subscript_expression"):
            owner = base.child_by_field_name("object")
            if owner is None:
                return
            base = unwrap(owner)
        imported = self.builder.build(base, 0) if base.type == "call_expression" and _loads(base) else None
        if isinstance(imported, Imported):
            taken = [text_of(c.child_by_field_name("key") or c) for c in children(name)]
            names = tuple(taken) if name.type == "object_pattern" else ()
            dynamic = b"require" not in begin[:12]
            self.module.imports.append(ImportSite(node, imported.module, names, dynamic=dynamic))

    def _dynamic_imports(self) -> None:
        """`import("openai")` that is not the value of a variable."""
        for word in self.nodes.of("dynamic"):
            node = word.parent
            if node is None or node.type != "call_expression" or node.child_by_field_name("function") != word:
                continue
            arguments = node.child_by_field_name("arguments")
            module = self._module_name(next(children(arguments), None)) if arguments is not None else ""
            parent = node.parent
            while parent is not None and parent.type in ("await_expression", "parenthesized_expression"):
                parent = parent.parent
            if module and (parent is None or parent.type != "variable_declarator"):
                self.module.imports.append(ImportSite(node, module, (), dynamic=True))

    # --- exports ---------------------------------------------------------------------------------

    def _export(self, node: Node, scope: int) -> None:
        source = node.child_by_field_name("source")
        declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
        module = self._module_name(source)
        default = any(c.type == "default" for c in node.children)
        if default:
            target = value if value is not None else declaration
            if target is not None and target.type in _DECLARED:
                self._give("default", Scoped(self._number(target, scope)))
            elif target is not None:
                self._give("default", self._later(target, scope))
        elif declaration is not None:
            for name in names_of(declaration):
                self._give(name, Name(name, 0, last_place()))
        for child in children(node):
            if child.type == "export_clause":
                for spec in children(child):
                    self._specifier(spec, module, bool(source))
            elif child.type == "namespace_export":
                inner = next(children(child), None)
                if inner is not None:
                    self._give(text_of(inner), Imported(module, None, 0))
        if source is not None:
            clause = any(c.type in ("export_clause", "namespace_export") for c in node.named_children)
            if clause:
                self.module.imports.append(ImportSite(node, module, ()))
            else:
                self.module.index.stars.append(module)

    def _specifier(self, spec: Node, module: str, elsewhere: bool) -> None:
        name, alias = spec.child_by_field_name("name"), spec.child_by_field_name("alias")
        if name is None:
            return
        local, public = text_of(name), text_of(alias if alias is not None else name)
        self._give(public, Imported(module, local, 0) if elsewhere else Name(local, 0, last_place()))

    def _exported(self, base: Node, name: str, right: Node, scope: int) -> bool:
        """`module.exports = ...` and `exports.name = ...`."""
        if base.type == "identifier" and base.text == b"module" and name == "exports":
            self._give("default", self._later(right, scope))
            self.afterwards.append(partial(self._entries, right, scope))
        elif last_name(base) == "exports":
            self._give(name, self._later(right, scope))
        else:
            return False
        return True

    def _entries(self, node: Node, scope: int) -> None:
        """`module.exports = { ask, model }`: each entry is exported under its name."""
        value = self.builder.build(node, scope)
        for key, entry in value.entries if isinstance(value, Map) else ():
            if isinstance(key, Const) and isinstance(key.value, str):
                self._give(key.value, entry)


def _loads(call: Node) -> bool:
    """`require(...)` and `import(...)`."""
    function = call.child_by_field_name("function")
    return function is not None and (function.type == "import" or function.text == b"require")
