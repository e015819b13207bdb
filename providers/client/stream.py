"""A streamed chat completion as an OpenAI application expects it.

`Repair` sees every event of one stream in order and may change, drop or add chunks:

- tool-call fragments get the index they belong to (vendors send -1, null, none at all, or one index for
  several calls), one id, and one name: the accumulating loops of applications and of `openai` itself add
  repeated ids and names together;
- usage arrives once, on a last chunk without choices, and only when it was asked for, as with OpenAI;
  cumulative usage on every chunk is not left for a loop to sum up; where it was not asked for it may stay
  on the chunk that ends the answer;
- empty strings for "nothing" become null, chunks without a delta get an empty one;
- a failure inside the stream is raised as the exception it stands for.

`VendorStream` and `AsyncVendorStream` are `openai.Stream` and `openai.AsyncStream` with that in between.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

from openai import AsyncStream, Stream
from openai._streaming import ServerSentEvent

from providers.behaviour import Behaviour
from providers.client import completion, reasoning

T = TypeVar("T")
Data = dict[str, Any]


class Event(ServerSentEvent):
    """A server-sent event whose JSON is at hand already, so that it is not parsed twice."""

    def __init__(self, parsed: Any, *, event: str | None = None) -> None:
        super().__init__(event=event, data="{}")
        self._parsed = parsed

    def json(self) -> Any:
        """The parsed data."""
        return self._parsed


class _Call:
    """One tool call of a choice while its fragments arrive."""

    __slots__ = ("arguments", "id", "index", "name", "raw_id", "raw_index", "sent")

    def __init__(self, index: int, raw_index: object, raw_id: str | None, name: str | None) -> None:
        self.index = index
        self.raw_index = raw_index
        self.raw_id = raw_id
        self.id = raw_id or completion.new_call_id()
        self.name = name
        self.arguments = ""
        self.sent = False

    def complete(self) -> bool:
        try:
            json.loads(self.arguments)
        except ValueError:
            return False
        return True


class _Choice:
    """What is known of one choice so far."""

    __slots__ = ("calls", "reasoning", "splitter")

    def __init__(self, think_tags: bool) -> None:
        self.calls: list[_Call] = []
        self.reasoning: list[str] = []
        self.splitter = reasoning.Splitter() if think_tags else None


class Repair:
    """The state of one stream. `include_usage` says whether the application asked for usage."""

    def __init__(
        self, behaviour: Behaviour, *, include_usage: bool, memory: reasoning.Memory | None = None
    ) -> None:
        self._behaviour = behaviour
        self._asked = include_usage
        self._memory = memory
        self._choices: dict[int, _Choice] = {}
        self._usage: Data | None = None
        self._closing: Data | None = None
        self._last: Data = {}

    def chunk(self, data: Data) -> Data | None:
        """The repaired chunk, changed in place, or None when nothing of it is left to show."""
        data.setdefault("object", "chat.completion.chunk")
        if not isinstance(data.get("choices"), list):
            data["choices"] = []
            if not data.get("usage"):
                return None
        found = completion.take_usage(data)
        if found is not None:
            self._usage = completion.usage(found, self._behaviour)
            if not any(_says_something(choice) for choice in data["choices"]):
                self._closing = data
                return None
        ended = False
        for position, choice in enumerate(data["choices"]):
            if isinstance(choice, dict):
                self._choice(choice, position)
                ended = ended or choice.get("finish_reason") is not None
        self._last = data
        if self._asked:
            data["usage"] = None
        elif found is not None:
            data["usage"] = self._usage if ended else None
        return data

    def finish(self) -> Iterator[Data]:
        """Chunks that are due when the stream ends."""
        for index, choice in self._choices.items():
            left = choice.splitter.finish() if choice.splitter else ("", "")
            delta = {k: v for k, v in (("reasoning_content", left[0]), ("content", left[1])) if v}
            if delta:
                yield self._extra([{"index": index, "delta": delta, "finish_reason": None}])
            if choice.calls and self._memory is not None:
                self._memory.put(choice.calls[0].id, "".join(choice.reasoning))
        if self._asked and self._usage is not None:
            yield {**(self._closing or self._extra([])), "choices": [], "usage": self._usage}

    def _extra(self, choices: list[Data]) -> Data:
        kept = ("id", "object", "created", "model", "system_fingerprint", "service_tier")
        return {**{k: self._last[k] for k in kept if k in self._last}, "choices": choices}

    def _choice(self, choice: Data, position: int) -> None:
        index = choice.get("index")
        if not isinstance(index, int) or isinstance(index, bool):
            index = choice["index"] = position
        state = self._choices.get(index)
        if state is None:
            state = self._choices[index] = _Choice(self._behaviour.reasoning == "think_tags")
        completion.finish(choice, self._behaviour)
        choice.setdefault("finish_reason", None)
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            delta = choice["delta"] = {}
        if delta.get("role") == "":
            delta["role"] = None
        if delta.get("tool_calls") is not None:
            self._calls(state, delta)
        self._reasoning(state, delta, ended=choice["finish_reason"] is not None)

    def _reasoning(self, state: _Choice, delta: Data, *, ended: bool) -> None:
        field = self._behaviour.reasoning
        if field == "reasoning" and delta.get("reasoning") and not delta.get("reasoning_content"):
            delta["reasoning_content"] = delta["reasoning"]
        elif state.splitter is not None and (isinstance(delta.get("content"), str) or ended):
            given = delta.get("content")
            thought, text = state.splitter.feed(given or "")
            if ended:
                more = state.splitter.finish()
                thought, text = thought + more[0], text + more[1]
            if thought:
                delta["reasoning_content"] = thought
            if isinstance(given, str) or text:
                delta["content"] = text
        if self._memory is not None and isinstance(delta.get("reasoning_content"), str):
            state.reasoning.append(delta["reasoning_content"])

    def _calls(self, state: _Choice, delta: Data) -> None:
        fragments = [f for f in delta["tool_calls"] or () if isinstance(f, dict)]
        out = []
        for position, fragment in enumerate(fragments):
            function = fragment.get("function")
            function = function if isinstance(function, dict) else {}
            text = completion.arguments(function.get("arguments"))
            call = self._slot(state, fragment, function, position, len(fragments))
            if call is None:
                if not text:
                    continue  # a placeholder that says nothing
                call = _Call(len(state.calls), fragment.get("index"), None, None)
                state.calls.append(call)
            call.arguments += text
            fragment["index"] = call.index
            name = function.get("name")
            if call.sent:
                fragment.pop("id", None)
                if name == call.name or not name:
                    function.pop("name", None)
            else:
                fragment["id"], fragment["type"] = call.id, fragment.get("type") or "function"
                call.sent = True
            call.name = call.name or name
            fragment["function"] = {**function, "arguments": text}
            out.append(fragment)
        if out:
            delta["tool_calls"] = out
        else:
            del delta["tool_calls"]

    @staticmethod
    def _slot(state: _Choice, fragment: Data, function: Data, position: int, width: int) -> _Call | None:
        """The call a fragment belongs to, made when it starts one; None when it says nothing."""
        index, given, name = fragment.get("index"), fragment.get("id"), function.get("name")
        name = name if isinstance(name, str) and name else None
        raw_id = given if isinstance(given, str) and given else None
        known = next((c for c in state.calls if raw_id is not None and c.raw_id == raw_id), None)
        sound = isinstance(index, int) and not isinstance(index, bool) and index >= 0
        if known is None and sound:
            known = next((c for c in reversed(state.calls) if c.raw_index == index), None)
            if known is not None and raw_id and known.raw_id and name:
                known = None  # another call under an index that was used before
        elif known is None and raw_id is None and state.calls:
            known = _by_place(state.calls, position, width, name)
        if known is not None or not (raw_id or name):
            return known
        used = {c.index for c in state.calls}
        free = index if sound and index not in used else max(used, default=-1) + 1
        call = _Call(int(free or 0), index, raw_id, name)
        state.calls.append(call)
        return call


def _by_place(calls: list[_Call], position: int, width: int, name: str | None) -> _Call | None:
    """The call of a fragment that has neither an index nor an id: by its place in the list, else the last
    one, unless its name says that another call starts here.
    """
    if width > 1:
        return calls[position] if position < len(calls) else None
    last = calls[-1]
    return None if name and (name != last.name or last.complete()) else last


def _says_something(choice: object) -> bool:
    """False for a choice that only carries usage: no delta and no end."""
    return isinstance(choice, dict) and ("delta" in choice or bool(choice.get("finish_reason")))


Raise = Callable[[Any], BaseException | None]


def _event(sse: ServerSentEvent, repair: Repair, failure: Raise) -> Event | ServerSentEvent | None:
    """The event to hand on, or None to drop it. Raises what a failure inside the stream stands for."""
    if not sse.data.strip():
        return None
    data = sse.json()
    error = failure(data)
    if error is not None:
        raise error
    if not isinstance(data, dict):
        return sse
    kept = repair.chunk(data)
    return None if kept is None else Event(kept, event=sse.event)


def _handed_on(sse: ServerSentEvent, repair: Repair, failure: Raise) -> tuple[Iterable[ServerSentEvent], bool]:
    """What takes the place of an event, and whether it was the last."""
    if sse.data.startswith("[DONE]"):
        return chain(map(Event, repair.finish()), (sse,)), True
    event = _event(sse, repair, failure)
    return () if event is None else (event,), False


class VendorStream(Stream[T]):
    """`openai.Stream` whose chunks are repaired as they arrive."""

    def _iter_events(self) -> Iterator[ServerSentEvent]:
        repair, failure = self._client._stream_repair(self.response, self._options)  # type: ignore[attr-defined]
        for sse in super()._iter_events():
            events, last = _handed_on(sse, repair, failure)
            yield from events
            if last:
                return
        for extra in repair.finish():
            yield Event(extra)


class AsyncVendorStream(AsyncStream[T]):
    """`openai.AsyncStream` whose chunks are repaired as they arrive."""

    async def _iter_events(self) -> AsyncIterator[ServerSentEvent]:
        repair, failure = self._client._stream_repair(self.response, self._options)  # type: ignore[attr-defined]
        async for sse in super()._iter_events():
            events, last = _handed_on(sse, repair, failure)
            for event in events:
                yield event
            if last:
                return
        for extra in repair.finish():
            yield Event(extra)
