"""A real HTTP server on the loopback interface, and an environment without anybody's keys."""

from __future__ import annotations

import json
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from httpx2._transports import default

from providers import catalog


@pytest.fixture(autouse=True)
def one_tls_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the certificates takes 0.1 s for each client, and nothing here speaks TLS to a real host."""
    monkeypatch.setattr(default, "create_ssl_context", lambda *_, **__: _tls())


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for vendor in catalog.ids():
        for variable in catalog.load(vendor).variables:
            monkeypatch.delenv(variable.name, raising=False)
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_BASE_URL", "OPENAI_CUSTOM_HEADERS"):
        monkeypatch.delenv(name, raising=False)


@dataclass
class Got:
    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Said:
    """A scripted answer. `events` makes it a stream; `wait` seconds pass before anything is sent."""

    status: int = 200
    body: Any = None
    events: list[Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0


class Loopback:
    """Answers with `script` in order, the last one again and again; or with what `script(got)` returns."""

    def __init__(self, script: list[Said] | Callable[[Got], Said]) -> None:
        self.got: list[Got] = []
        self.script = script
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                raw = self.rfile.read(size)
                headers = {k.lower(): v for k, v in self.headers.items()}
                got = Got(self.command, self.path, headers, json.loads(raw) if raw else None)
                outer.got.append(got)
                said = outer.next(got)
                time.sleep(said.wait)
                try:
                    self.say(said)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_POST

            def say(self, said: Said) -> None:
                self.send_response(said.status)
                if said.events is not None:
                    lines = [e if isinstance(e, str) else "data: " + json.dumps(e) for e in said.events]
                    content = "".join(line + "\n\n" for line in lines).encode()
                    kind = "text/event-stream"
                else:
                    content = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
                    kind = "application/json"
                for name, value in {"Content-Type": kind, **said.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                if not isinstance(sys.exc_info()[1], ConnectionError):  # a client that gave up waiting
                    super().handle_error(request, client_address)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def next(self, got: Got) -> Said:
        if callable(self.script):
            return self.script(got)
        return self.script[min(len(self.got), len(self.script)) - 1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def loopback() -> Iterator[Callable[..., Loopback]]:
    """Start a server: `loopback(Said(...), Said(...))` or `loopback(function)`."""
    servers: list[Loopback] = []

    def start(*script: Any) -> Loopback:
        server = Loopback(script[0] if len(script) == 1 and callable(script[0]) else list(script))
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def said() -> type[Said]:
    return Said


def whole(content: str | None = "ok", *, finish: str = "stop", **message: Any) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


@pytest.fixture
def answer() -> Callable[..., dict[str, Any]]:
    """A chat completion as a vendor sends it."""
    return whole
