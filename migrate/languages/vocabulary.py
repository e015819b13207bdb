"""Names by which a method can be one of the API's at all. Most calls of a program are not resolved for that.

What `x.append` is does not matter: no table has the name, and no site could come of it. What is kept under
a name of the project's own (`self.ask = client.responses.create`) is told by the file that keeps it, or by
the name itself, for which anything that sounds like a model, a client or a request will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SOUNDS = re.compile(
    r"open_?ai|gpt|llm|model|embed|complet|chat|client|request|fetch|http|axios|provider|encod|token|agent|\A\$?ai\Z",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[.:/]")
# Of the SDK's resources in any language, also where the resource itself stands in a variable.
_METHODS = (
    "create", "parse", "stream", "retrieve", "list", "generate", "edit", "delete", "del", "update", "cancel",
    "content", "connect", "poll", "search", "upload", "run", "pause", "resume", "results", "complete",
    "send", "grade", "remix",
    "createAndPoll", "createAndRun", "createAndStream", "submitToolOutputs", "runTools", "sendMessage",
    "create_and_poll", "create_and_stream", "create_and_run", "submit_tool_outputs", "upload_and_poll",
    "call", "apply", "bind", "default",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Last names of what the tables of a language list, and the SDK's resources that stand before any method."""

    names: frozenset[str]
    roots: frozenset[str]

    def may_be(self, name: str) -> bool:
        """Whether a method of that name may be the API's. Classes are not told by their names."""
        return name in self.names or name[:1].isupper() or _SOUNDS.search(name) is not None


def vocabulary(listed: Iterable[Iterable[str]], roots: Iterable[str]) -> Vocabulary:
    """`listed` are dotted names, of which the last counts."""
    names = {_PARTS.split(name)[-1] for group in listed for name in group}
    return Vocabulary(frozenset(names | set(_METHODS)), frozenset(roots))
