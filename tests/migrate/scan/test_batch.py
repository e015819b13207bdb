"""Batch files: judged line by line, edited by spans, rolled back to the byte."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from migrate.apply import apply_plan, rollback
from migrate.model import Applicability, SiteKind
from migrate.plan import build
from migrate.scan import scan

LINES = [
    {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions",
     "body": {"model": "gpt-4o", "temperature": 1.7, "n": 2, "messages": [{"role": "user", "content": "gpt-4o? \u00e9"}]}},
    {"custom_id": "2", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "a"}},
]  # fmt: skip


def written(lines: list[dict[str, object]], newline: str = "\n") -> bytes:
    return (newline.join(json.dumps(line) for line in lines) + newline).encode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_model_path_and_values_are_edited_and_come_back(tmp_path: Path, newline: str, bom: bytes) -> None:
    before = bom + written(LINES, newline)
    file = tmp_path / "batch.jsonl"
    file.write_bytes(before)
    plan = build.build(build.settings(tmp_path, to="zhipu", on=date(2026, 11, 20)))
    apply_plan(plan, tmp_path, unsafe=True, allow_dirty=True)
    after = file.read_bytes()
    chat, vectors = (json.loads(line) for line in after.removeprefix(bom).splitlines())
    assert chat["url"] == "/v4/chat/completions"
    assert vectors["url"] == "/v4/embeddings"
    assert chat["body"]["model"].startswith("glm-")
    assert vectors["body"]["model"] == "embedding-3"
    assert chat["body"]["temperature"] == 1
    assert chat["body"]["messages"] == LINES[0]["body"]["messages"]  # type: ignore[index]
    assert after.count(newline.encode()) == 2
    rollback(tmp_path)
    assert file.read_bytes() == before


def test_the_path_is_for_review_and_fields_are_judged(tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_bytes(written(LINES))
    plan = build.build(build.settings(tmp_path, to="zhipu", on=date(2026, 11, 20)))
    found = {(f.rule, f.site.line): f for f in plan.findings}
    assert found["raw-http", 1].applicability is Applicability.REVIEW
    assert found["n-choices", 1].applicability is Applicability.MANUAL  # a field does not go by itself


def test_a_vendor_without_batches_is_said_once_per_line(tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_bytes(written(LINES))
    plan = build.build(build.settings(tmp_path, to="deepseek", on=date(2026, 11, 20)))
    found = [f for f in plan.findings if f.rule == "raw-http"]
    assert [f.site.line for f in found] == [1, 2]
    assert all("batch file" in f.message and not f.edits for f in found)


def test_a_long_file_is_shown_by_kind_of_request(tmp_path: Path) -> None:
    many = [{**LINES[0], "custom_id": str(n)} for n in range(400)] + [LINES[1]]
    (tmp_path / "batch.jsonl").write_bytes(written(many))
    sites = [s for s in scan(tmp_path).sites if s.kind is SiteKind.HTTP]
    assert [s.line for s in sites] == [1, 401]
    assert all("manual_only" in s.flags for s in sites)


def test_answers_are_no_requests(tmp_path: Path) -> None:
    answer = {"id": "b", "custom_id": "1", "response": {"status_code": 200, "body": {"object": "chat.completion"}}}
    (tmp_path / "out.jsonl").write_bytes(written([answer, {"custom_id": "2", "url": "/v1/orders", "body": {}}]))
    assert [s for s in scan(tmp_path).sites if s.kind is SiteKind.HTTP] == []
