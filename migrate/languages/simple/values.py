"""Arguments as the model's values: what is written is read, what is not stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.languages.constants import model_of
from migrate.languages.simple.expr import (
    Call,
    Either,
    Get,
    Given,
    Inner,
    Joined,
    Many,
    Name,
    New,
    Pairs,
    Scalar,
    Text,
    key,
    span_of,
)
from migrate.languages.simple.resolve import Client, Made, Request, Resolver, Space
from migrate.languages.simple.tables import Sdk, names
from migrate.model import Arg, DictValue, EnvRef, ListValue, Literal, Origin, Span, Unknown, Value

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEP = 10
_MANY = 40_000
_PREFIXES = ("with", "set", "add", "put")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{1,80}\Z")


def snake(name: str) -> str:
    """`MaxTokens`, `maxTokens`, `max-tokens` as `max_tokens`."""
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name.strip("_$:").replace("-", "_"))
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()


def vocabulary(sdk: Sdk | None, name: str) -> str:
    """The openai client's own name of an argument, field or setter."""
    plain = snake(name)
    for prefix in _PREFIXES:
        rest = plain.removeprefix(prefix + "_")
        if rest != plain and rest:
            plain = rest
            break
    known = sdk.args if sdk is not None else {}
    return known.get(name) or known.get(plain) or plain


@dataclass
class Values:
    """Reads values in one file."""

    resolver: Resolver
    _asked: int = 0  # values that stand for values can multiply: a file has so many, and no more

    def value(self, node: Node, depth: int = 0) -> Value:
        """What an expression is worth."""
        module = self.resolver.module
        expr = module.expr(node)
        self._asked += 1
        if depth > _DEEP or self._asked > _MANY:
            return Unknown("deep")
        match expr:
            case Text():
                text = expr.value
                return Literal(text) if text is not None else Unknown("interpolated")
            case Scalar(value):
                return Literal(value)
            case Inner(inner):
                return self.value(inner, depth + 1)
            case Many(items, complete):
                return ListValue(
                    tuple(
                        Arg(str(i), (v := self.given(n, depth + 1))[0], span_of(n), v[1]) for i, n in enumerate(items)
                    ),
                    complete,
                )
            case Pairs(entries, complete):
                return DictValue(self.entries(entries, None, depth + 1, written=True), complete)
            case New(kind, args, _, _) if args and kind.rpartition(".")[2] in self.resolver.tables.wrappers:
                return self.value(args[0].value, depth + 1)
            case New(_, args, _, fields) if args or fields:
                return DictValue(self.entries((*args, *fields), None, depth + 1))
            case Either(nodes):
                return self._either(nodes, depth)
            case Joined():
                text = self.resolver.text(node)
                return Literal(text) if text and "\0" not in text else Unknown("joined")
            case Call() | Get() | Name():
                return self._named(node, expr, depth)
        return Unknown("expression")

    def given(self, node: Node, depth: int = 0) -> tuple[Value, Span]:
        """What an expression is worth, and where that can be written over.

        A literal in brackets or in a wrapper (`new Uri("...")`) is written where it stands; one that stands
        elsewhere has an origin; what is put together from pieces has no place, and so counts as unknown.
        """
        value = self.value(node, depth)
        if not isinstance(value, Literal) or value.origin is not None:
            return value, span_of(node)
        held = self._written(node)
        if held is None:
            return Unknown("put together"), span_of(node)
        place = span_of(held)
        if node.start_byte <= place.start and place.end <= node.end_byte:
            return value, place
        line = held.start_point[0] + 1
        return Literal(value.value, Origin(self.resolver.module.path, place, line)), span_of(node)

    def _written(self, node: Node) -> Node | None:
        """The node that holds the literal an expression is worth."""
        module, wrappers = self.resolver.module, self.resolver.tables.wrappers
        here: Node | None = node
        for _ in range(_DEEP):
            expr = module.expr(here) if here is not None else None
            if here is None or isinstance(expr, Text | Scalar):
                return here
            if isinstance(expr, Inner):
                here = expr.node
            elif isinstance(expr, New) and expr.args and expr.type.rpartition(".")[2] in wrappers:
                here = expr.args[0].value
            elif isinstance(expr, Call) and expr.name in wrappers:
                here = expr.args[0].value if expr.args else expr.obj
            elif isinstance(expr, Name | Get):
                if self.sdk_constant(here) is not None:
                    return here
                name = expr.text if isinstance(expr, Name) else expr.name
                bound = module.find(name, here.start_byte) if isinstance(expr, Name) else []
                known = bound or module.fields.get(name, [])
                values = [b.value for b in known if b.value is not None]
                here = values[0] if len(values) == 1 and key(values[0]) != key(here) else None
            else:
                return None
        return None

    def _either(self, nodes: tuple[Node, ...], depth: int) -> Value:
        found = [self.value(n, depth + 1) for n in nodes]
        if len(found) == 2 and isinstance(found[0], EnvRef) and isinstance(found[1], Literal):
            default = found[1].value
            return EnvRef(found[0].name, default if isinstance(default, str) else found[0].default)
        return found[0] if found and isinstance(found[0], EnvRef) else Unknown("condition")

    def _named(self, node: Node, expr: Call | Get | Name, depth: int) -> Value:
        resolver = self.resolver
        if isinstance(expr, Call):
            read = self.env_read(expr)
            if read is not None:
                return read
            if expr.name in resolver.tables.wrappers and expr.args:
                return self.value(expr.args[0].value, depth + 1)
            if expr.name in resolver.tables.wrappers and expr.obj is not None:
                return self.value(expr.obj, depth + 1)
        else:
            known = self.sdk_value(node)
            if known is not None:
                return known
            constant = resolver.constant(node)
            if constant is not None:
                path, text, place = constant
                return Literal(text, Origin(path, place.span, place.line))
        thing = resolver.thing(node)
        if isinstance(thing, Request):
            return DictValue(self.fields(thing, depth + 1))
        if isinstance(expr, Name):
            bound = [b for b in resolver.module.find(expr.text, node.start_byte) if b.value is not None]
            bound = bound or [b for b in resolver.module.fields.get(expr.text, ()) if b.value is not None]
            if len(bound) == 1 and bound[0].value is not None and key(bound[0].value) != key(node):
                return self.value(bound[0].value, depth + 1)
        return Unknown("variable" if isinstance(expr, Name) else "expression")

    def sdk_value(self, node: Node) -> Value | None:
        """The value of a constant of the SDK; Unknown when it is a model we cannot name."""
        found = self.sdk_constant(node)
        if found is None:
            return None
        sdk, name = found
        if name in sdk.values:
            return Literal(sdk.values[name])
        model = model_of(name)
        return Literal(model) if model is not None else Unknown("constant of the library")

    def sdk_constant(self, node: Node) -> tuple[Sdk, str] | None:
        """The library and name of a constant for a model or a value that a library defines."""
        thing = self.resolver.thing(node)
        found = self.resolver.tables.sdk(thing.path) if isinstance(thing, Space) else None
        if found is None:
            return None
        sdk, tail = found
        last = tail.rpartition(".")[2]
        for name in names(tail):
            if name in sdk.values:
                return sdk, name
        if sdk.constants is not None and any(sdk.constants.fullmatch(n) for n in names(tail)):
            return sdk, last
        return None

    def env_read(self, call: Call) -> EnvRef | None:
        """`getenv("NAME")` and its kin."""
        tables = self.resolver.tables
        if not call.args:
            return None
        owner = self.resolver.module.expr(call.obj) if call.obj is not None else None
        held = owner.text if isinstance(owner, Name) else ""
        if call.name == "[]":
            if held not in tables.env_objects:
                return None
        elif call.name not in tables.env_getters and held not in tables.env_objects:
            return None
        first = self.resolver.module.expr(call.args[0].value)
        name = first.value if isinstance(first, Text) else None
        if name is None or not _ENV_NAME.match(name):
            return None
        default = self.resolver.text(call.args[-1].value) if len(call.args) > 1 else None
        return EnvRef(name, default if default is None or "\0" not in default else None)

    # --- arguments -----------------------------------------------------------------------------------

    def entries(
        self, given: Iterable[Given], sdk: Sdk | None, depth: int = 0, *, written: bool = False
    ) -> tuple[Arg, ...]:
        """Named arguments, entries or fields. `written`: names are kept as they are."""
        found: list[Arg] = []
        for entry in given:
            if entry.name is None or entry.spread:
                continue
            name = entry.name if written else vocabulary(sdk, entry.name)
            value, place = self.given(entry.value, depth + 1)
            named = span_of(entry.name_node) if entry.name_node is not None else None
            found.append(Arg(name, value, span_of(entry.node), place, named))
        return tuple(found)

    def fields(self, request: Request, depth: int = 0) -> tuple[Arg, ...]:
        """What a request holds, by fields and by setters."""
        found = list(self.entries(request.fields, request.sdk, depth))
        found += self.setters(request.sdk, request.setters, depth)
        return tuple(found)

    def setters(self, sdk: Sdk, links: Iterable[object], depth: int = 0) -> list[Arg]:
        """`.model("x").n(1)` as arguments."""
        from migrate.languages.simple.module import Link

        found: list[Arg] = []
        for link in links:
            if not isinstance(link, Link) or link.call is None or not link.call.args:
                continue
            given = link.call.args[0]
            args_node = link.call.args_node
            span = span_of(args_node) if args_node is not None else span_of(given.node)
            value, place = self.given(given.value, depth + 1)
            found.append(Arg(vocabulary(sdk, link.name), value, span, place, span_of(link.name_node)))
        return found

    def client_args(self, sdk: Sdk, made: Made) -> tuple[tuple[Arg, ...], bool]:
        """What a client was constructed with, and whether something may have been missed."""
        found: list[Arg] = []
        is_open = False
        positional = 0
        alone = made.maker.alone if len(made.given) == 1 else ""
        for given in made.given:
            if given.spread:
                is_open = True
            elif given.name is not None:
                found += self.entries((given,), sdk)
            else:
                name = made.maker.positional[positional] if positional < len(made.maker.positional) else None
                name = alone or name
                positional += 1
                more, missed = self._client_arg(sdk, given, name)
                found.extend(more)
                is_open = is_open or missed
        found += self.setters(sdk, made.setters)
        found += self._set_later(sdk, made)
        if made.parent is not None:
            inherited, missed = self.client_args(sdk, made.parent)
            return (*inherited, *found), is_open or missed
        return tuple(found), is_open

    def _client_arg(self, sdk: Sdk, given: Given, name: str | None) -> tuple[list[Arg], bool]:
        module = self.resolver.module
        chain = module.chain(given.value)
        last = chain.links[-1] if chain is not None else None
        if last is not None and last.call is not None and last.name in sdk.options:
            if not last.call.args:
                return [], False
            option = sdk.options[last.name]
            if option.key and (len(last.call.args) < 2 or self.resolver.text(last.call.args[0].value) != option.key):
                return [], False
            inner = last.call.args[1 if option.key else 0]
            value, place = self.given(inner.value)
            found = [Arg(option.name, value, span_of(given.node), place)]
            if option.azure:
                found.append(Arg("api_type", Literal("azure"), span_of(given.node), span_of(given.node)))
            return found, False
        thing = self.resolver.thing(given.value)
        if isinstance(thing, Client) and thing.made is not None:
            args, is_open = self.client_args(thing.sdk, thing.made)
            return list(args), is_open
        value, place = self.given(given.value)
        if isinstance(value, DictValue):
            return [_renamed(sdk, a) for a in value.entries], not value.complete
        if name is None:
            return [], False
        if name == "options":
            return [], True
        return [Arg(name, value, span_of(given.node), place)], False

    def _set_later(self, sdk: Sdk, made: Made) -> list[Arg]:
        """`config.BaseURL = ...` after `config := DefaultConfig(...)`."""
        found: list[Arg] = []
        if made.name is None:
            return found
        for (owner, name), bindings in self.resolver.module.owned.items():
            if owner != made.name:
                continue
            for bound in bindings:
                if bound.value is not None:
                    meaning = sdk.settings.get(name) or vocabulary(sdk, name)
                    value, place = self.given(bound.value)
                    found.append(Arg(meaning, value, span_of(bound.node), place))
        return found

    def call_args(
        self, sdk: Sdk, positional: tuple[str, ...], given: Iterable[Given]
    ) -> tuple[tuple[Arg, ...], bool]:
        """The fields of a request, from whichever argument of the call holds them."""
        found: list[Arg] = []
        is_open = False
        position = 0
        for entry in given:
            if entry.spread:
                is_open = True
                continue
            thing = self.resolver.thing(entry.value)
            value, place = self.given(entry.value)
            if isinstance(thing, Request):
                found += self.fields(thing)
            elif isinstance(value, DictValue) and (entry.name is None or entry.name in _HOLDERS):
                found += [_renamed(sdk, a) for a in value.entries]
                is_open = is_open or not value.complete
            elif entry.name is not None:
                found += self.entries((entry,), sdk)
            elif position < len(positional) and positional[position]:
                found.append(Arg(positional[position], value, span_of(entry.node), place))
            elif not positional and isinstance(value, Unknown) and value.reason in ("variable", "expression"):
                is_open = True
            position += entry.name is None
        return tuple(found), is_open


def _renamed(sdk: Sdk, arg: Arg) -> Arg:
    return Arg(vocabulary(sdk, arg.name), arg.value, arg.span, arg.value_span, arg.name_span)


_HOLDERS = frozenset({"parameters", "params", "body", "request", "options", "json", "data"})
