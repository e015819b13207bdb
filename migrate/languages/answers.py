"""Answers, histories and prompts: what they look like in every language, and how they are reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.languages.nodes import span_of
from migrate.model import Confidence, Literal, SiteKind, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.languages.sites import Detection

CODES = frozenset(
    {
        "context_length_exceeded", "rate_limit_exceeded", "insufficient_quota", "invalid_api_key", "model_not_found",
        "content_filter", "content_policy_violation", "invalid_request_error", "billing_hard_limit_reached",
        "server_error", "string_above_max_length", "unsupported_parameter", "unsupported_value",
    }
)  # fmt: skip
CODE_NAME = re.compile(r"code|type|error|param")  # stands beside a code that is compared
OF_ANSWER = re.compile(r"\.content\b|\[[\"']content[\"']\]")
ROLES = frozenset({"system", "user", "developer"})  # whose messages are prompts
SHORTEST_PROMPT = 12  # characters: shorter text beside such a name is a key or a format, not a prompt


def add_access(ctx: Detection, name: str, access: Node, at: Node, compared: str | None) -> None:
    """Report a field of an answer that is read, and the one string it is compared with."""
    ctx.add(
        SiteKind.RESPONSE, "usage" if name.endswith("_tokens") else name, access, at=at,
        value=Literal(compared) if compared is not None else None,
        confidence=Confidence.HIGH if compared is not None else Confidence.MEDIUM,
    )  # fmt: skip


def add_history(ctx: Detection, node: Node, *, tools: bool, from_answer: bool, looped: bool) -> None:
    """Report an assistant message put together from parts of an answer: its reasoning text is lost."""
    sure = Confidence.HIGH if tools else Confidence.MEDIUM if looped or from_answer else Confidence.LOW
    ctx.add(
        SiteKind.HISTORY, "messages", node, confidence=sure, features=("tools",) if tools else (),
        flags=("loop",) if looped else (),
    )  # fmt: skip


def add_prompt(ctx: Detection, role: str, node: Node, text: str | None) -> None:
    """Report the text of a message that a program gives; None when it is put together from parts."""
    if text is None or text.strip():
        known = Literal(text) if text is not None else Unknown("put together from parts")
        ctx.add(SiteKind.PROMPT, role, node, value=known, value_span=span_of(node))
