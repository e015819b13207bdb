"""What a string is for, told from what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from migrate.languages.nodes import text_of
from migrate.languages.surroundings import Surroundings
from migrate.languages.typescript.detect.context import short
from migrate.languages.typescript.literals import string_value
from migrate.languages.typescript.values import name_node

_SHOWN_KEYS = frozenset(
    {
        "label", "title", "description", "displayName", "display_name", "help", "text", "caption",
        "tooltip", "placeholder", "message", "summary", "hint", "alt", "subtitle", "heading", "aria-label",
        "ariaLabel", "className", "class", "icon", "tagline", "shortName", "short_name", "cell", "docs",
        "docsUrl", "href", "homepage", "content_html", "error",
    }
)  # fmt: skip
_SHOWN_CALLS = frozenset(
    {
        "log", "info", "warn", "error", "debug", "alert", "toast", "success", "t", "$t", "i18n", "Error",
        "TypeError", "trace", "write", "writeln", "fail", "notify", "describe", "it", "test", "RangeError",
        "HttpException", "confirm", "setStatus", "showInformationMessage", "showErrorMessage",
        "showWarningMessage", "addText", "setName", "setDesc", "bold", "red", "green", "yellow", "blue",
        "cyan", "gray", "tokens",
    }
)  # fmt: skip
_TESTS = frozenset({"startsWith", "endsWith", "includes", "indexOf", "match", "test", "has"})
_ENDS = frozenset(
    {"program", "statement_block", "class_body", "arrow_function", "function_declaration", "method_definition"}
)
_VALUE_KEYS = frozenset({"id", "value", "model", "key", "slug", "modelId", "model_id"})
_CLIMB = 12


@dataclass(frozen=True, slots=True)
class Around(Surroundings):
    """The nearest facts around a string in TypeScript and JavaScript."""

    attribute: str = ""  # of the JSX element it is given to
    is_type: bool = False


def around(node: Node) -> Around:
    """Climbs from a string to the statement it stands in."""
    found: dict[str, object] = {}
    current, parent = node, node.parent
    for _ in range(_CLIMB):
        if parent is None:
            break
        kind = parent.type
        if kind == "pair":
            _pair(parent, current, found)
        elif kind == "array" and "siblings" not in found:
            strings = [c for c in parent.named_children[:200] if c.type == "string"]
            found["siblings"] = tuple(string_value(text_of(c)) or "" for c in strings)
        elif kind == "object" and found.get("is_key") and "siblings" not in found:
            keys = (c.child_by_field_name("key") for c in parent.named_children[:200] if c.type == "pair")
            found["siblings"] = tuple(string_value(text_of(k)) or "" for k in keys if k is not None)
        elif kind in ("call_expression", "new_expression"):
            _call(parent, node, found)
        elif kind == "binary_expression":
            operator = text_of(parent.child_by_field_name("operator") or parent)
            if operator in ("===", "==", "!==", "!="):
                found.setdefault("test", "comparison")
                found.setdefault("tested", short(parent))
            elif operator == "in":
                found.setdefault("test", "membership")
        elif kind == "switch_case" and parent.child_by_field_name("value") == current:
            found.setdefault("test", "comparison")
            break
        elif kind in ("jsx_attribute", "jsx_expression"):
            if kind == "jsx_attribute":
                name = short(parent.named_children[0]) if parent.named_children else ""
                found.setdefault("attribute", name)
                if name in _SHOWN_KEYS:
                    found["shown"] = True
        elif kind in ("literal_type", "union_type"):
            found["is_type"] = True
        elif kind in ("variable_declarator", "assignment_expression", "augmented_assignment_expression"):
            name_of = parent.child_by_field_name("name") or parent.child_by_field_name("left")
            found.setdefault("target", short(name_of))
            break
        elif kind in (
            "required_parameter", "optional_parameter", "assignment_pattern", "object_assignment_pattern",
            "public_field_definition", "field_definition", "enum_assignment", "type_alias_declaration",
            "property_signature",
        ):  # fmt: skip
            fields = ("pattern", "left", "name", "property")
            name_of = next((n for f in fields if (n := parent.child_by_field_name(f)) is not None), None)
            if name_of is not None and name_of != current:
                found.setdefault("target", short(name_of))
            break
        elif kind == "throw_statement":
            found["shown"] = True
            break
        elif kind.endswith(("_statement", "_declaration")) or kind in _ENDS:
            break
        current, parent = parent, parent.parent
    return Around(**found)  # type: ignore[arg-type]


def _pair(pair: Node, current: Node, found: dict[str, object]) -> None:
    key = pair.child_by_field_name("key")
    if key is None:
        return
    if key.start_byte == current.start_byte:
        found.setdefault("is_key", True)
        return
    if "key" in found or "is_key" in found:
        return
    name = short(key).strip("'\"`")
    found["key"] = name
    if name in _SHOWN_KEYS or (name == "name" and _named_beside(pair)):
        found["shown"] = True


def _named_beside(pair: Node) -> bool:
    """`{ id: "gpt-4o", name: "GPT 4o" }`: the name is for people, the identifier stands beside it."""
    siblings = pair.parent.named_children if pair.parent is not None else []
    return any(
        short(s.child_by_field_name("key")).strip("'\"") in _VALUE_KEYS for s in siblings[:40] if s.type == "pair"
    )


def _call(call: Node, node: Node, found: dict[str, object]) -> None:
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    if function is None:
        return
    name = short(name_node(function))
    if function.start_byte <= node.start_byte < function.end_byte:
        if name in ("includes", "indexOf", "some", "has"):
            found.setdefault("test", "membership")  # ["gpt-4"].includes(model)
            found.setdefault("tested", short(call.child_by_field_name("arguments")))
        return
    if name in _TESTS:
        found.setdefault("test", "prefix_test")
        found.setdefault("tested", short(function))
    found.setdefault("call", name)
    if name in _SHOWN_CALLS and not (name == "test" and function.type == "member_expression"):
        found["shown"] = True


def is_statement(node: Node) -> bool:
    """A string that is a statement of its own (`"use client"`)."""
    return node.parent is not None and node.parent.type == "expression_statement"
