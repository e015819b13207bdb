"""What bytes and single nodes tell without a look at the rest of the file."""

from __future__ import annotations

import re

from tree_sitter import Node

_ADDRESS = re.compile(
    rb"api\.openai\.com|\.openai\.azure|chat/completions|/v1/|[\"'`]/?(?:embeddings|responses|completions)[\"'`]"
)
_PASSED = frozenset({"identifier", "member_expression", "new_expression", "call_expression", "this"})
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "request", "use", "all", "route", "fetch"})
_CALLED = re.compile(rb"(?<![\w$])([A-Za-z_$][\w$]*+)(?=\s*[(<?!])")
_FREE = re.compile(rb"(?<![\w$.])[A-Za-z_$][\w$]*+")


def tells(function: Node | None, argument: Node) -> bool:
    """Whether what is passed to a function says something of its parameter: a client, an address of the API.

    `router.post("/v1/chat/completions")` says nothing of a function `post` of the project's own.
    """
    if argument.type == "binary_expression":
        return _ADDRESS.search(argument.text or b"") is not None
    if argument.type not in ("string", "template_string"):
        return argument.type in _PASSED
    if function is not None and function.type == "member_expression":
        owner, name = function.child_by_field_name("object"), function.child_by_field_name("property")
        if name is None or ((name.text or b"").decode() in _VERBS and (owner is None or owner.type != "this")):
            return False
    return _ADDRESS.search(argument.text or b"") is not None


def called(data: bytes) -> frozenset[str]:
    """Names whose calls may be asked for by other files, as far as bytes tell; some too many do no harm.

    What is only called as `x.name(...)` is no function of the file and is not imported by it: those are named
    somewhere without a point before them. Constructors count in any case.
    """
    free = set(_FREE.findall(data))
    return frozenset(n.decode("ascii") for n in set(_CALLED.findall(data)) if n in free or n[:1].isupper())
