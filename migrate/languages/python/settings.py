"""Settings classes of pydantic-settings: which variable a field is read from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.languages.expressions import Attr, Call, Const, Expr, Param
from migrate.languages.things import Ext, Own
from migrate.model import EnvRef

if TYPE_CHECKING:
    from migrate.languages.python.resolve import Resolver

_MEANT = re.compile(r"(?i)api_?key|token|secret|(?:base|api)_?ur[il]|api_?base|endpoint|host")  # keys and addresses


def is_settings(thing: object, resolver: Resolver) -> bool:
    """pydantic's class, or one of the project's own that is made of it."""
    todo, seen = [thing], set[tuple[str, int]]()
    while todo:
        match todo.pop():
            case Ext(name) if name.rpartition(".")[2] == "BaseSettings":
                return True
            case Own("class", path, number) if (path, number) not in seen:
                seen.add((path, number))
                todo += [resolver.thing(base, path) for base in resolver.scope(path, number).bases]
    return False


def variable(expr: Attr, path: str, resolver: Resolver) -> EnvRef | None:
    """The variable behind `settings.openai_api_key`, of a field for a key or an address without a text of its own."""
    if _MEANT.search(expr.name) is None:
        return None
    owner = resolver.thing(expr.base, path)
    if not isinstance(owner, Own) or owner.kind != "instance":
        return None
    scope = resolver.scope(owner.path, owner.scope)
    bound = scope.bindings.get(expr.name)
    found = [value for _, value in bound] if bound is not None else []
    if len(found) != 1 or not holds(expr, path, resolver):
        return None
    name = _named(found[0], _prefix(scope.bindings.get("model_config")) + expr.name)
    return EnvRef(name) if name is not None else None


def holds(expr: Attr, path: str, resolver: Resolver) -> bool:
    """Whether an attribute is of an instance of a settings class."""
    owner = resolver.thing(expr.base, path)
    made = isinstance(owner, Own) and owner.kind == "instance"
    return made and isinstance(owner, Own) and is_settings(Own("class", owner.path, owner.scope), resolver)


def _named(value: Expr, name: str) -> str | None:
    """The variable's name, by the field's or by its alias; None where the field has a value of its own."""
    if isinstance(value, Param) or (isinstance(value, Const) and not value.value):
        return name.upper()
    if not isinstance(value, Call):
        return None
    alias = value.kwarg("validation_alias", "alias", "env")
    if alias is not None:
        return alias.value if isinstance(alias, Const) and isinstance(alias.value, str) else None
    default = value.args[0] if value.args else value.kwarg("default")
    return name.upper() if default is None or (isinstance(default, Const) and not default.value) else None


def _prefix(config: object) -> str:
    for _, value in config or ():  # type: ignore[attr-defined]
        prefix = value.kwarg("env_prefix") if isinstance(value, Call) else None
        if isinstance(prefix, Const) and isinstance(prefix.value, str):
            return prefix.value
    return ""
