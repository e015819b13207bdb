"""Imports and exports of a file, in every form they are written."""

from __future__ import annotations

from tree_sitter import Node

from migrate.languages.expressions import Attr, Const, Expr, Imported, Map, Name, Scoped
from migrate.languages.nodes import text_of
from migrate.languages.typescript.expr import Builder, children, last_place
from migrate.languages.typescript.literals import string_value
from migrate.languages.typescript.scopes import ImportSite, Module, Scope, names_of

CLASSES = ("class_declaration", "abstract_class_declaration", "class")
_DECLARED = frozenset({*CLASSES, "function_declaration", "generator_function_declaration"})


class Exchange:
    """The part of the collector that deals with other modules."""

    builder: Builder
    scopes: list[Scope]
    exports: dict[str, list[Expr]]
    stars: list[str]
    module: Module

    def _number(self, node: Node, scope: int) -> int:
        raise NotImplementedError

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

    def _export(self, node: Node, scope: int) -> None:
        source = node.child_by_field_name("source")
        declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
        module = self._module_name(source)
        default = any(c.type == "default" for c in node.children)
        if default:
            target = value if value is not None else declaration
            if target is not None and target.type in _DECLARED:
                self.exports.setdefault("default", []).append(Scoped(self._number(target, scope)))
            elif target is not None:
                self.exports.setdefault("default", []).append(self.builder.build(target, scope))
        elif declaration is not None:
            for name in names_of(declaration):
                self.exports.setdefault(name, []).append(Name(name, 0, last_place()))
        for child in children(node):
            if child.type == "export_clause":
                for spec in children(child):
                    self._specifier(spec, module, bool(source))
            elif child.type == "namespace_export":
                inner = next(children(child), None)
                if inner is not None:
                    self.exports.setdefault(text_of(inner), []).append(Imported(module, None, 0))
        if source is not None:
            clause = any(c.type in ("export_clause", "namespace_export") for c in node.named_children)
            if clause:
                self.module.imports.append(ImportSite(node, module, ()))
            else:
                self.stars.append(module)

    def _specifier(self, spec: Node, module: str, elsewhere: bool) -> None:
        name, alias = spec.child_by_field_name("name"), spec.child_by_field_name("alias")
        if name is None:
            return
        local, public = text_of(name), text_of(alias if alias is not None else name)
        value: Expr = Imported(module, local, 0) if elsewhere else Name(local, 0, last_place())
        self.exports.setdefault(public, []).append(value)

    def _exported(self, base: Expr, name: str, value: Expr) -> bool:
        """`module.exports = ...` and `exports.name = ...`."""
        if isinstance(base, Name) and base.id == "module" and name == "exports":
            self.exports.setdefault("default", []).append(value)
            for key, entry in value.entries if isinstance(value, Map) else ():
                if isinstance(key, Const) and isinstance(key.value, str):
                    self.exports.setdefault(key.value, []).append(entry)
        elif (isinstance(base, Name) and base.id == "exports") or (isinstance(base, Attr) and base.name == "exports"):
            self.exports.setdefault(name, []).append(value)
        else:
            return False
        return True
