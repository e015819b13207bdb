"""Sites and findings between a notebook's Python and its JSON: every place in them moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from migrate.model import Arg, DictValue, ListValue, Literal, Site, Span, Value


@dataclass(frozen=True, slots=True)
class Mover:
    """How places of the file `path` move. `point` gives line and column of a place as it was."""

    path: str
    span: Callable[[Span], Span]
    line: Callable[[int], int]
    point: Callable[[int, int], tuple[int, int]]

    def site(self, site: Site) -> Site:
        """The site with every place in it moved."""
        line, column = self.point(site.line, site.column)
        return replace(
            site,
            span=self.span(site.span),
            line=line,
            column=column,
            args=tuple(self._arg(a) for a in site.args),
            args_span=self._maybe(site.args_span),
            client=self._client(site.client),
            value=self._value(site.value) if site.value is not None else None,
            value_span=self._maybe(site.value_span),
            name_span=self._maybe(site.name_span),
        )

    def _maybe(self, span: Span | None) -> Span | None:
        return self.span(span) if span is not None else None

    def _arg(self, arg: Arg) -> Arg:
        value, name_span = self._value(arg.value), self._maybe(arg.name_span)
        return Arg(arg.name, value, self.span(arg.span), self.span(arg.value_span), name_span)

    def _value(self, value: Value) -> Value:
        if isinstance(value, Literal) and value.origin is not None and value.origin.path == self.path:
            origin = value.origin
            return replace(
                value, origin=replace(origin, span=self.span(origin.span), line=self.line(origin.line))
            )
        if isinstance(value, ListValue):
            return ListValue(tuple(self._arg(a) for a in value.items), value.complete)
        if isinstance(value, DictValue):
            return DictValue(tuple(self._arg(a) for a in value.entries), value.complete)
        return value

    def _client(self, client: str | None) -> str | None:
        path, _, line = (client or "").rpartition(":")
        return f"{path}:{self.line(int(line))}" if path == self.path and line.isdigit() else client
