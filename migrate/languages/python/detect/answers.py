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
from migrate.languages.python.detect.context import Context
from migrate.languages.python.expr import children, string_value
from migrate.languages.sites import SPEAKING
from migrate.model import Literal, SiteKind

_CODES = CODES | {"tokens", "requests"}
_WORDS = re.compile(rb"\b(?:finish_reason|reasoning_content|prompt_tokens|completion_tokens|total_tokens)\b")
PROMPT_NAME = re.compile(
    r"prompt|instruction|system_?(?:message|msg|content|text)|persona|提示|指令|人设", re.IGNORECASE
)
_PROMPT_CALLS = frozenset(
    {"SystemMessage", "HumanMessage", "SystemMessagePromptTemplate", "PromptTemplate", "from_template"}
)


def detect(ctx: Context) -> None:
    """Report answers, histories and prompts of a file that talks to the API."""
    if not any(s.kind in SPEAKING for s in ctx.sites):
        return
    _read_answers(ctx)
    _codes(ctx)
    for node, scope in _dicts(ctx):
        _message(ctx, node, scope)
    _named_prompts(ctx)


def _read_answers(ctx: Context) -> None:
    root = ctx.module.tree.root_node
    for match in _WORDS.finditer(ctx.source.data):
        name = match.group(0).decode()
        node = root.named_descendant_for_byte_range(match.start(), match.end())
        if node is None or node.type not in ("identifier", "string_content", "string"):
            continue
        access = _access(node, match)
        if access is None:
            continue
        compared = _compared(access) if name == "finish_reason" else None
        add_access(ctx, name, access, node, compared)


def _access(node: Node, match: re.Match[bytes]) -> Node | None:
    """`x.name`, `x["name"]`, `x.get("name")` or `getattr(x, "name")` around the name."""
    if node.type == "identifier":
        parent = node.parent
        whole = parent is not None and parent.type == "attribute" and parent.child_by_field_name("attribute") == node
        return parent if whole and node.end_byte - node.start_byte == len(match.group(0)) else None
    string = node if node.type == "string" else node.parent
    if string is None or string.end_byte - string.start_byte != len(match.group(0)) + 2:
        return None
    parent = string.parent
    if parent is not None and parent.type == "subscript" and parent.child_by_field_name("subscript") == string:
        return parent
    call = parent.parent if parent is not None and parent.type == "argument_list" else None
    if call is not None and text_of(call.child_by_field_name("function") or call).endswith(("get", "getattr")):
        return call
    return None


def _compared(access: Node) -> str | None:
    """The one string an answer's field is compared with."""
    parent = access.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    if parent is None or parent.type != "comparison_operator":
        return None
    strings = [string_value(text_of(c)) for c in parent.named_children if c.type == "string"]
    return strings[0] if len(strings) == 1 else None


def _codes(ctx: Context) -> None:
    for node, _ in ctx.module.strings:
        if node.end_byte - node.start_byte > 50:
            continue
        value = string_value(ctx.module.builder.raw(node))
        parent = node.parent if value in _CODES else None
        if parent is not None and parent.type == "comparison_operator":
            other = text_of(parent)
            if CODE_NAME.search(other.replace(value or "", "")):
                ctx.add(SiteKind.RESPONSE, "error.code", parent, at=node, value=Literal(value))


# --- messages --------------------------------------------------------------------------------------


def _dicts(ctx: Context) -> list[tuple[Node, int]]:
    """Dict displays that have a `"role"` key, each once, with their scopes."""
    found: dict[int, tuple[Node, int]] = {}
    for node, scope in ctx.module.strings:
        if node.end_byte - node.start_byte != 6:
            continue
        pair = node.parent
        if pair is None or pair.type != "pair" or pair.child_by_field_name("key") != node:
            continue
        if string_value(text_of(node)) == "role" and pair.parent is not None and pair.parent.type == "dictionary":
            found.setdefault(pair.parent.start_byte, (pair.parent, scope))
    return list(found.values())


def _message(ctx: Context, node: Node, scope: int) -> None:
    entries: dict[str, Node] = {}
    for pair in children(node):
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and key is not None and value is not None and key.type == "string":
            entries[string_value(text_of(key)) or ""] = value
    role, content = entries.get("role"), entries.get("content")
    if role is None:
        return
    name = (string_value(text_of(role)) or "") if role.type == "string" else None
    if name in ROLES and content is not None:
        _prompt(ctx, content, name, scope)
    elif (
        # Whoever copies the tools that were called copies what the assistant said, whatever else.
        (name == "assistant" or (name is None and "tool_calls" in entries))
        and "reasoning_content" not in entries
        and not any(c.type == "dictionary_splat" for c in children(node))
    ):
        _history(ctx, node, entries)


def _history(ctx: Context, node: Node, entries: dict[str, Node]) -> None:
    """An assistant message put together from parts of an answer: its reasoning text is lost."""
    content, tools = entries.get("content"), entries.get("tool_calls")
    if node.parent is not None and node.parent.type == "pair":
        return  # inside an answer of one's own (`{"message": {...}}`), not in a history
    fixed = content is None or content.type in ("string", "concatenated_string", "none")
    if fixed and tools is None:
        return
    looped = any(loop.start_byte <= node.start_byte < loop.end_byte for loop, _ in ctx.module.loops)
    from_answer = content is not None and OF_ANSWER.search(text_of(content)) is not None
    if tools is None and not from_answer and not _appended(node):
        return
    add_history(ctx, node, tools=tools is not None, from_answer=from_answer, looped=looped)


def _appended(node: Node) -> bool:
    """`messages.append({...})` or `messages += [{...}]`."""
    parent = node.parent
    if parent is not None and parent.type == "argument_list" and parent.parent is not None:
        return text_of(parent.parent.child_by_field_name("function") or parent).endswith((".append", ".insert"))
    if parent is not None and parent.type == "list" and parent.parent is not None:
        return parent.parent.type == "augmented_assignment"
    return False


# --- prompts ---------------------------------------------------------------------------------------


def _prompt(ctx: Context, content: Node, role: str, scope: int | None = None) -> None:
    node = content
    while node.type == "parenthesized_expression" and node.named_child_count:
        node = node.named_children[0]
    if node.type not in ("string", "concatenated_string"):
        if scope is not None:
            _named_elsewhere(ctx, node, role, scope)
        return
    value = _text(ctx, node)
    add_prompt(ctx, role, node, value)


def _text(ctx: Context, node: Node) -> str | None:
    """The text of a string, or of several that stand side by side; None with a part that is computed."""
    parts = [node] if node.type == "string" else [part for part in children(node) if part.type == "string"]
    values = [string_value(ctx.module.builder.raw(part)) for part in parts]
    return None if None in values else "".join(value or "" for value in values)


def _named_elsewhere(ctx: Context, node: Node, role: str, scope: int) -> None:
    """`"content": ORDER`, where the text of ORDER is written in this file or another one."""
    if node.type not in ("identifier", "attribute", "conditional_expression"):
        return
    text = ctx.resolver.text(ctx.build(node, scope), ctx.path)
    if text is not None and text.strip() and "\0" not in text:
        ctx.add(SiteKind.PROMPT, role, node, value=Literal(text))


def _named_prompts(ctx: Context) -> None:
    """`SYSTEM_PROMPT = "..."`, `instructions="..."`, `SystemMessage("...")`."""
    taken = {s.span.start for s in ctx.sites if s.kind is SiteKind.PROMPT}
    for node, _ in ctx.module.strings:
        if node.end_byte - node.start_byte < SHORTEST_PROMPT:
            continue
        place = node
        while place.parent is not None and place.parent.type in ("concatenated_string", "parenthesized_expression"):
            place = place.parent
        if place.start_byte in taken:
            continue
        role = _role_by_name(place)
        if role is None:
            continue
        taken.add(place.start_byte)
        wrapped = place.type == "parenthesized_expression" and place.named_child_count > 0
        inner = place.named_children[0] if wrapped else place
        _prompt(ctx, place, role)
        taken.add(inner.start_byte)


def _role_by_name(node: Node) -> str | None:
    parent = node.parent
    if parent is None:
        return None
    if parent.type in ("assignment", "keyword_argument"):
        name = parent.child_by_field_name("left" if parent.type == "assignment" else "name")
        if name is not None and parent.named_children[-1] == node and PROMPT_NAME.search(text_of(name)[:80]):
            return "user" if "user" in text_of(name).lower() else "system"
        if parent.type == "keyword_argument" and name is not None and text_of(name) == "content":
            return _role_by_call(parent.parent)
    if parent.type == "argument_list":
        return _role_by_call(parent)
    return None


def _role_by_call(arguments: Node | None) -> str | None:
    call = arguments.parent if arguments is not None else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    name = text_of(function).rpartition(".")[2] if function is not None else ""
    if name not in _PROMPT_CALLS:
        return None
    return "user" if name.startswith("Human") else "system"
