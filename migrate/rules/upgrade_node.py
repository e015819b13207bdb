"""From npm's openai 3 to 4 and later, for all JavaScript and TypeScript files of a codebase at once.

The options stay the object they are, so that address and key are edited where they stand. Answers lose their `data`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.languages.follow import Use, follow
from migrate.languages.python.parse import walk
from migrate.model import Edit, Literal, Site, SiteKind, Span
from migrate.rules import addresses, mentions, request
from migrate.rules.upgrade_python import CannotFollow
from migrate.rules.wording import root_of, shown, wording

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.rules.base import Context
    from migrate.source import SourceFile

_CALLS = {
    "createChatCompletion": "chat.completions.create",
    "createCompletion": "completions.create",
    "createEmbedding": "embeddings.create",
    "createImage": "images.generate",
    "createModeration": "moderations.create",
    "listModels": "models.list",
}
_CLASSES = frozenset({"Configuration", "OpenAIApi"})
_OPTIONS = frozenset({"apiKey", "basePath", "organization"})
_PER_CALL = re.compile(r"\{\s*(?:(?:timeout|headers|signal)\b[^{}]*(?:\{[^{}]*\})?[^{}]*)?\}")


@dataclass(slots=True)
class NodeUpgrade:
    """One file and its edits."""

    source: SourceFile
    sites: list[Site]
    ctx: Context
    edits: list[Edit] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    root: Node = field(init=False)

    def run(self) -> None:
        """Find all edits. Raises CannotFollow."""
        self.root = root_of("typescript", self.source)
        for node in walk(self.root):
            if node.type in ("identifier", "type_identifier", "shorthand_property_identifier_pattern"):
                if _text(node) in _CLASSES:
                    self._class(node)
            elif node.type == "property_identifier" and _text(node) in _CALLS:
                self._callee(node)
        for site in self.sites:
            if site.kind is SiteKind.CLIENT and site.api == "Configuration":
                self._options(site)
        self._errors()
        self._answers()

    def _edit(self, span: Span, text: str) -> None:
        self.edits.append(make(self.source, span, text))

    def _where(self, node: Node) -> str:
        return f"{self.source.path}:{node.start_point.row + 1}"

    # --- imports and constructions ---

    def _class(self, node: Node) -> None:
        parent = node.parent
        kind = parent.type if parent is not None else ""
        if parent is not None and kind in ("import_specifier", "object_pattern"):
            holder = parent.parent if kind == "import_specifier" else parent
            names = [_text(n) for n in holder.named_children] if holder is not None else []
            if holder is None or not set(names) <= _CLASSES:
                raise CannotFollow(f"more than the client is imported in {self._where(node)}: {', '.join(names)}")
            if _text(node) == names[0]:
                self._edit(_span(holder), "{ OpenAI }")
            return
        if parent is None or kind != "new_expression":
            raise CannotFollow(f"{_text(node)} is used as a type or a value in {self._where(node)}")
        arguments = parent.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        if arguments is None or len(given) != 1:
            raise CannotFollow(f"{_text(node)} is constructed in an unusual way in {self._where(node)}")
        if _text(node) == "OpenAIApi":
            self._edit(_span(node), "OpenAI")
            return
        if given[0].type != "object":
            raise CannotFollow(f"the options are put together elsewhere in {self._where(node)}")
        self._edit(Span(parent.start_byte, given[0].start_byte), "")
        self._edit(Span(given[0].end_byte, parent.end_byte), "")

    def _options(self, site: Site) -> None:
        where = f"{self.source.path}:{site.line}"
        if site.open_args or not site.args or site.args_span is None:
            raise CannotFollow(f"the options are not seen in {where}")
        for arg in site.args:
            if arg.name not in _OPTIONS or arg.name_span is None:
                raise CannotFollow(f"the option {arg.name} has no successor in {where}")
            if arg.name == "basePath" and arg.name_span != arg.value_span:
                self._edit(arg.name_span, "baseURL")
            elif arg.name == "basePath":
                self._edit(arg.span, "baseURL: basePath")
        if request.find(site, "base_url") is None:
            text = wording("typescript", self.source).text(addresses.target_url(self.ctx))
            end = site.args[-1].span.end
            self._edit(Span(end, end), f", baseURL: {text}")

    # --- calls ---

    def _callee(self, node: Node) -> None:
        member = node.parent
        call = member.parent if member is not None else None
        if member is None or call is None or call.type != "call_expression":
            raise CannotFollow(f"{_text(node)} is passed on in {self._where(node)}")
        site = next((s for s in self.sites if s.span == _span(call)), None)
        if site is None:
            raise CannotFollow(f"it is not certain whose {_text(node)} is called in {self._where(node)}")
        stream = site.arg("stream")
        if stream is not None and not (isinstance(stream.value, Literal) and not stream.value.value):
            raise CannotFollow(f"the answer is a stream in {self._where(node)}")
        arguments = call.child_by_field_name("arguments")
        for more in arguments.named_children[1:] if arguments is not None else ():
            if not _PER_CALL.fullmatch(_text(more)):
                raise CannotFollow(f"the options of a single call are not understood in {self._where(node)}")
        self._edit(_span(node), _CALLS[_text(node)])
        if _text(node) == "createEmbedding" and site.arg("encoding_format") is None:
            if not site.args or site.args_span is None:
                raise CannotFollow(f"the arguments are put together elsewhere in {self._where(node)}")
            end = site.args[-1].span.end  # the new library asks for base64 unless told otherwise
            self._edit(Span(end, end), f", encoding_format: {wording('typescript', self.source).text('float')}")

    # --- answers ---

    def _answers(self) -> None:
        found = follow("typescript", self.source, [s.span for s in self.sites if s.kind is SiteKind.CALL])
        if found.problems:
            problem = found.problems[0]
            raise CannotFollow(f"{problem.reason} in {self.source.path}:{self.source.line(problem.span.start)}")
        for use in found.uses:
            self._read(use)

    def _read(self, use: Use) -> None:
        where = f"{self.source.path}:{self.source.line(use.span.start)}"
        if not use.names:
            if use.role in ("named", "dropped", "tested") or (use.role == "passed" and shown(use.detail)):
                return
            if use.role == "returned" and use.detail == "followed":
                return
            to = mentions.callers(self.root, use.span, self.source.path, self.ctx) if use.role == "returned" else ""
            raise CannotFollow(f"the answer is handed on in {where}{to}")
        if use.names[0] != "data":
            raise CannotFollow(f"{use.names[0]} of the answer is read in {where}")
        step = use.path[0]
        if step not in use.steps:
            return
        if use.detail in ("shorthand", "pair") and use.role == "named":
            self._pattern(use, where)
            return
        self._edit(step.span, "")

    def _pattern(self, use: Use, where: str) -> None:
        """`const { data } = answer` becomes `const data = answer`."""
        node = self.root.named_descendant_for_byte_range(use.span.start, use.span.end)
        pattern = node.parent if node is not None else None
        if use.detail == "pair" and pattern is not None:
            value, pattern = pattern.child_by_field_name("value"), pattern.parent
        else:
            value = node
        if pattern is None or pattern.type != "object_pattern" or len(pattern.named_children) != 1 or value is None:
            raise CannotFollow(f"the answer is taken apart in {where}")
        self._edit(Span(pattern.start_byte, value.start_byte), "")
        self._edit(Span(value.end_byte, pattern.end_byte), "")

    # --- errors ---

    def _errors(self) -> None:
        """`error.response.status` and `error.response.data` of what is caught."""
        chains = list(self._caught())
        if chains and b"axios" in self.source.data:
            raise CannotFollow(f"errors of axios are read in {self._where(chains[0][0])}")
        for node, names in chains:
            ends: Node | None = node.parent
            if names[1:2] == ["status"]:
                ends, new = ends.parent if ends is not None else None, ".status"
            elif names[1:2] == ["data"]:
                ends, new = ends.parent if ends is not None else None, ".error"
                if names[2:3] == ["error"] and ends is not None:
                    ends = ends.parent
            elif names == ["response"]:
                new = ".status"
            else:
                raise CannotFollow(f"error.{'.'.join(names)} is read in {self._where(node)}")
            if ends is not None:
                self._edit(Span(node.end_byte, ends.end_byte), new)

    def _caught(self) -> Iterator[tuple[Node, list[str]]]:
        for clause in walk(self.root):
            held = clause.child_by_field_name("parameter") if clause.type == "catch_clause" else None
            body = clause.child_by_field_name("body") if held is not None else None
            for node in walk(body) if body is not None else ():
                if node.type != "identifier" or node.text != held.text:  # type: ignore[union-attr]
                    continue
                names: list[str] = []
                inner, above = node, node.parent
                while above is not None and above.type == "member_expression" and _object(above) == inner:
                    names.append(_text(above.child_by_field_name("property")))
                    inner, above = above, above.parent
                if names[:1] == ["response"]:
                    yield node, names


def _object(node: Node) -> Node | None:
    return node.child_by_field_name("object")


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)
