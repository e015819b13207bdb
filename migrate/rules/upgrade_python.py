"""From the openai library before 1.0 to its current version, for all Python files of a codebase at once.

The module keeps its settings: `openai.api_key`, `openai.base_url` and `openai.chat.completions.create` exist in every
version since 1.0, so a setting in one file goes on reaching the calls of another. Every mention of the module must
be understood, and every answer followed: what is left over would fail at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.languages.follow import Use, follow
from migrate.languages.python.parse import walk
from migrate.model import Edit, Site, SiteKind, Span
from migrate.rules import addresses, mentions
from migrate.rules.wording import root_of, shown

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.rules.base import Context
    from migrate.source import SourceFile

_CALLS = {
    ("ChatCompletion", "create"): "chat.completions.create",
    ("Completion", "create"): "completions.create",
    ("Embedding", "create"): "embeddings.create",
    ("Moderation", "create"): "moderations.create",
    ("Image", "create"): "images.generate",
    ("Model", "list"): "models.list",
}
_ERRORS = {
    "OpenAIError": "OpenAIError",
    "APIConnectionError": "APIConnectionError",
    "AuthenticationError": "AuthenticationError",
    "RateLimitError": "RateLimitError",
    "PermissionError": "PermissionDeniedError",
    "Timeout": "APITimeoutError",
    "InvalidRequestError": "BadRequestError",
    "ServiceUnavailableError": "InternalServerError",
    "APIError": "InternalServerError",  # the new APIError is the base of them all
}
_SAME = frozenset({"api_key", "organization", "base_url", "__version__", "OpenAI", "AsyncOpenAI", "AzureOpenAI"})
_NEW = frozenset({"chat", "completions", "embeddings", "images", "models", "moderations"})
_RENAMED = {"request_timeout": "timeout", "headers": "extra_headers"}
_ACROSS = frozenset({"engine", "deployment_id", "timeout", "extra_body", "extra_headers", "extra_query", "stream"})
_OBJECTS = frozenset({"choices", "message", "delta", "data", "usage", "function_call", "*"})
_KEPT = frozenset({"append", "extend", "insert"})
_ALWAYS = frozenset({"message", "delta", "choices", "usage"})  # a default of `.get` for these is never taken
_ADDRESS = re.compile(r"os\.environ\[[^\]]+\]|os\.(?:getenv|environ\.get)\([^,()]+,[^()]+\)|[A-Za-z_][\w.]*")


class CannotFollow(Exception):
    """What stands in the way, in the words of a finding."""


@dataclass(slots=True)
class PythonUpgrade:
    """One file: its edits, and the values it writes itself."""

    source: SourceFile
    sites: list[Site]
    ctx: Context
    edits: list[Edit] = field(default_factory=list)
    taken: list[Span] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    alias: str = "openai"
    root: Node = field(init=False)

    def run(self) -> None:
        """Find all edits. Raises CannotFollow."""
        self.root = root_of("python", self.source)
        self._imports()
        for node in walk(self.root):
            if node.type == "identifier" and _text(node) == self.alias and not _is_import(node):
                self._mention(node)
        for site in self.sites:
            if site.kind is SiteKind.CALL:
                self._arguments(site)
        self._answers()

    def _edit(self, span: Span, text: str) -> None:
        self.edits.append(make(self.source, span, text))

    def _stop(self, what: str, node: Node) -> CannotFollow:
        return CannotFollow(f"{what} in {self.source.path}:{node.start_point.row + 1}")

    # --- imports and names ---

    def _imports(self) -> None:
        for node in walk(self.root):
            if node.type == "aliased_import" and _text(node.child_by_field_name("name")) == "openai":
                self.alias = _text(node.child_by_field_name("alias"))
            if node.type != "import_from_statement":
                continue
            module = node.child_by_field_name("module_name")
            if _text(module) == "openai.error" and module is not None:
                self._edit(_span(module), "openai")
                for name in node.children_by_field_name("name"):
                    self._imported(name)
            elif _text(module).startswith("openai."):
                raise self._stop(f"{_text(module)} is imported", node)
            elif _text(module) == "openai":
                names = [_text(n.child_by_field_name("name") or n) for n in node.children_by_field_name("name")]
                old = {cls for cls, _ in _CALLS} | {"error", "api_key", "api_base", "Audio", "File", "Edit"}
                if set(names) & old or not names:
                    raise self._stop(f"{', '.join(names) or 'everything'} is imported from openai", node)

    def _imported(self, node: Node) -> None:
        old = _text(node.child_by_field_name("name") or node)
        if old not in _ERRORS:
            raise self._stop(f"{old} has no successor; it is imported", node)
        if _ERRORS[old] == old:
            return
        if node.type == "aliased_import":
            self._edit(_span(node.child_by_field_name("name") or node), _ERRORS[old])
        else:
            self._edit(_span(node), f"{_ERRORS[old]} as {old}")

    def _mention(self, node: Node) -> None:
        names: list[str] = []
        ends = [node]
        above = node.parent
        while above is not None and above.type == "attribute" and above.child_by_field_name("object") == ends[-1]:
            names.append(_text(above.child_by_field_name("attribute")))
            ends.append(above)
            above = above.parent
        if not names:
            raise self._stop("the module itself is passed on", node)
        first = names[0]
        if first == "error":
            self._error(names, ends, node)
        elif first == "api_base":
            self._address(ends[1])
        elif first in ("api_type", "api_version"):
            self._azure(ends[1], first)
        elif (first, "".join(names[1:2]).replace("acreate", "create")) in _CALLS:
            self._callee(names, ends, node)
        elif first not in _SAME and first not in _NEW and first not in _ERRORS.values():
            raise self._stop(f"{self.alias}.{'.'.join(names[:2])} has no successor that is certain; it is used", node)

    def _error(self, names: list[str], ends: list[Node], node: Node) -> None:
        if len(names) < 2 or names[1] not in _ERRORS:
            raise self._stop(f"openai.{'.'.join(names[:2])} has no successor; it is used", node)
        called = ends[2].parent
        if called is not None and called.type == "call" and called.child_by_field_name("function") == ends[2]:
            raise self._stop("an error of the library is made by hand", node)
        self._edit(Span(node.end_byte, ends[2].end_byte), f".{_ERRORS[names[1]]}")
        if names[1] == "InvalidRequestError":
            self.remarks.append("InvalidRequestError also stood for 404, which is openai.NotFoundError now.")

    def _callee(self, names: list[str], ends: list[Node], node: Node) -> None:
        call = ends[2].parent
        if call is None or call.type != "call" or call.child_by_field_name("function") != ends[2]:
            raise self._stop(f"openai.{names[0]}.{names[1]} is passed on", node)
        new = _CALLS[names[0], names[1].replace("acreate", "create")]
        head = self.alias
        if names[1] == "acreate":  # the module's own client is synchronous; a session was made per request before
            set_too = any(s.api.endswith("organization") for s in self.ctx.sites if s.sdk == "openai<1")
            passed = ["api_key", "base_url", *(["organization"] if set_too else [])]
            head = f"{self.alias}.AsyncOpenAI({', '.join(f'{name}={self.alias}.{name}' for name in passed)})"
        self._edit(Span(node.start_byte, ends[2].end_byte), f"{head}.{new}")

    def _address(self, attribute: Node) -> None:
        """`openai.api_base = ...`: the address of the target, with the slash that the module needs at its end."""
        name = attribute.child_by_field_name("attribute")
        parent = attribute.parent
        right = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
        if name is None or right is None or parent is None or parent.child_by_field_name("left") != attribute:
            raise self._stop("openai.api_base is read", attribute)
        self._edit(_span(name), "base_url")
        code = _text(right)
        if right.type == "string":
            url = code.strip("'\"")
            ours = addresses.belongs_to(url, self.ctx.source) or addresses.known_relay(url)
            new = addresses.target_url(self.ctx) if ours else url
            self.taken.append(_span(right))
            self._edit(_span(right), f"{code[0]}{new.rstrip('/')}/{code[0]}")
        elif _ADDRESS.fullmatch(code):
            self._edit(Span(right.end_byte, right.end_byte), '.rstrip("/") + "/"')
        else:
            raise self._stop("openai.api_base is put together", attribute)

    def _azure(self, attribute: Node, name: str) -> None:
        raise self._stop(f"openai.{name} means Azure; remove it first: it is used", attribute)

    # --- calls ---

    def _arguments(self, site: Site) -> None:
        from providers.dialect import CLIENT_FIELDS

        where = f"{self.source.path}:{site.line}"
        given = {a.name for a in site.args}
        for arg in site.args:
            if arg.name_span is None or site.args_span is None:
                raise CannotFollow(f"{arg.name} is passed without its name in {where}")
            if not site.args_span.start <= arg.span.start < site.args_span.end:
                continue
            if arg.name in _RENAMED:
                if _RENAMED[arg.name] in given:
                    raise CannotFollow(f"{arg.name} and {_RENAMED[arg.name]} are both passed in {where}")
                self._edit(arg.name_span, _RENAMED[arg.name])
            elif arg.name not in _ACROSS and arg.name not in CLIENT_FIELDS and arg.name not in ("input", "prompt"):
                raise CannotFollow(f"{arg.name} is passed to a single call in {where}")
        if {"engine", "deployment_id"} & given and "model" in given:
            raise CannotFollow(f"engine and model are both passed in {where}")
        if site.open_args:
            self.remarks.append(f"See that what {where} passes by ** has no engine, request_timeout or headers.")

    # --- answers ---

    def _answers(self) -> None:
        calls = [s.span for s in self.sites if s.kind is SiteKind.CALL]
        found = follow("python", self.source, calls)
        if found.problems:
            problem = found.problems[0]
            raise CannotFollow(f"{problem.reason} in {self.source.path}:{self.source.line(problem.span.start)}")
        for use in found.uses:
            self._read(use)

    def _read(self, use: Use) -> None:
        names, where = use.names, f"{self.source.path}:{self.source.line(use.span.start)}"
        ends = [n for n in names if not n.isdigit()]  # an item of a list is what the list is of
        whole = not names or (ends[-1:] != [] and ends[-1] in _OBJECTS)
        if whole and not self._stays(use):
            if use.role == "method" and use.detail in ("to_dict", "to_dict_recursive") and use.whole is not None:
                self._edit(Span(use.span.end, use.whole.end), ".model_dump()")
            elif use.role == "compared" and use.detail in ("in", "not in") and use.other and use.whole:
                key, base = self.source.text(use.other).strip("'\""), self._plain(use)
                self._edit(use.whole, f"{base}.{key} is {'not ' * (use.detail == 'in')}None")
                return
            else:
                raise CannotFollow(f"the answer is handed on in {where}{self._callers(use)}")
        for index, step in enumerate(use.steps):
            last = index == len(use.steps) - 1
            there = step.default is None or (step.name in _ALWAYS and not last)
            if (step.form == "item" and not step.name.isdigit()) or (step.form == "get" and there):
                self._edit(step.span, f".{step.name}")
            elif step.form == "get" and step.default is not None:
                if not last:
                    raise CannotFollow(f"{step.name} may be missing in {where}")
                bare = use.role in ("passed", "named", "returned")
                end = f" or {self.source.text(step.default)}" + ("" if bare else ")")
                if not bare:
                    self._edit(Span(use.base.start, use.base.start), "(")
                self._edit(step.span, f".{step.name}{end}")

    def _callers(self, use: Use) -> str:
        if use.role != "returned":
            return ""
        return mentions.callers(self.root, use.span, self.source.path, self.ctx)

    def _plain(self, use: Use) -> str:
        code = self.source.text(use.base)
        for step in use.steps:
            code += f"[{step.name}]" if step.name.isdigit() else f".{step.name}"
        return code

    def _stays(self, use: Use) -> bool:
        if use.role == "passed":
            return shown(use.detail) or use.detail.rpartition(".")[2] in _KEPT
        if use.role == "value":
            return use.detail in ("list", "list_splat", "binary_operator", "tuple")
        return use.role in ("named", "iterated", "tested", "dropped") or use.detail == "followed"


def beside_the_key(source: SourceFile, base: str) -> Iterator[Edit]:
    """`openai.base_url = ...` on a line of its own after the one that sets the key."""
    from migrate.rules.sdk_legacy import KEY, whole

    found = KEY.search(source.data)
    if found is not None and whole(found["value"]):
        indent = found["indent"].decode()
        url = base.rstrip("/") + "/"
        yield make(source, Span(found.end(), found.end()), f'\n{indent}openai.base_url = "{url}"')


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)


def _is_import(node: Node) -> bool:
    at = node.parent
    while at is not None:
        if at.type.startswith("import"):
            return True
        if at.type in ("dotted_name", "aliased_import"):
            at = at.parent
            continue
        if at.type == "keyword_argument" and at.child_by_field_name("name") == node:
            return True
        return at.type == "attribute" and at.child_by_field_name("attribute") == node
    return False
