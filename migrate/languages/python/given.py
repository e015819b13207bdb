"""What functions of a file may be given by others: clients, and addresses of the API."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.nodes import text_of

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "request", "route", "api_route", "websocket"})
ADDRESS = re.compile(
    rb"api\.openai\.com|\.openai\.azure|chat/completions|/v1/|[\"']/?(?:embeddings|responses|completions)[\"']"
)
_DEFINED = re.compile(rb"\bclass[ \t]+(\w+)|\bdef[ \t]+(\w+)\s*(?:\[[^\]]*\]\s*)?\(((?:[^()]|\([^()]*\))*+)")
_CALLED = re.compile(rb"(?<!\w)([^\W\d]\w*+)(?=\s*\()")
_CLIENTISH = re.compile(rb"client|\b(?:openai|llm|ai|api)\b", re.IGNORECASE)


def clients_given(data: bytes) -> frozenset[str]:
    """Names that `calls_by_name` may hold, as far as bytes tell; some too many do no harm."""
    found: set[bytes] = set()
    last = b""
    for match in _DEFINED.finditer(data):
        if match[1]:
            last = match[1]
        elif _CLIENTISH.search(match[3]):
            found |= {match[2], last}
    if ADDRESS.search(data):  # calls that may be given it
        found.update(_CALLED.findall(data))
    return frozenset(name.decode("utf-8", "replace") for name in found if name)


def clientish(name: str) -> bool:
    """Whether a parameter of that name may be a client."""
    return "client" in name.lower() or name.lower() in ("openai", "llm", "ai", "api")


def registers_route(call: Node) -> bool:
    """`app.post("/v1/chat/completions")`, which says nothing of a function `post` of the project's own."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "attribute":
        return False
    owner, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    return name is not None and text_of(name) in _VERBS and (owner is None or text_of(owner) not in ("self", "cls"))
