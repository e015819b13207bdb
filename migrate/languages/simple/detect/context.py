"""What every detector of these languages is given, and what stands around a string."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from migrate.languages.hosts import target_of_url
from migrate.languages.simple.expr import Call, Given, Name, New, Pairs, key, text_of
from migrate.languages.simple.module import Module
from migrate.languages.simple.resolve import Client, Resolver
from migrate.languages.simple.values import Values
from migrate.languages.sites import Detection
from migrate.languages.tables import Shared, shared
from migrate.model import EnvRef, Literal, Target, TargetKind

if TYPE_CHECKING:
    from tree_sitter import Node

_UNKNOWN = Target(TargetKind.UNKNOWN)
_PREFIX_TESTS = frozenset(
    {"HasPrefix", "startsWith", "StartsWith", "starts_with", "start_with?", "starts_with?",
     "str_starts_with", "strpos", "Contains",
     "contains", "str_contains", "include?", "includes", "indexOf", "HasSuffix", "Equals", "equals", "EqualFold",
     "equalsIgnoreCase", "in_array", "match"}
)  # fmt: skip
TEST_FILE = re.compile(
    r"(?i:(?:^|/)(?:tests?|testing|spec|__tests__)/|_test\.(?:go|rb|exs?)$)"
    r"|(?:Tests?|Spec|IT|(?:^|[/_.-])(?i:tests?|spec|it))\.(?i:java|kt|cs|php)$"  # not `edit.php`, `Kit.kt`
    r"|(?i:(?:^|/)(?:test_[^/]*|[^/]*_spec)\.\w+$)"
)
LOCALE_FILE = re.compile(r"(?i)(?:^|/)(?:locales?|i18n|l10n|lang|translations)/")  # text for people
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/|\Z)")
_SHOWS = frozenset({"echo_statement", "print_intrinsic"})
_MODEL_NAMES = re.compile(r"(?i)(?:model|deployment|engine|llm|embedder)s?_?(?:name|label)$")
_CHOOSES = re.compile(r"(?:^|_)(?:switch|match|when|case)(?:_(?:statement|expression))?$")
_UP = 5  # nodes from an argument to its call
_EQUALITY = frozenset({"==", "===", "!=", "!==", "=~"})
_LABELS = re.compile(
    r"(?i)(?:^|_)(?:help|usage|short|long|desc|description|title|label|message|msg|summary|placeholder|text|"
    r"caption|note|error|name|display_?name|example|content|prompt)$"
)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a string: the call it is passed to, the names it is given, how it is compared."""

    call: str = ""
    owner: str = ""
    position: int = 0
    name: str = ""  # of the argument, entry or field
    target: str = ""  # of the variable
    test: str = ""
    is_key: bool = False
    part: bool = False  # a piece of a longer text
    shown: bool = False
    within: tuple[str, ...] = ()  # names of the entries the string is inside of, the innermost first
    subject: str = ""  # what it is compared with


@dataclass(slots=True)
class Context(Detection):
    """One file under detection, with what its names stand for."""

    once: ClassVar[bool] = True

    module: Module
    resolver: Resolver
    values: Values
    _around: dict[tuple[int, int, str], Around] = field(default_factory=dict, init=False, repr=False)
    _compares: dict[tuple[int, int, str], bool] = field(default_factory=dict, init=False, repr=False)

    @property
    def shared(self) -> Shared:
        """Hosts, models, variables: the same in every language."""
        return shared()

    def target_of(self, client: Client | None) -> Target:
        """Whom a client talks to, by how it was constructed."""
        if client is None or client.made is None:
            azure = client is not None and client.sdk.name.startswith("azure")
            return Target(TargetKind.AZURE) if azure else _UNKNOWN
        args, is_open = self.values.client_args(client.sdk, client.made)
        is_open = is_open or client.made.partial
        azure = any(a.name == "api_type" and isinstance(a.value, Literal) and "azure" in str(a.value.value).lower()
                    for a in args)  # fmt: skip
        if client.made.maker.azure or azure:
            return Target(TargetKind.AZURE)
        bases = [a for a in args if a.name == "base_url"]
        if not bases:
            return _UNKNOWN if is_open else Target(TargetKind.OFFICIAL, "openai")
        value = bases[-1].value
        if isinstance(value, Literal) and isinstance(value.value, str):
            url = f"https://{value.value}" if _HOST.match(value.value) else value.value  # `withBaseUri('host/v1')`
            return target_of_url(url, self.shared)
        if isinstance(value, Literal) and value.value is None:
            return Target(TargetKind.OFFICIAL, "openai")
        return Target(TargetKind.USER_DEFINED, value.name if isinstance(value, EnvRef) else None)

    def place_of(self, client: Client | None) -> str | None:
        """`path:line` of a client's construction."""
        if client is None or client.made is None:
            return None
        return f"{self.source.path}:{self.source.line(start_of(client.made.node))}"

    def around(self, node: Node) -> Around:
        """What stands around a string."""
        at = key(node)
        if at not in self._around:
            self._around[at] = _around(self, node)
        return self._around[at]

    def compares(self, node: Node) -> bool:
        """Whether a node tests its children for equality; asked once, as a list may have thousands of them."""
        at = key(node)
        if at not in self._compares:
            self._compares[at] = any(child.type in _EQUALITY for child in node.children)
        return self._compares[at]


def start_of(node: Node) -> int:
    """Where an expression begins."""
    return int(node.start_byte)


def _around(ctx: Context, node: Node) -> Around:
    module = ctx.module
    call = owner = name = target = test = subject = ""
    within: list[str] = []
    position, is_key, part, shown = 0, False, False, False
    shown_by = ctx.resolver.tables.shown
    for parent in module.above.get(key(node), ()):
        if parent.type in module.grammar.scopes:
            break
        expr = module.expr(parent) if parent.type not in module.grammar.strings else None
        held = expr.type.rpartition(".")[2] if isinstance(expr, New) else expr.name if isinstance(expr, Call) else ""
        if held and held in ctx.resolver.tables.wrappers and not held.endswith("Host"):  # `OpenAIHost(...)` says more
            pass
        elif isinstance(expr, Call | New):
            given = _within((*expr.args, *(expr.fields if isinstance(expr, New) else ())), node)
            if given is not None:
                name = name or given[1].name or ""
                position = given[0]
                call = expr.name if isinstance(expr, Call) else expr.type
                obj = expr.obj if isinstance(expr, Call) else None
                owner = text_of(obj)[-60:] if obj is not None else ""
                shown = shown_by.search(call) is not None or shown_by.search(owner.rpartition(".")[2]) is not None
                if not test and call in _PREFIX_TESTS:
                    test = "prefix_test"
                    others = (text_of(g.value)[:80] for g in (expr.args[:3]) if g is not given[1])
                    subject = " ".join((owner, *others))
                break
        elif isinstance(expr, Pairs):
            given = _within(expr.entries, node)
            name = name or (given[1].name or "" if given is not None else "")
            within += [given[1].name] if given is not None and given[1].name else []
            is_key = is_key or any(e.name_node is not None and key(e.name_node) == key(node) for e in expr.entries)
        elif expr is not None and type(expr).__name__ == "Joined":
            part = True
        elif ctx.compares(parent):
            test = test or "equality"
            subject = subject or " ".join(text_of(c)[:80] for c in parent.children if key(c) != key(node))
        elif _CHOOSES.search(parent.type):
            chosen = parent.child_by_field_name("value") or parent.child_by_field_name("condition")
            chosen = chosen or next(iter(parent.named_children), None)
            subject = subject or (text_of(chosen)[:80] if chosen is not None else "")
        elif parent.type in module.grammar.binders:
            for bound in module.grammar.bound(parent):
                if bound.value is not None and bound.value.start_byte <= node.start_byte < bound.value.end_byte:
                    target = target or bound.name
                    within += [bound.type] if bound.type else []
        elif parent.type in ("annotation", "attribute", "attribute_item"):
            named = parent.child_by_field_name("name")
            call = call or text_of(named or parent)[:60]
            shown = shown or shown_by.search(call) is not None
        elif parent.type in _SHOWS:
            shown = True
    label = bool(name) and _LABELS.search(name) is not None and _MODEL_NAMES.search(name) is None
    return Around(
        call, owner, position, name, target, test, is_key, part, shown or label, tuple(within), subject
    )  # fmt: skip


def _within(given: Iterable[Given], node: Node) -> tuple[int, Given] | None:
    for at, entry in enumerate(given):
        if entry.node.start_byte <= node.start_byte and node.end_byte <= entry.node.end_byte:
            return at, entry
    return None


def is_imported(ctx: Context, node: Node) -> bool:
    """`use async_openai::config::OPENAI_API_BASE`: named there, used elsewhere."""
    above: Node | None = node
    while above is not None and above.type not in ctx.module.grammar.imports:
        above = above.parent
    return above is not None


def is_given(ctx: Context, node: Node) -> bool:
    """An argument of a call, which is reported itself."""
    above: Node | None = node.parent
    for _ in range(_UP):
        if above is None or above.type in ctx.module.grammar.scopes or above.type in ctx.module.grammar.binders:
            return False
        if isinstance(ctx.module.expr(above), Call | New):
            return True
        above = above.parent
    return False


__all__ = ["Around", "Context", "Name", "is_given", "is_imported", "start_of"]
