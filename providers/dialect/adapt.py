"""Makes a request fit a vendor by carrying out the automatic remedies, and says what it did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from providers.dialect.judge import Place
from providers.dialect.remedies import thaw
from providers.dialect.request import merged, model_of, omitted, verdicts
from providers.dialect.rules import of
from providers.dialect.types import Adapted, Change, Remedy, Verdict
from providers.types import Provider

_ROUNDS: Final = 8
_GONE: Final = object()


def adapt(
    provider: Provider,
    body: Mapping[str, Any],
    *,
    model: str | None = None,
    thinking: bool | None = None,
) -> Adapted:
    """The request as `provider` takes it, with every change told.

    Only automatic remedies are carried out; what needs a person stays as it is and is still in
    `judge_request` of the result. The input is never mutated, the same input gives the same result,
    and adapting the result changes nothing. Fields that are not the openai client's own stand at the
    top level of the result, as they go over the wire.
    """
    dialect = of(provider)
    body = merged(body)
    changes: list[Change] = []
    for _ in range(_ROUNDS):
        todo = [
            verdict
            for verdict in verdicts(dialect, body, model or model_of(body), thinking, accepted=False)
            if verdict.automatic
        ]
        if not todo:
            break
        done: set[Place] = set()
        before = body
        # Instructions go into the messages last: they may shift the positions other verdicts speak of.
        for verdict in sorted(todo, key=_prompts):
            if any(verdict.path[: len(place)] == place for place in done):
                continue
            done.add(verdict.path)
            for remedy in verdict.remedies:
                if remedy.automatic:
                    body, change = _carry_out(body, verdict, remedy)
                    if change is not None:
                        changes.append(change)
        if body is before:
            break
    return Adapted(body, tuple(changes))


def _prompts(verdict: Verdict) -> bool:
    return any(r.name == "messages" for r in verdict.remedies)


def _carry_out(
    body: Mapping[str, Any], verdict: Verdict, remedy: Remedy
) -> tuple[Mapping[str, Any], Change | None]:
    path, name = verdict.path, remedy.name
    if remedy.action == "move" and name == "messages":
        messages = body.get("messages")
        if not isinstance(messages, (list, tuple)):
            return body, None
        told = _instructed(messages, remedy.value)
        return _put(body, ("messages",), told), _change(verdict, remedy, ("messages",), None, remedy.value)
    if remedy.action == "drop":
        target: Place = (name,) if name else path
        before = _get(body, target)
        if before is _GONE:
            return body, None
        return _remove(body, target), _change(verdict, remedy, target, before, None)
    before = _get(body, path)
    if remedy.action == "move" and name is not None:
        if before is not _GONE:
            body = _remove(body, path)
        if omitted(body.get(name)):
            body = _put(body, (name,), thaw(remedy.value))
        return body, _change(verdict, remedy, path, before, {name: body[name]})
    if remedy.action == "rename" and name is not None:
        if before is _GONE:
            return body, None
        target = (*path[:-1], name)
        taken = _get(body, target)
        body = _remove(body, path)
        if taken is _GONE or omitted(taken):
            body, taken = _put(body, target, before), before
        return body, _change(verdict, remedy, path, before, {name: taken})
    target = (*path[:-1], name) if name else path
    if target != path and before is not _GONE:
        body = _remove(body, path)
    after = remedy.value if target == path else {name: remedy.value}
    return _put(body, target, thaw(remedy.value)), _change(verdict, remedy, path, before, after)


def _change(verdict: Verdict, remedy: Remedy, path: Place, before: Any, after: Any) -> Change:
    return Change(
        verdict.parameter,
        path,
        None if before is _GONE else before,
        after,
        verdict.message,
        verdict.evidence,
        remedy.action,
        remedy.meaning_kept,
    )


def _instructed(messages: list[Any] | tuple[Any, ...], text: str) -> list[Any]:
    """The messages with `text` at the end of a leading system message, else of the last user message.

    A system message is only added where there is neither: some models take none.
    """
    found = list(messages)
    users = (i for i in reversed(range(len(found))) if _role(found[i]) == "user")
    place = 0 if found and _role(found[0]) in ("system", "developer") else next(users, None)
    if place is not None:
        said = found[place].get("content")
        if isinstance(said, str):
            found[place] = {**found[place], "content": f"{said}\n\n{text}" if said else text}
            return found
        if isinstance(said, (list, tuple)):
            found[place] = {**found[place], "content": [*said, {"type": "text", "text": text}]}
            return found
    return [{"role": "system", "content": text}, *found]


def _role(message: Any) -> Any:
    return message.get("role") if isinstance(message, Mapping) else None


def _get(node: Any, path: Place) -> Any:
    for step in path:
        if not _has(node, step):
            return _GONE
        node = node[step]
    return node


def _has(node: Any, step: str | int) -> bool:
    if isinstance(node, Mapping):
        return step in node
    return isinstance(node, (list, tuple)) and isinstance(step, int) and step < len(node)


def _put(node: Any, path: Place, value: Any) -> Any:
    """A copy of `node` with `value` at `path`; everything beside the path is shared, not copied."""
    if not path:
        return value
    head = path[0]
    if isinstance(node, (list, tuple)) and isinstance(head, int):
        items = list(node)
        items[head] = _put(items[head], path[1:], value)
        return items
    inner = node.get(head) if isinstance(node, Mapping) else None
    return {**(node if isinstance(node, Mapping) else {}), head: _put(inner, path[1:], value)}


def _remove(node: Any, path: Place) -> Any:
    """A copy of `node` without what is at `path`; a mapping left empty by that goes as well."""
    head = path[0]
    if isinstance(node, (list, tuple)) and isinstance(head, int):
        items = list(node)
        if len(path) == 1:
            del items[head]
        else:
            items[head] = _remove(items[head], path[1:])
        return items
    if len(path) == 1:
        return {k: v for k, v in node.items() if k != head}
    inner = _remove(node[head], path[1:])
    if isinstance(inner, Mapping) and not inner:
        return {k: v for k, v in node.items() if k != head}
    return {**node, head: inner}
