"""What `cost` was given is told apart by looking; what is none of the kinds gets one line."""

from __future__ import annotations

import json

import pytest

from migrate.cost import request
from migrate.cost.inputs import recognise
from migrate.errors import UsageError

BODY = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}]}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("prompt.txt", "Summarise this.", "text"),
        ("prompt.md", "# A prompt\n\nof two lines", "text"),
        ("body.json", json.dumps(BODY), "request"),
        ("messages.json", json.dumps(BODY["messages"]), "request"),
        ("data.json", json.dumps([{"model": "gpt-4o", "usage": {}}]), "log"),
        ("notes.json", "{not json", "text"),
        ("log.jsonl", "{}", "log"),
        ("log.jsonl.gz", "", "log"),
        ("export.csv", "a,b", "log"),
        ("usage.parquet", "", "log"),
        ("one-api.db", "", "log"),
        ("app.py", "print(1)", "code"),
        ("rows", '{"model": "gpt-4o"}\n{"model": "gpt-4o"}\n', "log"),
    ],
)
def test_a_file_is_what_stands_in_it(tmp_path, name, content, kind):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert recognise(str(path)).kind == kind


def test_folders_of_logs_are_logs_and_others_are_code(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.jsonl").write_text("{}")
    (tmp_path / "logs" / "b.parquet").write_text("")
    assert recognise(str(tmp_path / "logs")).kind == "log"
    (tmp_path / "logs" / "main.py").write_text("")
    assert recognise(str(tmp_path / "logs")).kind == "code"
    (tmp_path / "empty").mkdir()
    assert recognise(str(tmp_path / "empty")).kind == "code"


@pytest.mark.parametrize("location", ["postgres://u:p@host/db", "s3://bucket/*.parquet", "logs/2026-*.jsonl"])
def test_locations_are_logs(location):
    assert recognise(location).kind == "log"


@pytest.mark.parametrize(
    "text", ["Translate this.", "hello", "你好,世界", "a/b testing is fun", "What is 3.5?", "x" * 10_000, "two\nlines.txt"]
)
def test_any_other_words_are_the_text_itself(text):
    found = recognise(text)
    assert (found.kind, found.text) == ("text", text)


@pytest.mark.parametrize("text", ["no/such/file.txt", "missing.jsonl", "./nothing", "C:\\logs\\a.csv"])
def test_what_looks_like_a_path_must_exist(text):
    with pytest.raises(UsageError, match="no such file"):
        recognise(text)


def test_standard_input_is_read_like_a_file():
    assert recognise("-", stdin=json.dumps(BODY)).kind == "request"
    assert recognise("-", stdin="missing.jsonl").kind == "text"
    with pytest.raises(UsageError, match="empty"):
        recognise("-", stdin="  \n")


@pytest.mark.parametrize("rows", ['{"model": "a"}\n{"model": "b"}\n', '[{"usage": {}}]', '{"a": 1}'])
def test_a_log_on_standard_input_is_not_priced_as_a_prompt(rows):
    with pytest.raises(UsageError, match="read from its file"):
        recognise("-", stdin=rows)


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_is_not_priced(text):
    with pytest.raises(UsageError, match="nothing to price"):
        recognise(text)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(UsageError, match="UTF-8"):
        recognise(str(path))


def test_a_body_says_what_it_needs():
    body = {
        "model": "gpt-4o",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {}}]},
        ],
        "tools": [{"type": "function", "function": {"name": "look"}}],
        "response_format": {"type": "json_schema", "json_schema": {}},
        "max_completion_tokens": 300,
        "n": 2,
        "reasoning_effort": "low",
    }
    found = request.read(body)
    assert found.texts[:2] == ("Be brief.", "What is this?")
    assert '"look"' in found.texts[2]
    assert (found.images, found.limit, found.thinking) == (1, 600, True)
    assert (found.needs.vision, found.needs.tools, found.needs.json_schema) == (True, True, True)


def test_a_plain_body_needs_nothing():
    found = request.read(BODY)
    assert (found.limit, found.thinking, found.images) == (None, None, 0)
    assert (found.needs.vision, found.needs.tools, found.needs.json_schema) == (None, None, None)


def test_embeddings_are_asked_of_an_embedding_model():
    found = request.read({"model": "text-embedding-3-small", "input": ["a", "b"]})
    assert found.needs.kind == "embedding"
    assert found.texts == ("a", "b")


@pytest.mark.parametrize(
    "body",
    [{}, {"messages": []}, {"messages": "", "input": 3}, {"messages": [1, 2]}, {"input": {"a": 1}}],
)
def test_a_body_without_messages_is_refused(body):
    with pytest.raises(UsageError, match="no messages"):
        request.read({**body, "messages": body.get("messages") or []})


@pytest.mark.parametrize("odd", [{"tools": "x"}, {"reasoning": 3}, {"max_tokens": "many"}, {"n": None}, {"response_format": []}])
def test_odd_members_of_a_body_are_not_understood_and_do_no_harm(odd):
    assert request.read({**BODY, **odd}).texts == ("hi",)
