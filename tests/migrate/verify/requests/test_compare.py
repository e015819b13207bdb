"""Pairs and differences of two recordings."""

import pytest

from migrate.verify.record.compare import ABSENT, compare
from migrate.verify.record.server import Request


def request(number, text, *, path="/v1/chat/completions", where=("app.py:3",), **body):
    messages = [{"role": "user", "content": text}]
    return Request(number, "POST", "https://api.openai.com", path, (), (("authorization", "Bearer <K>"),),
                   {"model": "gpt-4o", "messages": messages, **body}, where, "openai", 200)  # fmt: skip


def fields(before, after):
    (pair,) = compare([request(1, "hello", **before)], [request(1, "hello", **after)]).pairs
    return {d.name: (d.before, d.after) for d in pair.differences}


def test_the_same_twice_has_no_difference():
    compared = compare([request(1, "a"), request(2, "b")], [request(1, "a"), request(2, "b")])
    assert [p.differences for p in compared.pairs] == [(), ()]
    assert not compared.missing
    assert not compared.added
    assert not any(p.moved for p in compared.pairs)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"n": 1}, {}, {"body.n": (1, ABSENT)}),
        ({}, {"seed": 7}, {"body.seed": (ABSENT, 7)}),
        ({"temperature": 1}, {"temperature": 1.0}, {"body.temperature": (1, 1.0)}),
        ({"store": 1}, {"store": True}, {"body.store": (1, True)}),
        ({"stop": "x"}, {"stop": ["x"]}, {"body.stop": ("x", ["x"])}),
        ({"a": {"b": [1, 2, 3]}}, {"a": {"b": [1, 3]}}, {"body.a.b[1]": (2, ABSENT)}),
        ({"a": [1, 2]}, {"a": [0, 1, 2]}, {"body.a[0]": (ABSENT, 0)}),
        ({"a": None}, {}, {"body.a": (None, ABSENT)}),
    ],
)
def test_differences_name_their_place(before, after, expected):
    assert fields(before, after) == expected


def test_what_went_what_came_and_what_moved():
    before = [request(n, t, where=(f"app.py:{n}",)) for n, t in enumerate("abcd", 1)]
    after = [request(1, "b"), request(2, "a"), request(3, "d"),
             request(4, "zzz", path="/v1/other", where=("new.py:1",), model="m", extra=list(range(30)))]  # fmt: skip
    compared = compare(before, after)
    assert [r.body["messages"][0]["content"] for r in compared.missing] == ["c"]
    assert [r.path for r in compared.added] == ["/v1/other"]
    assert len([p for p in compared.pairs if p.moved]) == 1


def test_a_repeated_answer_is_the_same_though_the_ids_are_not():
    def second(call_id):
        one = request(2, "go")
        one.body["messages"].append({"role": "tool", "tool_call_id": call_id, "content": "x"})
        return one

    before, after = [request(1, "go"), second("call_a")], [request(1, "go"), second("call_b")]
    compared = compare(before, after, {"call_a": (1, "call 1")}, {"call_b": (1, "call 1")})
    assert [p.differences for p in compared.pairs] == [(), ()]
    plain = compare(before, after)
    assert [d.name for p in plain.pairs for d in p.differences] == ["body.messages[1].tool_call_id"]


def test_transport_headers_are_no_difference_and_others_are():
    one, two = request(1, "a"), request(1, "a")
    object.__setattr__(one, "headers", (("host", "x"), ("content-length", "3"), ("x-team", "tea")))
    object.__setattr__(two, "headers", (("host", "y"), ("content-length", "9"), ("x-team", "coffee")))
    (pair,) = compare([one], [two]).pairs
    assert [d.name for d in pair.differences] == ["headers.x-team"]
