"""The sample application in JavaScript, moved for real and run by Node against the vendor's rules.

The SDK is not installed: a module of the same name sends what the SDK would send, and a hook in front of the
program sends every request to the local server, so that the address in the code still decides the path.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.verify.sandbox import Sandbox

APP = Path(__file__).resolve().parents[1] / "apps" / "notes-ts"

SDK = """
export default class OpenAI {
  constructor({ apiKey = process.env.OPENAI_API_KEY, baseURL = process.env.OPENAI_BASE_URL } = {}) {
    const base = (baseURL ?? "https://api.openai.com/v1").replace(/\\/$/, "");
    const post = async (path, body) => {
      const response = await fetch(base + path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${apiKey}` },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
      return body.stream ? events(await response.text()) : response.json();
    };
    this.chat = { completions: { create: (body) => post("/chat/completions", body) } };
    this.embeddings = { create: (body) => post("/embeddings", body) };
  }
}
async function* events(text) {
  for (const line of text.split("\\n")) {
    const data = line.startsWith("data:") ? line.slice(5).trim() : "";
    if (data && data !== "[DONE]") yield JSON.parse(data);
  }
}
"""
HOOK = """
const real = globalThis.fetch;
globalThis.fetch = (url, options) => {
  const { host, pathname, search } = new URL(url);
  const headers = { ...options?.headers, "X-Meant-For": host };
  return real(process.env.TEST_ORIGIN + pathname + search, { ...options, headers });
};
"""


@pytest.fixture
def notes(tmp_path):
    """A copy of the application, with the stand-in of the SDK where Node looks for it."""
    package = tmp_path / "node_modules" / "openai"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name": "openai", "type": "module", "exports": "./index.js"}')
    (package / "index.js").write_text(SDK)
    (tmp_path / "hook.mjs").write_text(HOOK)
    return Path(shutil.copytree(APP, tmp_path / "notes-ts"))


def run(app: Path, origin: str) -> subprocess.CompletedProcess[str]:
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "SYSTEMROOT")}
    keys = {"OPENAI_API_KEY": "test-key", "ZAI_API_KEY": "test-key", "LLM_API_KEY": "test-key", "MOONSHOT_API_KEY": "test-key"}
    return subprocess.run(
        ["node", "--import", (app.parent / "hook.mjs").as_uri(), "src/main.mjs"],
        capture_output=True,
        text=True,
        cwd=app,
        env={**keep, **keys, "TEST_ORIGIN": origin},
        timeout=60,
        check=False,
    )


def moved(migrate, *options: str) -> None:
    planned = migrate("plan", "notes-ts", "--to", "zhipu", "-o", "plan.json")
    assert planned.code == 0, planned.err
    applied = migrate("apply", "plan.json", *options)
    assert applied.code == 0, applied.out + applied.err


def test_before_it_moves_it_runs_at_openai_and_not_at_zhipu(notes):
    with Sandbox("openai") as server:
        done = run(notes, server.url)
        assert done.returncode == 0, done.stderr
        assert [r.path for r in server.requests] == ["/v1/chat/completions"] * 2 + ["/v1/embeddings", "/v1/chat/completions"]
    with Sandbox("zhipu") as server:
        assert run(notes, server.url).returncode == 1


def test_afterwards_the_requests_differ_only_in_what_the_plan_says(migrate, notes):
    with Sandbox("openai") as server:
        assert run(notes, server.url).returncode == 0
        before = server.requests
    moved(migrate, "--unsafe")
    with Sandbox("zhipu") as server:
        done = run(notes, server.url)
        assert done.returncode == 0, done.stderr
        after = server.requests
    chat, vectors = "/api/paas/v4/chat/completions", "/api/paas/v4/embeddings"
    assert [r.path for r in after] == [chat, chat, vectors, chat]
    meant = {v for r in after for k, v in r.headers.items() if k.lower() == "x-meant-for"}
    assert meant == {"open.bigmodel.cn"}
    asked, streamed, embedded, bare = (r.body for r in after)
    first = before[0].body
    assert asked == {
        "model": "glm-5.3",
        "messages": [{**first["messages"][0], "role": "system"}, first["messages"][1]],
        "temperature": 1,
        "max_tokens": first["max_completion_tokens"],
    }
    assert streamed == {**before[1].body, "model": "glm-5.3-flash"}
    assert embedded == {**before[2].body, "model": "embedding-3"}
    assert bare == {**before[3].body, "model": "glm-5.3-flash"}


@pytest.mark.parametrize("vendor", ["zhipu", "moonshot", "baichuan"])
def test_plan_apply_rollback_leaves_every_byte_as_it_was(vendor, migrate, notes, snapshot):
    before = snapshot(notes)
    assert migrate("plan", "notes-ts", "--to", vendor, "-o", "plan.json").code == 0
    assert snapshot(notes) == before
    applied = migrate("apply", "plan.json", "--unsafe")
    assert applied.code == 0, applied.out + applied.err
    assert snapshot(notes) != before
    assert migrate("rollback").code == 0
    assert snapshot(notes) == before


def test_nothing_is_left_to_apply_afterwards(migrate, notes):
    moved(migrate, "--unsafe")
    assert migrate("plan", "notes-ts", "--to", "zhipu", "-o", "after.json").code == 0
    plan = json.loads((notes.parent / "after.json").read_text())
    assert [f["rule"] for f in plan["findings"] if f.get("edits") and f["applicability"] != "manual"] == []


def test_text_for_people_and_types_of_the_sdk_stay(migrate, notes):
    moved(migrate, "--unsafe")
    component = (notes / "web" / "Ask.vue").read_text()
    assert '<p title="gpt-4o">Answers come from gpt-4o.</p>' in component
    assert "const models = ['glm-5.3', 'glm-5.3-flash']" in component
    assert "ChatCompletionMessageParam" in (notes / "src" / "shapes.ts").read_text()
