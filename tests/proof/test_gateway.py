"""`--style gateway`, really run: the program's requests stay as they are and reach a gateway, whose written
configuration turns each into one of the target's.

The gateway on this machine does what LiteLLM's proxy documents of the entries we write: the entry of the model that
is asked for gives model, address and key, `additional_drop_params` are left out, and only `master_key` gets in.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from migrate.apply import apply_plan, rollback
from migrate.plan import build
from migrate.rules.gateway import PATH

PROGRAM = """\
from openai import OpenAI

client = OpenAI()
answer = client.chat.completions.create(
    model="gpt-4o", messages=[{"role": "user", "content": "Hi"}], temperature=0.2, logit_bias={"50256": -100}
)
print(answer.choices[0].message.content)
again = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "And?"}], stream=True)
print("".join(chunk.choices[0].delta.content or "" for chunk in again if chunk.choices))
print(client.embeddings.create(model="text-embedding-3-small", input="tea", encoding_format="float").data[0].embedding)
"""
KEYS = {"OPENAI_API_KEY": "openai-key", "LLM_API_KEY": "gateway-key", "ZAI_API_KEY": "target-key", "MOONSHOT_API_KEY": "target-key",
        "ARK_API_KEY": "target-key"}  # fmt: skip


def said(path: str, body: dict) -> str:
    head = {"id": "a1", "created": 1, "model": body["model"], "object": "chat.completion"}
    if path.endswith("/embeddings"):
        return json.dumps({"object": "list", "model": body["model"], "usage": {"prompt_tokens": 1, "total_tokens": 1},
                           "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}]})  # fmt: skip
    if body.get("stream"):
        head["object"] = "chat.completion.chunk"
        pieces = [{**head, "choices": [{"index": 0, "delta": {"content": t}}]} for t in ("Hel", "lo")]
        return "".join(f"data: {json.dumps(p)}\n\n" for p in pieces) + "data: [DONE]\n\n"
    return json.dumps({**head, "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}]})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        where, _, path = self.path.lstrip("/").partition("/")
        key = self.headers["Authorization"].removeprefix("Bearer ")
        self.server.seen.append((where, path, key, body))
        text = self.forward(path, key, body) if where == "gateway" else said(path, body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if body.get("stream") else "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def forward(self, path: str, key: str, body: dict) -> str:
        settings = self.server.settings
        assert key == KEYS[settings["general_settings"]["master_key"].removeprefix("os.environ/")]
        entry = next(e["litellm_params"] for e in settings["model_list"] if e["model_name"] == body["model"])
        gone = entry.get("additional_drop_params", ())
        sent = {k: v for k, v in body.items() if k not in gone} | {"model": entry["model"].removeprefix("openai/")}
        request = urllib.request.Request(  # to the same machine, whatever vendor the entry names
            f"http://127.0.0.1:{self.server.server_port}/target/{path}", json.dumps(sent).encode(),
            {"Authorization": f"Bearer {KEYS[entry['api_key'].removeprefix('os.environ/')]}", "Content-Type": "application/json"},
        )  # fmt: skip
        self.server.addresses.add(entry["api_base"])
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.seen, made.addresses, made.settings = [], set(), None
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def run(path: Path) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), {"__name__": "program"})
    return out.getvalue()


@pytest.mark.parametrize(("vendor", "address", "models", "dropped"), [
    ("zhipu", "https://open.bigmodel.cn/api/paas/v4", {}, set()),
    ("moonshot", "https://api.moonshot.cn/v1", {}, set()),
    ("bytedance", "https://ark.cn-beijing.volces.com/api/v3", {"gpt-4o": "doubao-seed-1.6-thinking"}, {"logit_bias"}),
])  # fmt: skip
def test_requests_stay_and_the_gateway_turns_them_into_the_targets(
    server, tmp_path, monkeypatch, vendor, address, models, dropped
):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    here = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OPENAI_BASE_URL", f"{here}/openai/v1")
    monkeypatch.setenv("LLM_BASE_URL", f"{here}/gateway/v1")
    (tmp_path / "app.py").write_text(PROGRAM, encoding="utf-8")
    printed = run(tmp_path / "app.py")
    before, server.seen = server.seen, []

    plan = build.build(build.settings(tmp_path, to=vendor, style="gateway", models=models, on=datetime.date(2026, 11, 23)))
    apply_plan(plan, tmp_path, allow_dirty=True)
    server.settings = yaml.safe_load((tmp_path / PATH).read_text(encoding="utf-8"))
    if vendor == "moonshot":  # has no embeddings: that entry is left out, and said
        assert not any(e["model_name"] == "text-embedding-3-small" for e in server.settings["model_list"])
        text = (tmp_path / "app.py").read_text(encoding="utf-8")
        (tmp_path / "short.py").write_text(text[: text.rindex("print(client.embeddings")], encoding="utf-8")
        assert run(tmp_path / "short.py") == printed[: printed.index("[")]
        before = before[:2]
    else:
        assert run(tmp_path / "app.py") == printed
    at_gateway = [(path, key, body) for where, path, key, body in server.seen if where == "gateway"]
    at_target = [(path, key, body) for where, path, key, body in server.seen if where == "target"]
    assert at_gateway == [(path, KEYS["LLM_API_KEY"], body) for _, path, _, body in before]
    assert [key for _, key, _ in at_target] == ["target-key"] * len(before)
    known = {e["model_name"]: e["litellm_params"]["model"].removeprefix("openai/") for e in server.settings["model_list"]}
    for (_, _, old), (_, _, new) in zip(at_gateway, at_target, strict=True):
        assert new["model"] == known[old["model"]]
        assert set(old) - set(new) == dropped & set(old)
        assert set(new) <= set(old)
        assert {k: v for k, v in old.items() if k in new and k != "model"} == {k: v for k, v in new.items() if k != "model"}
    assert server.addresses == {address}
    rollback(tmp_path)
    assert (tmp_path / "app.py").read_text(encoding="utf-8") == PROGRAM
    assert not (tmp_path / PATH).exists()
