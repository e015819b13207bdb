"""The server: routes, keys, records. One thread per connection, on 127.0.0.1 only."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from migrate.verify import event_stream
from migrate.verify.sandbox import answers, sse
from migrate.verify.sandbox.refusals import Refusal, of_model, of_request, refusal
from providers import behaviour, catalog, dialect
from providers.behaviour import Kind
from providers.errors import ProviderError
from providers.types import Endpoint, EndpointStatus, Provider

_LARGEST = 64 * 1024 * 1024
_SECRET_HEADERS = frozenset({"authorization", "api-key", "x-api-key", "cookie"})
_EMULATED = frozenset({"chat_completions", "embeddings", "models"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A request the sandbox got, and what it said. Header values that hold a key are `***`.

    `body` is the parsed JSON, or None when there was none; `refused` is the reason of a refusal.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    status: int
    refused: str | None = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a test suite connects many times at once; beyond this it waits a second

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that went away is not worth a traceback on stderr; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Sandbox:
    """A vendor on the loopback interface, as a context manager.

    `models` are ids accepted besides the catalogue's (a fine-tuned model, a deployment). `key` is the one
    bearer key that is accepted; None accepts any that is not empty. `today` is the date lifecycles are
    read at. `url` is the origin, `base_url` the address for an openai client, with the path of `region`.
    """

    def __init__(
        self,
        provider: str,
        region: str | None = None,
        models: Iterable[str] | None = None,
        *,
        key: str | None = "test-key",
        port: int = 0,
        today: date | None = None,
    ) -> None:
        self.provider: Provider = catalog.load(provider)
        self.behaviour = behaviour.of(self.provider)
        self._base = urlsplit(_base_url(self.provider, region)).path.rstrip("/")
        self._models = frozenset(models or ())
        self._key = key
        self._today = today or date.today()
        self._routes = _routes(self.provider)
        self._seen: list[Seen] = []
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """The origin, like `http://127.0.0.1:49152`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What an openai client takes as `base_url`."""
        return self.url + self._base

    @property
    def requests(self) -> tuple[Seen, ...]:
        """Every request so far, in the order they were answered."""
        with self._lock:
            return tuple(self._seen)

    def start(self) -> Sandbox:
        """Begin to serve; `with` does it."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def record(self, seen: Seen) -> None:
        """Keep a request."""
        with self._lock:
            self._seen.append(seen)

    def allows(self, headers: Iterable[tuple[str, str]]) -> bool:
        """Whether the request carries the key."""
        given = {n.lower(): v for n, v in headers}
        scheme, _, token = given.get("authorization", "").partition(" ")
        key = token.strip() if scheme.lower() == "bearer" else ""
        if not key and self.provider.id == "azure-openai":
            key = given.get("api-key", "").strip()
        return bool(key) and (self._key is None or key == self._key)

    def endpoint(self, path: str) -> str | None:
        """The endpoint a path stands for, by the catalogue's name; None when the vendor has no such path."""
        for base, suffixed in self._routes:
            found = base.fullmatch(path)
            if found is not None:
                return suffixed or dialect.endpoint_of(found["rest"])
        return None

    def answer(self, method: str, path: str, body: Any) -> Refusal | dict[str, Any] | Iterator[bytes]:
        """What the vendor says to an authorised request: a refusal, a JSON answer, or a stream."""
        endpoint = self.endpoint(path)
        known = self.provider.endpoints.get(endpoint) if endpoint else None
        if known is None or not _offered(known, path) or (method == "GET") != (endpoint == "models"):
            return refusal(self.behaviour, Kind.ENDPOINT, f"{method} {path} is not available here", 404)
        if endpoint not in _EMULATED:
            return refusal(self.behaviour, Kind.SERVER, f"the sandbox does not act out {endpoint}", 501)
        if endpoint == "models":
            return self._listed()
        if not isinstance(body, dict):
            return refusal(self.behaviour, Kind.BAD_REQUEST, "the body is not a JSON object")
        kind = "chat" if endpoint == "chat_completions" else "embedding"
        refused = of_model(self.provider, self.behaviour, body.get("model"), kind, self._models, self._today)
        if refused is not None:
            return refused
        return self._chat(body) if kind == "chat" else self._embedded(body)

    def _chat(self, body: dict[str, Any]) -> Refusal | dict[str, Any] | Iterator[bytes]:
        if not isinstance(body.get("messages"), list) or not body["messages"]:
            return refusal(self.behaviour, Kind.BAD_REQUEST, "messages is missing")
        refused, taken = of_request(self.provider, self.behaviour, body)
        if refused is not None:
            return refused
        made = answers.reply(self.provider, taken)
        if not taken.get("stream"):
            return answers.completion(made, self.behaviour)
        options = taken.get("stream_options")
        asked = isinstance(options, dict) and bool(options.get("include_usage"))
        return sse.events(made, self.behaviour, include_usage=asked)

    def _embedded(self, body: dict[str, Any]) -> Refusal | dict[str, Any]:
        if not body.get("input"):
            return refusal(self.behaviour, Kind.BAD_REQUEST, "input is missing")
        model = self.provider.model(str(body["model"]))
        known = model.capabilities.embedding_dims if model is not None else ()
        asked = body.get("dimensions")
        if known and isinstance(asked, int) and not 0 < asked <= max(known):
            text = f"dimensions must be one of {', '.join(map(str, known))}"
            return refusal(self.behaviour, Kind.BAD_REQUEST, text)
        return answers.embeddings(self.provider, body)

    def _listed(self) -> dict[str, Any]:
        names = sorted({*self.provider.models, *self._models})
        data = [
            {"id": n, "object": "model", "created": answers.CREATED, "owned_by": self.provider.id}
            for n in names
        ]
        return {"object": "list", "data": data}


def _base_url(provider: Provider, region: str | None) -> str:
    try:
        return provider.base_url(region).url
    except KeyError:
        known = ", ".join(dict.fromkeys(b.region for b in provider.base_urls))
        raise ProviderError(f"{provider.name} has no region {region!r}; known: {known}") from None


def _offered(endpoint: Endpoint, path: str) -> bool:
    """Whether the vendor offers the endpoint, and not somewhere else or in a shape of its own."""
    if endpoint.status not in (EndpointStatus.SUPPORTED, EndpointStatus.PARTIAL):
        return False
    return endpoint.name in _EMULATED or re.match(_pattern(endpoint.path), path) is not None


def _routes(provider: Provider) -> tuple[tuple[re.Pattern[str], str | None], ...]:
    """(path, endpoint): the paths the catalogue gives to endpoints, then anything below a base path."""
    fixed = [
        (re.compile(_pattern(e.path)), e.name)
        for e in provider.endpoints.values()
        if e.path.startswith("/") and " " not in e.path
    ]
    bases = {urlsplit(b.url).path.rstrip("/") for b in provider.base_urls}
    below = [(re.compile(f"{_pattern(b)}(?P<rest>/.+)"), None) for b in sorted(bases, key=len, reverse=True)]
    return (*fixed, *below)


def _pattern(path: str) -> str:
    parts = re.split(r"\{[^{}]*\}", path)
    return "[^/]+".join(re.escape(p) for p in parts)


def _handler(sandbox: Sandbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Reads a request, asks the sandbox, writes what it says."""

        protocol_version = "HTTP/1.1"
        server_version = "sandbox"
        disable_nagle_algorithm = True  # or every answer waits 40 ms for an acknowledgement

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_DELETE(self) -> None:
            self._serve()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on stderr; `Sandbox.requests` holds what came."""

        def _serve(self) -> None:
            length = self.headers.get("Content-Length", "0")
            size = int(length) if length.isdigit() else 0
            if size > _LARGEST:
                self.close_connection = True
                self._write(413, b"{}")
                return
            raw = self.rfile.read(size)
            try:
                body = json.loads(raw) if raw else None
            except ValueError:
                body = None
            path = urlsplit(self.path).path
            said: Refusal | dict[str, Any] | Iterator[bytes]
            if sandbox.allows(self.headers.items()):
                said = sandbox.answer(self.command, path, body)
            else:
                said = refusal(sandbox.behaviour, Kind.AUTH, "the API key is missing or not valid")
            status = said.status if isinstance(said, Refusal) else 200
            reason = said.reason if isinstance(said, Refusal) else None
            headers = {n: "***" if n.lower() in _SECRET_HEADERS else v for n, v in self.headers.items()}
            sandbox.record(Seen(self.command, path, headers, body, status, reason))
            if isinstance(said, Refusal):
                self._write(status, json.dumps(said.body, ensure_ascii=False).encode())
            elif isinstance(said, dict):
                self._write(200, json.dumps(said, ensure_ascii=False).encode())
            else:
                event_stream.send(self, said, {"Cache-Control": "no-cache"})

        def _write(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler
