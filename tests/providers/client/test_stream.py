from __future__ import annotations

import asyncio
import copy
import json
from itertools import pairwise
from typing import Any

import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import providers
from providers import behaviour
from providers.behaviour import Behaviour
from providers.client import explain
from providers.client.reasoning import Memory, Splitter, split
from providers.client.stream import Repair

HI: list[Any] = [{"role": "user", "content": "hi"}]
PLAIN = Behaviour("any")
DONE = "data: [DONE]"


def chunk(delta: Any = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    choice: dict[str, Any] = {"index": 0, "finish_reason": finish}
    if delta is not None:
        choice["delta"] = delta
    return {"id": "c", "created": 1, "model": "m", "choices": [choice], **more}


def run(
    chunks: list[Any], *, asked: bool = False, of: Behaviour = PLAIN, memory: Memory | None = None
) -> list[Any]:
    repair = Repair(of, include_usage=asked, memory=memory)
    out = [c for c in (repair.chunk(copy.deepcopy(one)) for one in chunks) if c is not None]
    return out + list(repair.finish())


def calls(chunks: list[Any]) -> list[tuple[int, str, str, str]]:
    """What an application that adds fragments up by index ends with: (index, id, name, arguments)."""
    made: dict[int, list[str]] = {}
    for one in chunks:
        for choice in one["choices"]:
            for part in choice["delta"].get("tool_calls") or ():
                into = made.setdefault(part["index"], ["", "", ""])
                into[0] += part.get("id") or ""
                into[1] += part["function"].get("name") or ""
                into[2] += part["function"].get("arguments") or ""
    return [(i, *v) for i, v in sorted(made.items())]


def test_a_sound_stream_is_left_as_it_is() -> None:
    sound = [
        chunk({"role": "assistant", "content": ""}),
        chunk({"content": "hel"}),
        chunk(
            {
                "tool_calls": [
                    {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}
                ]
            }
        ),
        chunk({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}),
        chunk({}, "tool_calls"),
    ]
    for one in sound:
        one["object"] = "chat.completion.chunk"
    assert run(sound) == sound


def part(place: dict[str, Any], name: str | None = None, arguments: Any = "", **more: Any) -> dict[str, Any]:
    function = {"arguments": arguments} | ({"name": name} if name is not None else {})
    return {**place, "function": function, **more}


HABITS = {
    "sound": lambda i, first: {"index": i} | ({"id": f"id{i}"} if first else {}),
    "-1, ids at the start": lambda i, first: {"index": -1} | ({"id": f"id{i}"} if first else {}),
    "null, ids repeated": lambda i, first: {"index": None, "id": f"id{i}"},
    "no index, ids at the start": lambda i, first: {"id": f"id{i}"} if first else {},
    "no index, blank ids": lambda i, first: {"id": ""},
    "always 0, ids repeated": lambda i, first: {"index": 0, "id": f"id{i}"},
    "always 0, ids at the start": lambda i, first: {"index": 0} | ({"id": f"id{i}"} if first else {}),
    "sound index, no ids": lambda i, first: {"index": i},
    "text index": lambda i, first: {"index": str(i), "id": f"id{i}"},
}


@pytest.mark.parametrize("habit", HABITS)
def test_fragments_of_several_calls_find_their_call(habit: str) -> None:
    place = HABITS[habit]
    stream = [chunk({"role": "assistant", "content": None})]
    for i, (name, text) in enumerate([("find", '{"q": "a"}'), ("open", '{"u": "b"}'), ("open", "{}")]):
        stream.append(chunk({"tool_calls": [part(place(i, True), name, "")]}))
        stream += [
            chunk({"tool_calls": [part(place(i, False), None, piece)]})
            for piece in (text[:4], text[4:])
            if piece
        ]
    made = calls(run([*stream, chunk({}, "tool_calls")]))
    assert [(i, n, a) for i, _, n, a in made] == [
        (0, "find", '{"q": "a"}'), (1, "open", '{"u": "b"}'), (2, "open", "{}"),
    ]  # fmt: skip
    ids = [one[1] for one in made]
    assert len(set(ids)) == 3
    if "no ids" in habit or "blank" in habit:
        assert all(i.startswith("call_") for i in ids)
    else:
        assert ids == ["id0", "id1", "id2"]


def test_calls_side_by_side_without_index_or_id_are_told_apart_by_place() -> None:
    stream = [
        chunk({"tool_calls": [part({}, "a", '{"x"'), part({}, "b", '{"y"')]}),
        chunk({"tool_calls": [part({}, None, ": 1}"), part({}, None, ": 2}")]}),
    ]
    assert [(n, a) for _, _, n, a in calls(run(stream))] == [("a", '{"x": 1}'), ("b", '{"y": 2}')]


def test_names_and_ids_sent_again_are_not_added_up() -> None:
    stream = [
        chunk({"tool_calls": [part({"index": 0, "id": "i"}, "f", piece)]}) for piece in ("{", '"a"', ": 1}")
    ]
    assert calls(run(stream)) == [(0, "i", "f", '{"a": 1}')]


def test_an_empty_placeholder_is_dropped_and_arguments_given_as_an_object_become_text() -> None:
    stream = [
        chunk({"tool_calls": [{"index": -1, "id": "", "function": {"name": "", "arguments": ""}}]}),
        chunk({"tool_calls": [part({"index": -1, "id": "i"}, "f", {"a": 1})]}),
    ]
    out = run(stream)
    assert "tool_calls" not in out[0]["choices"][0]["delta"]
    assert calls(out) == [(0, "i", "f", '{"a": 1}')]


USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
PLACES: dict[str, list[Any]] = {
    "a last chunk without choices": [chunk({"content": "x"}), chunk({}, "stop"), {"id": "c", "choices": [], "usage": USAGE}],
    "the last chunk": [chunk({"content": "x"}), chunk({}, "stop", usage=USAGE)],
    "the last choice": [
        chunk({"content": "x"}),
        {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "usage": USAGE}]},
    ],
    "every chunk, growing": [
        chunk({"content": "x"}, usage={"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}),
        chunk({}, "stop", usage=USAGE),
    ],
    "a chunk without a delta": [chunk({"content": "x"}), chunk({}, "stop"), chunk(None, None, usage=USAGE)],
    "choices null": [chunk({"content": "x"}), chunk({}, "stop"), {"id": "c", "choices": None, "usage": USAGE}],
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_usage_that_was_asked_for_comes_once_at_the_end(place: str) -> None:
    out = run(PLACES[place], asked=True)
    assert [c for c in out if c["usage"]] == [out[-1]]
    assert (out[-1]["choices"], out[-1]["usage"]) == ([], USAGE)
    assert out[-1]["id"] == "c"


def test_a_closing_chunk_the_vendor_sent_itself_is_handed_on_with_all_its_fields() -> None:
    closing = {"id": "c", "choices": [], "usage": USAGE, "obfuscation": "x"}
    out = run([chunk({}, "stop"), closing], asked=True)
    assert out[-1].items() >= closing.items()


@pytest.mark.parametrize("place", PLACES)
def test_without_asking_every_chunk_has_a_choice_and_usage_does_not_add_up_wrongly(place: str) -> None:
    out = run(PLACES[place])
    assert all(c["choices"] and isinstance(c["choices"][0]["delta"], dict) for c in out)
    given = [c["usage"] for c in out if c.get("usage")]
    assert given in ([], [USAGE])


def test_empty_strings_for_nothing_become_null_and_finish_reasons_are_mapped() -> None:
    out = run(
        [chunk({"role": "", "content": "x"}, ""), chunk({"role": ""}, "sensitive")],
        of=behaviour.load("zhipu"),
    )
    assert out[0]["choices"][0]["finish_reason"] is None
    assert out[0]["choices"][0]["delta"]["role"] is None
    assert out[1]["choices"][0]["finish_reason"] == "content_filter"
    assert out[1]["choices"][0]["vendor_finish_reason"] == "sensitive"


texts = st.text(alphabet="<think>/abc\n ", max_size=40)


@settings(max_examples=200, deadline=None)
@given(text=texts, cuts=st.lists(st.integers(0, 60), max_size=6), wrap=st.booleans())
def test_reasoning_in_tags_is_the_same_however_the_text_is_cut(
    text: str, cuts: list[int], wrap: bool
) -> None:
    if wrap:
        text = f"<think>\n{text}\n</think>\n\nanswer"
    edges = sorted({0, len(text), *(min(c, len(text)) for c in cuts)})
    splitter = Splitter()
    thought = answer = ""
    for a, b in pairwise(edges):
        more = splitter.feed(text[a:b])
        thought, answer = thought + more[0], answer + more[1]
    more = splitter.finish()
    thought, answer = thought + more[0], answer + more[1]
    whole = split(text)
    assert answer == whole[1]
    assert thought.strip("\n") == (whole[0] or "").strip("\n")


def test_streamed_thinking_moves_out_of_the_text() -> None:
    out = run(
        [
            chunk({"content": "<th"}),
            chunk({"content": "ink>\nwhy</thi"}),
            chunk({"content": "nk>\n\nok"}),
            chunk({}, "stop"),
        ],
        of=behaviour.load("minimax"),
    )
    deltas = [c["choices"][0]["delta"] for c in out]
    assert "".join(d.get("content") or "" for d in deltas) == "ok"
    assert "".join(d.get("reasoning_content") or "" for d in deltas) == "why"


def test_reasoning_of_a_streamed_turn_with_tools_is_remembered() -> None:
    memory = Memory()
    run(
        [
            chunk({"reasoning_content": "be"}),
            chunk({"reasoning_content": "cause"}),
            chunk({"tool_calls": [part({"index": 0, "id": "i"}, "f", "{}")]}, "tool_calls"),
        ],
        memory=memory,
    )
    assert memory.get("i") == "because"


# --- through a real client over a real connection --------------------------------------------------


STREAM: list[Any] = [
    ": keep-alive",
    chunk({"role": "", "content": ""}, ""),
    chunk({"tool_calls": [part({"index": -1, "id": "i"}, "f", '{"a"')]}),
    chunk({"tool_calls": [part({"index": -1, "id": "i"}, "f", ": 1}")]}),
    chunk({}, "tool_calls", usage=USAGE),
    DONE,
]


def test_a_sync_stream_ends_up_right_in_openais_own_accumulator(loopback, said) -> None:
    server = loopback(said(events=STREAM))
    asked: Any = {"model": "glm-4.6", "messages": HI, "stream_options": {"include_usage": True}}
    with providers.connect("zhipu", api_key="k", base_url=server.url) as client:
        plain = list(client.chat.completions.create(**asked, stream=True))
        with client.chat.completions.stream(**asked) as stream:
            made = stream.get_final_completion()
    assert isinstance(plain[0].choices[0].delta.content, str)
    assert plain[-1].choices == []
    assert [c.usage for c in plain[:-1]] == [None] * (len(plain) - 1)
    [call] = made.choices[0].message.tool_calls or []
    assert (call.id, call.function.name, call.function.arguments) == ("i", "f", '{"a": 1}')
    assert made.usage is not None
    assert made.usage.total_tokens == 5


@pytest.mark.parametrize("way", ["raw", "streaming_response"])
def test_a_raw_response_gives_the_repaired_stream_when_parsed(way: str, loopback, said) -> None:
    server = loopback(said(events=STREAM))
    asked: Any = {"model": "glm-4.6", "messages": HI, "stream": True}
    with providers.connect("zhipu", api_key="k", base_url=server.url) as client:
        if way == "raw":
            chunks = list(client.chat.completions.with_raw_response.create(**asked).parse())
        else:
            with client.chat.completions.with_streaming_response.create(**asked) as response:
                chunks = list(response.parse())
            with client.chat.completions.with_streaming_response.create(**asked) as response:
                assert any('"index": -1' in line for line in response.iter_lines())
    parts = [p for c in chunks for p in c.choices[0].delta.tool_calls or ()]
    assert [(p.index, p.id) for p in parts] == [(0, "i"), (0, None)]


def test_the_stream_is_openais_own_class_and_can_be_left_early(loopback, said) -> None:
    server = loopback(said(events=STREAM))
    with (
        providers.connect("zhipu", api_key="k", base_url=server.url) as client,
        client.chat.completions.create(model="glm-4.6", messages=HI, stream=True) as stream,
    ):
        assert isinstance(stream, openai.Stream)
        next(stream)


def test_a_stream_without_an_end_marker_still_gets_its_usage(loopback, said) -> None:
    server = loopback(said(events=STREAM[:-1]))
    with providers.connect("stepfun", api_key="k", base_url=server.url) as client:
        got = list(
            client.chat.completions.create(
                model="step-3.5-flash", messages=HI, stream=True, stream_options={"include_usage": True}
            )
        )
    assert got[-1].usage is not None


@pytest.mark.parametrize(
    ("vendor", "event", "expected"),
    [
        ("minimax", {"choices": None, "base_resp": {"status_code": 1027, "status_msg": "x"}}, openai.BadRequestError),
        ("deepseek", {"error": {"message": "x", "type": "insufficient_quota"}}, openai.RateLimitError),
        ("bytedance", {"type": "session.error", "error": {"type": "AccountOverdueError", "message": "x"}},
         openai.RateLimitError),
    ],
)  # fmt: skip
def test_a_failure_inside_a_stream_is_the_exception_it_stands_for(
    vendor: str, event: Any, expected: type[Exception], loopback, said
) -> None:
    server = loopback(said(events=[chunk({"content": "x"}), event, DONE]))
    seen: list[str | None] = []
    with providers.connect(vendor, api_key="k", base_url=server.url) as client:
        stream = iter(client.chat.completions.create(model="m", messages=HI, stream=True))
        seen.append(next(stream).choices[0].delta.content)
        with pytest.raises(expected) as caught:
            next(stream)
    assert seen == ["x"]
    told = explain(caught.value)
    assert told is not None
    assert told.provider == vendor
    assert len(server.got) == 1


def test_an_async_stream_is_repaired_too(loopback, said) -> None:
    server = loopback(said(events=STREAM), said(events=[{"error": {"code": "1302", "message": "x"}}]))

    async def go() -> list[Any]:
        async with providers.connect_async("zhipu", api_key="k", base_url=server.url) as client:
            stream = await client.chat.completions.create(
                model="glm-4.6", messages=HI, stream=True, stream_options={"include_usage": True}
            )
            assert isinstance(stream, openai.AsyncStream)
            got = [c async for c in stream]
            with pytest.raises(openai.RateLimitError):
                [c async for c in await client.chat.completions.create(model="m", messages=HI, stream=True)]
            return got

    got = asyncio.run(go())
    assert got[-1].usage.total_tokens == 5
    parts = [p for c in got if c.choices for p in c.choices[0].delta.tool_calls or ()]
    assert [(p.index, p.id) for p in parts] == [(0, "i"), (0, None)]
    assert json.loads("".join(p.function.arguments for p in parts)) == {"a": 1}
