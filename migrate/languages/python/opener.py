"""Numbers for the scopes of a file, and the parameters that are bound in them."""

from __future__ import annotations

from functools import partial
from weakref import WeakMethod

from tree_sitter import Node

from migrate.languages.expressions import Expr, Param
from migrate.languages.nodes import line_of, text_of
from migrate.languages.python.expr import Builder, children
from migrate.languages.python.scopes import Scope


class Opener:
    """Numbers the scopes of a file, those of lambdas also when somebody asks for one later.

    The builder only knows of it as long as the file's index is there, which holds it: bindings hold the builder, and
    what leads back to them stays in memory until somebody looks for such circles.
    """

    def __init__(self, builder: Builder, root: Node) -> None:
        self.scopes = [Scope("module", "", -1)]
        self.nodes = [root]
        self._builder = builder
        builder.open_lambda = WeakMethod(self.open_lambda)

    def open(self, node: Node, scope: int, kind: str, name: str) -> int:
        """The number of a new scope below `scope`."""
        self.scopes.append(Scope(kind, name, scope, line=line_of(node)))
        self.nodes.append(node)
        return len(self.scopes) - 1

    def open_lambda(self, node: Node, scope: int) -> int:
        """The number of a lambda's scope, which is new."""
        number = self.open(node, scope, "lambda", "")
        self._builder.inner[node.start_byte] = number
        self.parameters(node, number)
        self.scopes[number].returns.append(partial(self._builder.build, node.child_by_field_name("body"), number))
        return number

    def parameters(self, node: Node, number: int) -> None:
        """Bind the parameters of a function or lambda in its scope."""
        parameters = node.child_by_field_name("parameters")
        names: list[str] = []
        target = self.scopes[number]
        for child in children(parameters) if parameters is not None else ():
            name = child.child_by_field_name("name") or (
                child if child.type == "identifier" else next(children(child), None)
            )
            if name is None or name.type != "identifier":
                continue
            annotation, default = child.child_by_field_name("type"), child.child_by_field_name("value")
            text = text_of(name)
            place = (target.parent, number, len(names), text)
            target.bind(text, name.start_byte, partial(_parameter, self._builder, *place, annotation, default))
            names.append(text)
        target.params = tuple(names)


def _parameter(
    builder: Builder, outside: int, number: int, position: int, name: str, annotation: Node | None,
    default: Node | None,
) -> Expr:  # fmt: skip
    """A parameter; what is written about it is read outside of the function."""
    return Param(
        number, position, name, builder.build(annotation, outside) if annotation is not None else None,
        builder.build(default, outside) if default is not None else None,
    )  # fmt: skip
