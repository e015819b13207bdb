"""Code that takes an answer apart, rebuilds the history from it, and the text of prompts."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.answers import (
    CODE_NAME,
    CODES,
    OF_ANSWER,
    ROLES,
    SHORTEST_PROMPT,
    add_access,
    add_history,
    add_prompt,
)
from migrate.languages.nodes import text_of
from migrate.languages.sites import SPEAKING
from migrate.languages.typescript.detect.context import Context, short
from migrate.languages.typescript.expr import children, unwrap
from migrate.languages.typescript.literals import string_value
from migrate.languages.typescript.values import name_node
from migrate.model import Literal, SiteKind

_WORDS = re.compile(
    rb"\b(?:finish_reason|finishReason|reasoning_content|prompt_tokens|completion_tokens|total_tokens)\b"
)
_ROLE = re.compile(rb"(?<![\w$])role(?![\w$])")
_PROMPT_NAME = re.compile(
    r"prompt|instruction|system_?(?:message|msg|content|text)|persona|_template$|^template", re.IGNORECASE
)
_PROMPT_CALLS = frozenset(
    {"SystemMessage", "HumanMessage", "PromptTemplate", "fromTemplate", "SystemChatMessage", "HumanChatMessage"}
)
_TEXTS = frozenset({"string", "template_string"})


def detect(ctx: Context) -> None:
    """Report answers, histories and prompts of a file that talks to the API."""
    if not any(s.kind in SPEAKING for s in ctx.sites):
        return
    _read_answers(ctx)
    _codes(ctx)
    _messages(ctx)
    _named_prompts(ctx)


def _read_answers(ctx: Context) -> None:
    root = ctx.module.tree.root_node
    for match in _WORDS.finditer(ctx.source.data):
        name = match.group(0).decode()
        node = root.named_descendant_for_byte_range(match.start(), match.end())
        if node is None:
            continue
        access = _access(node, match)
        if access is None:
            continue
        name = "finish_reason" if name == "finishReason" else name
        compared = _compared(access) if name == "finish_reason" else None
        add_access(ctx, name, access, node, compared)


def _access(node: Node, match: re.Match[bytes]) -> Node | None:
    """`x.name`, `x["name"]` or `{ name } = x` around the name."""
    if node.type in ("string_fragment", "string"):
        string = node if node.type == "string" else node.parent
        parent = string.parent if string is not None else None
        return parent if parent is not None and parent.type == "subscript_expression" else None
    if node.end_byte - node.start_byte != len(match.group(0)):
        return None
    parent = node.parent
    if node.type == "property_identifier" and parent is not None and parent.type == "member_expression":
        return parent
    return node if node.type == "shorthand_property_identifier_pattern" else None


def _compared(access: Node) -> str | None:
    """The one string an answer's field is compared with."""
    parent = access.parent
    while parent is not None and parent.type in ("parenthesized_expression", "non_null_expression"):
        parent = parent.parent
    if parent is None or parent.type != "binary_expression":
        return None
    strings = [string_value(text_of(c)) for c in parent.named_children if c.type == "string"]
    return strings[0] if len(strings) == 1 else None


def _codes(ctx: Context) -> None:
    for node in ctx.module.nodes.of("string"):
        if node.type != "string" or node.end_byte - node.start_byte > 50:
            continue
        value, parent = string_value(ctx.raw(node)), node.parent
        if value in CODES and parent is not None and parent.type in ("binary_expression", "switch_case"):
            around = short(parent if parent.type == "binary_expression" else parent.parent and parent.parent.parent)
            if CODE_NAME.search(around.replace(value or "", "")):
                ctx.add(SiteKind.RESPONSE, "error.code", parent, at=node, value=Literal(value))


# --- messages --------------------------------------------------------------------------------------


def _messages(ctx: Context) -> None:
    for match in _ROLE.finditer(ctx.source.data):
        key = ctx.module.nodes.at(match.start(), match.end())
        node = key.parent if key is not None else None
        if key is None or node is None or node.type != "pair" or node.named_children[0] != key:
            continue
        if node.parent is not None and node.parent.type == "object":
            _message(ctx, node.parent)


def _message(ctx: Context, node: Node) -> None:
    entries: dict[str, Node] = {}
    for child in children(node):
        key, value = ctx.module.builder.entry(child)
        if key is not None and value is not None:
            entries[text_of(key).strip("'\"")] = value
    role, content = entries.get("role"), entries.get("content")
    name = string_value(text_of(unwrap(role))) if role is not None and unwrap(role).type == "string" else None
    if name in ROLES and content is not None:
        _prompt(ctx, content, name)
    elif (
        # Whoever copies the tools that were called copies what the assistant said, whatever else.
        (name == "assistant" or (name is None and "tool_calls" in entries))
        and "reasoning_content" not in entries
        and not any(c.type == "spread_element" for c in children(node))
    ):
        _history(ctx, node, entries)


def _history(ctx: Context, node: Node, entries: dict[str, Node]) -> None:
    """An assistant message put together from parts of an answer: its reasoning text is lost."""
    content, tools = entries.get("content"), entries.get("tool_calls")
    fixed = content is None or unwrap(content).type in ("string", "null")
    if fixed and tools is None:
        return
    looped = any(loop.start_byte <= node.start_byte < loop.end_byte for loop in ctx.module.loops)
    from_answer = content is not None and OF_ANSWER.search(ctx.raw(content)[:200]) is not None
    if tools is None and not from_answer and not _appended(node):
        return
    add_history(ctx, node, tools=tools is not None, from_answer=from_answer, looped=looped)


def _appended(node: Node) -> bool:
    """`messages.push({...})` or `[...messages, {...}]`."""
    parent = node.parent
    if parent is not None and parent.type == "arguments" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        return function is not None and short(name_node(function)) in ("push", "unshift", "concat")
    return (
        parent is not None
        and parent.type == "array"
        and any(c.type == "spread_element" for c in parent.named_children)
    )


# --- prompts ---------------------------------------------------------------------------------------


def _prompt(ctx: Context, content: Node, role: str) -> None:
    node = unwrap(content)
    if node.type not in _TEXTS and not (node.type == "binary_expression" and _is_text(node)):
        return
    value = (
        string_value(ctx.raw(node))
        if not any(c.type == "template_substitution" for c in node.named_children)
        else None
    )
    value = value if node.type in _TEXTS else None
    add_prompt(ctx, role, node, value)


def _is_text(node: Node) -> bool:
    return any(c.type in _TEXTS for c in node.named_children)


def _named_prompts(ctx: Context) -> None:
    """`const SYSTEM_PROMPT = "..."`, `instructions: "..."`, `new SystemMessage("...")`."""
    taken = {s.span.start for s in ctx.sites if s.kind is SiteKind.PROMPT}
    for node in ctx.module.nodes.of("string"):
        if node.end_byte - node.start_byte < SHORTEST_PROMPT + 2 or node.start_byte in taken:
            continue
        role = _role_by_name(node)
        if role is not None:
            taken.add(node.start_byte)
            _prompt(ctx, node, role)


def _role_by_name(node: Node) -> str | None:
    parent = node.parent
    if parent is None:
        return None
    if parent.type in (
        "variable_declarator",
        "pair",
        "assignment_expression",
        "public_field_definition",
        "field_definition",
    ):
        fields = ("name", "key", "left", "property")
        name = next((n for f in fields if (n := parent.child_by_field_name(f)) is not None), None)
        if name is not None and name != node and _PROMPT_NAME.search(short(name)[:80]):
            plain = parent.type == "pair" and short(name).strip("'\"") == "prompt"
            return "user" if plain or "user" in short(name).lower() else "system"
    if parent.type == "arguments" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function") or parent.parent.child_by_field_name("constructor")
        name_text = short(name_node(function)) if function is not None else ""
        if name_text in _PROMPT_CALLS:
            return "user" if name_text.startswith("Human") else "system"
    return None
