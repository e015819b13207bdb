"""A vendor's count endpoint is asked as its documents say, and the key stays with its own vendor."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from providers import catalog
from providers.tokens import online
from providers.tokens.count import table
from providers.tokens.online import OnlineError

KEY = "test-key-0123456789"
MESSAGES = [{"role": "user", "content": "今天有什么茶？"}]
TOOLS = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]


@pytest.fixture(scope="module")
def server():
    """A vendor on loopback: answers what `reply` says, and keeps what it was asked."""

    class Vendor(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state = self.server.state
            state["asked"].append((self.path, json.loads(body), self.headers.get("Authorization")))
            status, headers, content = state["reply"](self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def vendor(server):
    def answers(content, status=200, **headers):
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        server.state = {"asked": [], "reply": lambda path: (status, headers, text)}
        return server.state["asked"]

    return answers


def ask(server, name, model, environ=None, **more):
    provider = catalog.load(name)
    variable = next((v.name for v in provider.variables if v.role == "key"), "")
    return online.count(
        MESSAGES, provider, model, base_url=f"http://127.0.0.1:{server.server_port}/ignored",
        environ={variable: KEY} if environ is None else environ, timeout=5, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "model", "path", "body", "answer"),
    [
        ("moonshot", "kimi-k3", "/v1/tokenizers/estimate-token-count", {"model": "kimi-k3", "messages": MESSAGES}, {"data": {"total_tokens": 42}}),
        ("zhipu", "glm-4.6", "/api/paas/v4/tokenizer", {"model": "glm-4.6", "messages": MESSAGES, "tools": TOOLS}, {"usage": {"total_tokens": 42}}),
        ("bytedance", "doubao-seed-1.6", "/api/v3/tokenization", {"model": "doubao-seed-1.6", "text": ["今天有什么茶？"]},
         {"data": [{"index": 0, "total_tokens": 40}, {"index": 1, "total_tokens": 2}]}),
        ("alibaba", "qwen-plus", "/api/v1/tokenizer", {"model": "qwen-plus", "input": {"messages": MESSAGES}}, {"usage": {"input_tokens": 42}}),
        ("stepfun", "step-2-16k", "/v1/token/count", {"model": "step-2-16k", "messages": MESSAGES}, {"data": {"total_tokens": 42}}),
    ],
)  # fmt: skip
def test_each_endpoint_is_asked_as_its_documents_say(server, vendor, name, model, path, body, answer):
    asked = vendor(answer)
    found = ask(server, name, model, tools=TOOLS)
    assert asked == [(path, body, f"Bearer {KEY}")]
    assert (found.value, found.method, found.label) == (42, "api", "api")
    assert any("tools" in left for left in found.left_out) is (name != "zhipu")
    assert any("chat template" in left for left in found.left_out) is (name == "bytedance")


def test_baidu_gives_an_access_token_for_the_accounts_keys(server, vendor):
    asked = vendor({"access_token": "24.token", "usage": {"total_tokens": 42}})
    found = ask(server, "baidu", "ernie-4.0-8k", environ={"QIANFAN_AK": "access-key", "QIANFAN_SK": "secret-key"})
    assert found.value == 42
    assert [path.split("?")[0] for path, _, _ in asked] == [
        "/oauth/2.0/token",
        "/rpc/2.0/ai_custom/v1/wenxinworkshop/tokenizer/erniebot",
    ]
    assert "client_id=access-key" in asked[0][0]
    assert asked[1][0].endswith("?access_token=24.token")
    assert asked[1][1] == {"model": "ernie-4.0-8k", "prompt": "今天有什么茶？"}


def test_without_a_key_nothing_is_asked(server, vendor):
    asked = vendor({})
    for name in ("moonshot", "baidu"):
        with pytest.raises(OnlineError, match="set "):
            ask(server, name, "m", environ={"OPENAI_API_KEY": KEY})
    assert asked == []


def test_a_vendor_without_an_endpoint_says_so(server, vendor):
    asked = vendor({})
    with pytest.raises(OnlineError, match="deepseek has no count endpoint"):
        ask(server, "deepseek", "deepseek-v4-pro")
    assert asked == []


@pytest.mark.parametrize(
    ("content", "status", "message"),
    [
        ({"error": {"message": f"invalid key {KEY}"}}, 401, r"moonshot answered 401: .*\*\*\*"),
        ({"data": {}}, 200, "without a count at data.total_tokens"),
        ({"data": {"total_tokens": -1}}, 200, "without a count"),
        ({"data": {"total_tokens": True}}, 200, "without a count"),
        ([], 200, "without a count"),
        (b"<html>\n\nbad gateway", 200, "not JSON: <html> bad gateway"),
        (b"", 500, "answered 500"),
    ],
)
def test_what_is_no_count_is_one_line_without_the_key(server, vendor, content, status, message):
    vendor(content, status)
    with pytest.raises(OnlineError, match=message) as error:
        ask(server, "moonshot", "kimi-k3")
    assert KEY not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_redirect_does_not_take_the_key_along(server, vendor):
    asked = vendor({}, 307, Location=f"http://127.0.0.1:{server.server_port}/elsewhere")
    with pytest.raises(OnlineError, match="redirects, which is not followed"):
        ask(server, "moonshot", "kimi-k3")
    assert len(asked) == 1


def test_an_unreachable_host_is_one_line(server):
    with pytest.raises(OnlineError, match=r"cannot be reached at 127\.0\.0\.1:9"):
        online.count(MESSAGES, catalog.load("moonshot"), "kimi-k3", base_url="http://127.0.0.1:9", environ={"MOONSHOT_API_KEY": KEY}, timeout=2)


def test_a_text_too_long_for_baidu_is_not_sent(server, vendor):
    asked = vendor({})
    with pytest.raises(OnlineError, match="at most 512,000 characters"):
        online.count([{"role": "user", "content": "茶" * 512_001}], catalog.load("baidu"), "ernie-4.0-8k", environ={"QIANFAN_AK": "a", "QIANFAN_SK": "b"})
    assert asked == []


def test_every_endpoint_is_at_the_vendors_own_host_by_the_catalogue():
    for row in table()["online"]:
        provider = catalog.load(row["provider"])
        assert row["source"]
        if "url" in row:
            assert row["url"].startswith("https://aip.baidubce.com/")
            assert row["token"].startswith("https://aip.baidubce.com/")
        else:
            assert provider.endpoints["token_count"].path.startswith("/")
            assert provider.base_url().url.startswith("https://")
