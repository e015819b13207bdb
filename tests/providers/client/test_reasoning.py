from __future__ import annotations

from typing import Any

import pytest

import providers
from providers.client.reasoning import Memory, restore, split
from providers.dialect.types import Change

HI: list[Any] = [{"role": "user", "content": "hi"}]
CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "42"}


def thought(answer: Any) -> Any:
    return answer(None, finish="tool_calls", tool_calls=[CALL], reasoning_content="because")


def test_a_message_object_appended_as_it_is_carries_its_reasoning(loopback, said, answer) -> None:
    server = loopback(said(body=thought(answer)), said(body=answer()))
    with providers.connect("deepseek", api_key="k", base_url=server.url) as client:
        made = client.chat.completions.create(model="deepseek-chat", messages=HI)
        for again in (made.choices[0].message, made.choices[0].message.model_dump()):
            client.chat.completions.create(model="deepseek-chat", messages=[*HI, again, RESULT])  # type: ignore[list-item]
    assert [g.body["messages"][1]["reasoning_content"] for g in server.got[1:]] == ["because"] * 2


def test_a_rebuilt_turn_gets_its_reasoning_back_where_the_vendor_insists(loopback, said, answer) -> None:
    server = loopback(said(body=thought(answer)), said(body=answer()))
    seen: list[Change] = []
    rebuilt: Any = {"role": "assistant", "content": "", "tool_calls": [CALL]}
    with providers.connect("moonshot", api_key="k", base_url=server.url, on_adapt=seen.append) as client:
        client.chat.completions.create(model="kimi-k2.6", messages=HI)
        client.with_options(timeout=9).chat.completions.create(
            model="kimi-k2.6", messages=[*HI, rebuilt, RESULT]
        )
    assert server.got[1].body["messages"][1]["reasoning_content"] == "because"
    assert "reasoning_replay" in [c.parameter for c in seen]
    assert "reasoning_content" not in rebuilt


def test_another_vendor_gets_nothing_added(loopback, said, answer) -> None:
    server = loopback(said(body=thought(answer)), said(body=answer()))
    rebuilt: Any = {"role": "assistant", "content": "", "tool_calls": [CALL]}
    with providers.connect("zhipu", api_key="k", base_url=server.url) as client:
        client.chat.completions.create(model="glm-4.6", messages=HI)
        client.chat.completions.create(model="glm-4.6", messages=[*HI, rebuilt, RESULT])
    assert "reasoning_content" not in server.got[1].body["messages"][1]


def test_reasoning_in_tags_goes_back_into_the_text(loopback, said, answer) -> None:
    server = loopback(said(body=answer("<think>\nwhy\n</think>\n\nok")), said(body=answer()))
    with providers.connect("minimax", api_key="k", base_url=server.url) as client:
        made = client.chat.completions.create(model="MiniMax-M2", messages=HI).choices[0].message
        assert (made.content, made.reasoning_content) == ("ok", "why")  # type: ignore[attr-defined]
        client.chat.completions.create(model="MiniMax-M2", messages=[*HI, made.model_dump(), *HI])  # type: ignore[list-item]
    sent = server.got[1].body["messages"][1]
    assert sent["content"] == "<think>\nwhy\n</think>\n\nok"
    assert "reasoning_content" not in sent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", (None, "plain")),
        ("<think>\na\n</think>\n\nb", ("a", "b")),
        ("\n <think>a</think>b", ("a", "b")),
        ("<think>cut off", ("cut off", "")),
        ("see <think>a</think>", (None, "see <think>a</think>")),
        ("<thinker>", (None, "<thinker>")),
        ("<think></think>b", ("", "b")),
    ],
)
def test_tags_count_only_at_the_start(text: str, expected: tuple[str | None, str]) -> None:
    assert split(text) == expected


def test_restoring_changes_only_what_it_must() -> None:
    memory = Memory()
    memory.put("call_1", "because")
    user, turn = {"role": "user", "content": "x"}, {"role": "assistant", "tool_calls": [CALL]}
    given = [user, turn, {"role": "assistant", "content": "done"}]
    out, done = restore(given, "tool_calls", memory)
    assert done == [(1, "reasoning_content")]
    assert out[0] is user
    assert out[2] is given[2]
    assert turn == {"role": "assistant", "tool_calls": [CALL]}
    assert restore(given, None, memory) == (given, [])
    assert restore(given, "tool_calls", Memory()) == (given, [])


def test_the_memory_is_bounded() -> None:
    memory = Memory(entries=2)
    for i in range(3):
        memory.put(f"c{i}", "r")
    assert [memory.get(f"c{i}") for i in range(3)] == [None, "r", "r"]
