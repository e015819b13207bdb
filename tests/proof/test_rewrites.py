"""Rewrites that change the shape of a request, really run: what the program prints stays, and no argument is lost.

Each case of `tests/cases/rewrites` is a program. It runs against a vendor on this machine before and after the edits
to review; `before` and `after` are the requests it makes (`POST path` and body). A case without `before` needs a
library that is not installed here: its requests were recorded with that library and stand in `recorded`.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from migrate import assess
from migrate.edit import apply_edits
from migrate.rules.base import Context
from migrate.scan import ScanOptions, scan
from migrate.source import read
from providers import catalog
from tests import yaml_file

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{path.stem}-{case['name']}".replace(" ", "-"))
    for path in sorted((HERE.parent / "cases" / "rewrites").glob("*.yaml"))
    for case in yaml_file.load(path)
]
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}


def answer(path: str, body: dict) -> dict | list:
    """An answer in the shape that belongs to the path; a list is a stream of events."""
    if path.endswith("/responses"):
        part = {"type": "output_text", "text": "Hello", "annotations": []}
        item = {"type": "message", "id": "m1", "role": "assistant", "status": "completed", "content": [part]}
        if body.get("tools") and not any(i.get("type") == "function_call_output" for i in body["input"] if isinstance(i, dict)):
            item = {"type": "function_call", "id": "f1", "call_id": "c1", "status": "completed", "name": "stock_of",
                    "arguments": '{"tea": "Oolong"}'}  # fmt: skip
        usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}
        whole = {"id": "a1", "object": "response", "created_at": 1, "model": body.get("model", "m"), "output": [item], "usage": usage}
        if not body.get("stream"):
            return whole
        deltas = [{"type": "response.output_text.delta", "delta": t, "item_id": "m1", "output_index": 0, "content_index": 0,
                   "sequence_number": 1, "logprobs": []} for t in ("Hel", "lo")]  # fmt: skip
        return [*deltas, {"type": "response.completed", "response": whole, "sequence_number": 2}]
    if path.endswith("/embeddings"):
        return {"object": "list", "model": body.get("model", "m"), "usage": USAGE,
                "data": [{"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}]}  # fmt: skip
    head = {"id": "a1", "created": 1, "model": body.get("model", "m")}
    if body.get("stream"):
        parts = [{"role": "assistant", "content": "Hel"}, {"content": "lo"}, {}]
        pieces = [{"name": "stock_of", "arguments": ""}, {"arguments": '{"tea": '}, {"arguments": '"Oolong"}'}]
        if body.get("functions"):
            parts = [{"function_call": piece} for piece in pieces]
        elif body.get("tools"):
            parts = [{"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": p}]} for p in pieces]
        return [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": d, "finish_reason": None}]}
                for d in parts]  # fmt: skip
    asked = {"name": "stock_of", "arguments": '{"tea": "Oolong"}'}
    message, reason = {"role": "assistant", "content": "Hello"}, "stop"
    answered = any(m["role"] in ("function", "tool") for m in body["messages"])
    if body.get("tools") and not answered:
        message, reason = {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c1", "type": "function", "function": asked}]}, "tool_calls"  # fmt: skip
    elif body.get("functions") and not answered:
        message, reason = {"role": "assistant", "content": None, "function_call": asked}, "function_call"
    choice = {"index": 0, "message": message, "finish_reason": reason}
    return {**head, "object": "chat.completion", "choices": [choice], "usage": USAGE}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append({f"POST {self.path.removeprefix('/v1')}": body})
        if self.headers.get("Authorization") != "Bearer test-key":
            self.server.seen.append({"key": self.headers.get("Authorization")})
        said = answer(self.path, body)
        lines = [f"data: {json.dumps(e)}\n\n" for e in said] if isinstance(said, list) else []
        data = "".join([*lines, "data: [DONE]\n\n"] if lines else [json.dumps(said)]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if lines else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def vendor():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(vendor, monkeypatch):
    """Runs a program; gives the requests it made and what it printed."""
    address = f"http://127.0.0.1:{vendor.server_port}/v1"
    for name in ("OPENAI_API_KEY", "BAICHUAN_API_KEY", "ZAI_API_KEY", "DASHSCOPE_API_KEY"):
        monkeypatch.setenv(name, "test-key")
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    monkeypatch.setenv("LOOPBACK", address)

    def running(path: Path):
        vendor.seen.clear()
        if path.suffix != ".py":
            command = ["node", "--import", str(HERE / "shim" / "register.mjs"), str(path)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ)
            assert not done.returncode, done.stderr
            return list(vendor.seen), done.stdout
        if "async def main" in path.read_text(encoding="utf-8"):  # of their own: the old style leaves sessions open
            starts = "import asyncio, runpy, sys; asyncio.run(runpy.run_path(sys.argv[1])['main']())"
            done = subprocess.run([sys.executable, "-c", starts, str(path)], capture_output=True, text=True, timeout=60)
            assert not done.returncode, done.stderr
            return list(vendor.seen), done.stdout
        out = io.StringIO()
        names: dict = {"__name__": "program"}
        with contextlib.redirect_stdout(out):
            exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
        return list(vendor.seen), out.getvalue()

    return running


def migrate(root: Path, case: dict) -> list:
    """Carry out every edit of the case's rules, those to review too."""
    scanned, target = scan(root, ScanOptions(workers=1)), catalog.load(case.get("to", "baichuan"))
    ctx = Context(
        source=catalog.load("openai"), target=target, platform=target.platforms[0].id, region=None,
        on=datetime.date(2026, 11, 23), model_overrides={}, read=lambda path: read(root, path), sites=scanned.sites,
        **case.get("options", {}),
    )  # fmt: skip
    found = [f for f in assess.assess(scanned, ctx, case["rules"]).findings if f.applicability != "manual"]
    for path in {e.path for f in found for e in f.edits}:
        edits = [e for f in found for e in f.edits if e.path == path]
        (root / path).write_bytes(apply_edits((root / path).read_bytes(), edits, "utf-8"))
    return found


@pytest.mark.parametrize("case", CASES)
def test_the_program_says_the_same_and_sends_what_it_should(case, run, tmp_path):
    file = case.get("file", "app.py")
    for path, text in {file: case["program"], **case.get("files", {})}.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    said = case.get("prints")
    if "before" in case:
        before, said = run(tmp_path / file)
        assert before == case["before"]
    assert any(f.edits for f in migrate(tmp_path, case))
    after, now = run(tmp_path / file)
    assert after == case["after"]
    assert now == said
