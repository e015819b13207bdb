"""What functions of a file may be given by others: clients, and addresses of the API."""

from __future__ import annotations

import re
from itertools import islice

from tree_sitter import Node

from migrate.languages.nodes import text_of

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "request", "route", "api_route", "websocket"})
ADDRESS = re.compile(
    rb"api\.openai\.com|\.openai\.azure|chat/completions|/v1/|[\"']/?(?:embeddings|responses|completions)[\"']"
)
_DEFINED = re.compile(rb"\bclass[ \t]+(\w+)|\bdef[ \t]+(\w+)\s*(?:\[[^\]]*\]\s*)?\(((?:[^()]|\([^()]*\))*+)")
_CALLED = re.compile(rb"(?<!\w)(?:(?:def|class)[ \t]+)?+([^\W\d]\w*+)(?=\s*\()")
_CLIENTISH = re.compile(rb"client|\b(?:openai|llm|ai|api)\b", re.IGNORECASE)
_NAME_BEFORE = re.compile(rb"([^\W\d]\w*+)\s*\Z")
_FAR = 1500  # bytes between a call's bracket and an address among its arguments
_KEPT = re.compile(rb"[ \t]*([^\W\d]\w*+)[ \t]*(?::[^=\n]*)?=(?!=)")
_MOST = 200  # places that name what an address is kept under
_NESTED = 3  # brackets looked at outwards: one inside a string is taken for one


def clients_given(data: bytes) -> frozenset[str]:
    """Names that `calls_by_name` may hold, as far as bytes tell; some too many do no harm."""
    given: set[bytes] = set()
    last = b""
    for match in _DEFINED.finditer(data):
        if match[1]:
            last = match[1]
        elif _CLIENTISH.search(match[3]):
            given |= {match[2], last}
    found: set[bytes] = set()
    if given:
        found = {m[1] for m in _CALLED.finditer(data) if m[1] in given and m.start() == m.start(1)}
    held: set[bytes] = set()
    line = -1
    for match in ADDRESS.finditer(data):
        found |= _given_here(data, match.start())
        before, line = line, data.rfind(b"\n", 0, match.start()) + 1
        kept = _KEPT.match(data, line) if line != before else None
        held |= {kept[1]} if kept is not None else set()
    if held:
        names = re.compile(rb"\b(?:" + b"|".join(sorted(held)) + rb")\b")
        for match in islice(names.finditer(data), _MOST):
            found |= _given_here(data, match.start())
    return frozenset(name.decode("utf-8", "replace") for name in found if name)


def _given_here(data: bytes, at: int) -> set[bytes]:
    """What is called with the text at an offset: names before the brackets that are open there."""
    found: set[bytes] = set()
    begin, closed, opened = max(0, at - _FAR), 0, 0
    for i in range(at - 1, begin - 1, -1):
        char = data[i]
        if char == 0x29:  # )
            closed += 1
        elif char == 0x28 and closed:  # (
            closed -= 1
        elif char == 0x28:
            name = _NAME_BEFORE.search(data, max(0, i - 120), i)
            found |= {name[1]} if name is not None else set()
            opened += 1
            if opened == _NESTED:
                break
    return found


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
