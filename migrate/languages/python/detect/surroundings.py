"""What a string is for, told from what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from migrate.languages.nodes import text_of
from migrate.languages.python.expr import string_value
from migrate.languages.surroundings import Surroundings

_SHOWN_KEYWORDS = frozenset(
    {
        "help", "description", "label", "title", "text", "placeholder", "message", "doc", "caption", "tooltip", "msg",
        "summary", "detail", "display_name", "epilog", "usage", "metavar", "docs_url", "reason", "alt",
    }
)  # fmt: skip
_SHOWN_CALLS = frozenset(
    {
        "print", "echo", "secho", "info", "warning", "error", "debug", "exception", "critical", "warn", "write",
        "markdown", "title", "header", "subheader", "success", "log", "pprint", "fail", "skip", "xfail", "deprecated",
        "rule", "caption", "toast", "update_layout", "set_title", "xlabel", "ylabel",
    }
)  # fmt: skip
_SHOWN_KEYS = frozenset(
    {"label", "title", "description", "display_name", "displayName", "help", "text", "caption", "tooltip"}
)
_CLIMB = 12


@dataclass(frozen=True, slots=True)
class Around(Surroundings):
    """The nearest facts around a string in Python."""

    keyword: str = ""  # of the argument it is (part of)


def around(node: Node) -> Around:
    """Climbs from a string to the statement it stands in."""
    found: dict[str, object] = {}
    current, parent = node, node.parent
    for _ in range(_CLIMB):
        if parent is None:
            break
        kind = parent.type
        if kind == "keyword_argument":
            name = _name(parent.child_by_field_name("name"))
            found.setdefault("keyword", name)
            if name in _SHOWN_KEYWORDS:
                found["shown"] = True
        elif kind == "pair":
            key = parent.child_by_field_name("key")
            if key is not None and key.start_byte == current.start_byte:
                found.setdefault("is_key", True)
            elif "key" not in found and "is_key" not in found and key is not None:
                text = string_value(text_of(key)) or text_of(key)
                found["key"] = text
                if text in _SHOWN_KEYS:
                    found["shown"] = True
        elif kind in ("list", "tuple", "set") and "siblings" not in found:
            found["siblings"] = tuple(
                string_value(text_of(c)) or "" for c in parent.named_children[:200] if c.type == "string"
            )
        elif kind == "dictionary" and found.get("is_key") and "siblings" not in found:
            keys = (c.child_by_field_name("key") for c in parent.named_children[:200] if c.type == "pair")
            found["siblings"] = tuple(string_value(text_of(k)) or "" for k in keys if k is not None)
        elif kind == "call":
            name = _called(parent)
            function = parent.child_by_field_name("function")
            inside = function is not None and function.start_byte <= node.start_byte < function.end_byte
            if not inside:
                found.setdefault("call", name)
                if name in _SHOWN_CALLS:
                    found["shown"] = True
                if name in ("startswith", "endswith", "removeprefix"):
                    found.setdefault("test", "prefix_test")
                    found.setdefault("tested", text_of(function) if function is not None else "")
        elif kind == "comparison_operator":
            operators = {text_of(c) for c in parent.children if not c.is_named}
            found.setdefault("test", "membership" if operators & {"in", "not in", "not"} else "comparison")
            found.setdefault("tested", text_of(parent)[:200])
        elif kind in ("assignment", "augmented_assignment", "named_expression"):
            target = parent.child_by_field_name("left") or parent.child_by_field_name("name")
            found.setdefault("target", _name(target))
            break
        elif kind in ("default_parameter", "typed_default_parameter"):
            found.setdefault("target", _name(parent.child_by_field_name("name")))
            break
        elif kind == "case_pattern":
            found.setdefault("test", "comparison")
        elif kind == "raise_statement":
            found["shown"] = True
            break
        elif kind.endswith(("_statement", "_definition", "_clause")) or kind in ("block", "module", "lambda"):
            break
        current, parent = parent, parent.parent
    return Around(**found)  # type: ignore[arg-type]


def _name(node: Node | None) -> str:
    return text_of(node)[:200] if node is not None else ""


def _called(call: Node) -> str:
    function = call.child_by_field_name("function")
    if function is not None and function.type == "attribute":
        function = function.child_by_field_name("attribute")
    return _name(function)


def is_docstring(node: Node) -> bool:
    """A string that is a statement of its own."""
    parent = node.parent
    while parent is not None and parent.type in ("concatenated_string", "parenthesized_expression"):
        parent = parent.parent
    return parent is not None and parent.type == "expression_statement"


def in_fstring_or_joined(node: Node) -> bool:
    """Part of a longer text: what stands there is not the whole value."""
    parent = node.parent
    return parent is not None and parent.type in ("concatenated_string", "binary_operator")
