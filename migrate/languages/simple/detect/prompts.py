"""Prompt text among the strings of a file that talks to the API: by its role, its name or the call it is given to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.languages.python.detect.answers import PROMPT_NAME
from migrate.languages.simple.detect.context import TEST_FILE, Context
from migrate.languages.simple.expr import Call, New, Pairs, Text, key, span_of, text_of
from migrate.model import Literal, SiteKind, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

_LEAST = 12  # characters
_SPEAKING = frozenset({SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP, SiteKind.CLIENT, SiteKind.IMPORT})
_CALLS = re.compile(
    r"(?:add|create|new|from)?_?(?P<role>system|developer|user|human)_?(?:chat)?_?message(?:prompttemplate|args)?$"
    r"|^(?:withSystemPrompt|preamble|system|defaultSystem|with_system_prompt|withPrompt)$",
    re.IGNORECASE,
)
_BUILT = re.compile(r"(?P<role>System|Developer|User)Message")  # `...UserMessageArgs::default().content("...")`
_ROLE = re.compile(r"role\W{0,12}(?:\w+[.:]{1,2})*\w*?(?P<role>system|developer|user)\b", re.IGNORECASE)


def detect(ctx: Context) -> None:
    """Report the prompts of a file."""
    if not any(s.kind in _SPEAKING for s in ctx.sites) or TEST_FILE.search(ctx.source.path):
        return
    for node in ctx.module.strings:
        if node.end_byte - node.start_byte < _LEAST + 2:
            continue
        expr = ctx.module.expr(node)
        if not isinstance(expr, Text):
            continue
        role = _role(ctx, node)
        if role is None or (expr.value is not None and (not _is_prose(expr.value))):
            continue
        value = Literal(expr.value) if expr.value is not None else Unknown("put together from parts")
        ctx.add(SiteKind.PROMPT, role, node, value=value, value_span=span_of(node))


def _is_prose(text: str) -> bool:
    """Words, not a name, a path or JSON."""
    bare = text.strip()
    return len(bare) >= _LEAST and bare[:1] not in "{[/" and "://" not in bare.split()[0] and (
        " " in bare or any(ord(c) > 0x2E80 for c in bare)
    )


def _role(ctx: Context, node: Node) -> str | None:
    around = ctx.around(node)
    shown = around.shown and around.name.lower() not in ("content", "text", "prompt")
    if around.is_key or around.test or shown:
        return None
    call = _CALLS.search(around.call.rpartition(".")[2])
    if call is not None:
        return "user" if (call["role"] or "").lower() in ("user", "human") else "system"
    built = _BUILT.search(around.owner) if around.call.lower() == "content" else None
    if built is not None:
        return "user" if built["role"].lower() == "user" else "system"
    named = around.name or around.target
    if PROMPT_NAME.search(named):
        return "user" if "user" in named.lower() or named.lower() == "prompt" else "system"
    if named.lower() == "content":
        for above in ctx.module.above.get(key(node), ()):
            if isinstance(ctx.module.expr(above), Pairs | New | Call) and above.end_byte - above.start_byte < 20_000:
                said = _ROLE.search(text_of(above).replace(text_of(node), ""))
                role = said["role"].lower() if said is not None else ""
                return "user" if role == "user" else "system" if role else None
    return None
