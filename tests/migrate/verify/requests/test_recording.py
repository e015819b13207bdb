"""The recorder, the redirection of Python and Node, the keys, the copy, and what is not planned."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from migrate import edit, source
from migrate.errors import RefusedError, UsageError
from migrate.model import Applicability, Span
from migrate.plan import build
from migrate.verify.record import printing, prove, tree
from migrate.verify.record.explain import Explainer
from migrate.verify.record.keys import Keys

APP = '''import os
from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "tea"}], user="customer-1")
'''


REAL = "sk-real-0123456789abcdefghij"


@pytest.fixture
def app(tmp_path):
    return written(tmp_path)


def written(folder):
    root = folder / "app"
    root.mkdir()
    (root / "main.py").write_text(APP)
    return root


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The proof of a good plan; each run loads a large library, so what one proof shows is asked of this one."""
    root = written(tmp_path_factory.mktemp("good"))
    return run(root, planned(root), variables={**os.environ, "OPENAI_API_KEY": REAL})


def planned(root, to="zhipu"):
    return build.build(build.settings(root, to=to, on=date(2026, 11, 23)))


def run(root, plan, *command, **options):
    return prove(plan, root, command or (sys.executable, "main.py"), **options)


def test_a_good_plan_is_proved_and_no_real_key_is_seen(good):
    assert good.proved, printing.text(good, width=100, color=False)
    (pair,) = good.compared.pairs
    assert dict(pair.before.headers)["authorization"] == "Bearer <OPENAI_API_KEY>"
    assert dict(pair.after.headers)["authorization"] == "Bearer <LLM_API_KEY>"
    assert (pair.before.origin, pair.after.origin) == ("https://api.openai.com", "https://open.bigmodel.cn")
    assert pair.before.where[0] == "main.py:5"
    for text in (printing.as_json(good), printing.text(good, width=100, color=False)):
        assert "sk-re" not in text
    assert {w.finding.rule for w in good.whys[0]} == {"api-key-variable", "base-url", "model-mapping", "user-field"}


def test_the_json_report_is_json(good):
    document = json.loads(printing.as_json(good))
    assert document["proved"] is True
    assert [d["field"] for d in document["pairs"][0]["differences"]][:2] == ["origin", "path"]


def test_a_change_that_no_finding_accounts_for_is_unplanned(app, good):
    """An edit that slips in with another rule's name on it is told apart by what it does."""
    plan = planned(app)
    data = APP.encode()
    slipped = []
    for old, new in (("model=", "n=1, model="), ('"role": "user"', '"role": "system"'), ('"tea"', '"coffee"')):
        at = data.index(old.encode())
        slipped.append(edit.make(source.read(app, "main.py"), Span(at, at + len(old)), new))
    finding = next(f for f in plan.findings if f.rule == "api-key-variable" and f.edits)
    quiet = replace(finding, edits=(*finding.edits, *slipped))
    # The attribution does not get to see the edits that slipped in; the code does.
    tampered = replace(plan, id="", findings=tuple(quiet if f is finding else f for f in plan.findings))
    proof = run(app, tampered, before=good.before)
    explainer = Explainer([f for f in plan.findings if f.edits and f.applicability is Applicability.SAFE],
                          lambda f: f.site.line, {})  # fmt: skip
    (pair,) = proof.compared.pairs
    told = explainer.explain(pair)
    unplanned = {w.difference.name for w in told if not w.planned}
    assert unplanned == {"body.n", "body.messages[0].role", "body.messages[0].content"}
    assert {w.finding.rule for w in told if w.planned} == {w.finding.rule for w in good.whys[0]}


def test_a_request_the_target_refuses_is_no_proof(app):
    (app / "main.py").write_text(APP.replace('user="customer-1"', "temperature=1.9"))
    proof = run(app, planned(app))
    assert not proof.proved
    assert [p.after.status for p in proof.turned_down] == [400]
    assert "refused by the target" in printing.text(proof, width=100, color=False)
    assert run(app, planned(app), unsafe=True, before=proof.before).turned_down == ()


def test_no_request_and_a_failing_command_are_no_proof(app):
    plan = planned(app)
    silent = run(app, plan, sys.executable, "-c", "pass")
    assert not silent.proved
    assert "no request was recorded" in printing.text(silent, width=100, color=False)
    failing = run(app, plan, sys.executable, "-c", "print('the reason'); raise SystemExit(3)")
    assert not failing.proved
    assert "the reason" in printing.text(failing, width=100, color=False)
    slow = run(app, plan, sys.executable, "-c", "import time; time.sleep(60)", timeout=0.3)
    assert slow.before.ran.code is None


def test_a_missing_command_and_a_stale_plan_are_one_line(app):
    plan = planned(app)
    with pytest.raises(UsageError, match="no-such-program"):
        run(app, plan, "no-such-program")
    (app / "main.py").write_text(APP + "# later\n")
    with pytest.raises(RefusedError, match="changed since"):
        run(app, plan)


def test_the_original_is_left_alone_and_links_out_are_not_followed(app, tmp_path):
    (tmp_path / "outside.txt").write_text("mine")
    (app / "out").symlink_to(tmp_path / "outside.txt")
    (app / "data").mkdir()
    (app / "data" / "x.txt").write_text("x")
    (app / "inside").symlink_to("data/x.txt")
    plan = planned(app)
    before = {p: p.read_bytes() for p in app.rglob("*") if p.is_file()}
    code = "open('made.txt', 'w').write('x'); open('main.py', 'a').write('#'); import os; print(os.path.exists('out'))"
    proof = run(app, plan, sys.executable, "-c", code)
    assert proof.before.ran.tail == ("False",)
    assert {p: p.read_bytes() for p in app.rglob("*") if p.is_file()} == before
    copied = tree.copy(app, tmp_path / "copy")
    assert copied.left == ("out",)
    assert (tmp_path / "copy" / "inside").read_text() == "x"
    assert os.readlink(tmp_path / "copy" / "inside") == os.path.join("data", "x.txt")


def test_ignored_files_are_not_copied_but_the_environment_is(app, tmp_path):
    (app / ".gitignore").write_text("secret.txt\n.env\n")
    (app / "secret.txt").write_text("x")
    (app / ".env").write_text(f"OPENAI_API_KEY={REAL}\n")
    subprocess.run(["git", "init", "-q", app], check=True)
    tree.copy(app, tmp_path / "copy")
    assert sorted(p.name for p in (tmp_path / "copy").iterdir()) == [".env", ".gitignore", "main.py"]


def test_a_key_in_the_env_file_is_not_used(app):
    (app / ".env").write_text(f"OPENAI_API_KEY={REAL}\nOTHER=1\n")
    code = "print(open('.env').read())"
    proof = run(app, planned(app), sys.executable, "-c", code)
    assert "real" not in "".join(proof.before.ran.tail)
    assert "OTHER=1" in proof.before.ran.tail


def test_every_http_library_is_recorded_and_other_doors_are_shut(app):
    (app / "main.py").write_text(
        '''import asyncio, http.client, json, os, socket, urllib.request
import httpx, requests, urllib3
KEY = os.environ["OPENAI_API_KEY"]
URL, HEADERS = "https://api.openai.com/v1/chat/completions", {"Authorization": f"Bearer {KEY}"}
def body(name): return {"model": "gpt-4o", "messages": [{"role": "user", "content": name}]}
def text(name): return json.dumps(body(name)).encode()
requests.post(URL, json=body("requests"), headers=HEADERS)
urllib3.request("POST", URL, json=body("urllib3"), headers=HEADERS)
urllib.request.urlopen(urllib.request.Request(URL, text("urllib"), HEADERS)).read()
direct = http.client.HTTPSConnection("api.openai.com")
direct.request("POST", "/v1/chat/completions", text("http.client"), HEADERS)
direct.getresponse().read()
httpx.post(URL, json=body("httpx"), headers=HEADERS)
async def later():
    async with httpx.AsyncClient() as client:
        await client.post(URL, json=body("httpx async"), headers=HEADERS)
asyncio.run(later())
try:
    socket.create_connection(("api.openai.com", 443), timeout=1)
except ConnectionRefusedError as error:
    print(error)
'''
    )
    proof = run(app, planned(app), variables={**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9"})
    names = [r.body["messages"][0]["content"] for r in proof.before.requests]
    assert names == ["requests", "urllib3", "urllib", "http.client", "httpx", "httpx async"], proof.before.ran.tail
    assert {r.status for r in proof.before.requests} == {200}
    assert all(r.where[-1].startswith("main.py:") for r in proof.before.requests)
    assert proof.before.ran.refused == ("api.openai.com from main.py:19",)
    assert not proof.proved


def test_node_is_recorded_in_fetch_and_https(app):
    (app / "main.mjs").write_text(
        '''import https, { request } from 'node:https'
import net from 'node:net'
const url = 'https://api.openai.com/v1/chat/completions'
const headers = { Authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'Content-Type': 'application/json' }
const body = (name) => JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: name }] })
await (await fetch(url, { method: 'POST', headers, body: body('fetch') })).text()
await (await fetch(new Request(url, { method: 'POST', headers, body: body('Request') }))).text()
await new Promise((done) => request(url, { method: 'POST', headers }, (r) => r.resume().on('end', done)).end(body('request')))
await new Promise((done) => https.get({ host: 'api.openai.com', path: '/v1/models', headers }, (r) => r.resume().on('end', done)))
await new Promise((done) => net.connect(443, 'api.openai.com').on('error', done))
'''
    )
    proof = run(app, planned(app), "node", "main.mjs")
    sent = [(r.method, r.body and r.body["messages"][0]["content"], r.status) for r in proof.before.requests]
    assert sent == [("POST", "fetch", 200), ("POST", "Request", 200), ("POST", "request", 200), ("GET", None, 200)]
    assert proof.before.requests[0].where == ("main.mjs:6",)
    assert proof.before.ran.refused == ("api.openai.com from main.mjs:10",)


def test_variables_lead_other_languages_to_the_recorder(app):
    (app / ".env").write_text("OPENAI_BASE_URL=https://api.openai.com/v1\n")
    (app / "main.py").write_text(APP.replace('["OPENAI_API_KEY"]', '["OPENAI_API_KEY"], base_url=os.environ["OPENAI_BASE_URL"]'))
    code = '''import json, os, urllib.request
base, key = os.environ["OPENAI_BASE_URL"], os.environ.get("ZAI_API_KEY")
asked = urllib.request.Request(base + "/chat/completions", json.dumps({"model": "x"}).encode(), {"Authorization": "Bearer k"})
try: urllib.request.urlopen(asked)
except urllib.error.HTTPError: pass
'''
    proof = run(app, planned(app), sys.executable, "-S", "-c", code)  # -S: no redirection, as in another language
    (before,), (after,) = proof.before.requests, proof.after.requests
    assert (before.origin, before.path) == ("https://api.openai.com", "/v1/chat/completions")
    assert (after.origin, after.path) == ("https://open.bigmodel.cn", "/api/paas/v4/chat/completions")


def test_keys_have_names_and_unknown_keys_numbers():
    keys = Keys(["A_API_KEY"], {"B_API_KEY": "bbbbbbbbbbbb"})
    assert keys.header("Authorization", f"Bearer {keys.fakes['A_API_KEY']}") == "Bearer <A_API_KEY>"
    assert keys.header("x-api-key", "bbbbbbbbbbbb") == "<B_API_KEY>"
    assert keys.header("Authorization", "Bearer written-in-code") == "Bearer <another key 1>"
    assert keys.header("Authorization", "Bearer other") == "Bearer <another key 2>"
    assert keys.header("Authorization", "Bearer written-in-code") == "Bearer <another key 1>"
    assert keys.header("X-Team", "tea") == "tea"
    assert keys.body({"k": ["bbbbbbbbbbbb"]}) == {"k": ["<B_API_KEY>"]}
