"""The recorder: a server on 127.0.0.1 that keeps every request and answers as the vendor would."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from migrate.verify import event_stream
from migrate.verify.record.answering import Answering, Said
from migrate.verify.record.keys import Keys

_LARGEST = 64 * 1024 * 1024
_TOLD = re.compile(r"/~([A-Za-z0-9_-]+)(/.*)?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the program made it, keys replaced by names.

    `origin` is where it was going (`https://api.openai.com`), None when that is not known. `body` is the JSON
    value, or what is said of a body that is not JSON. `where` are the program's own places, innermost first.
    `refused` is the vendor's reason; `acted` is False when the stand-in has no such endpoint.
    """

    number: int
    method: str
    origin: str | None
    path: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: Any
    where: tuple[str, ...]
    vendor: str
    status: int
    refused: str | None = None
    acted: bool = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that went away is not worth a traceback on stderr; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def token(origin: str) -> str:
    """The path under which the recorder takes requests that were going to `origin`."""
    told = json.dumps({"origin": origin, "from": []}).encode()
    return "/~" + base64.urlsafe_b64encode(told).decode().rstrip("=")


def told(path: str) -> tuple[str | None, tuple[str, ...], str]:
    """(origin, places, path) of a path the recorder was asked for.

    What came through a variable has a second part within: its origin counts, and the outer one's places.
    """
    origin, where, rest = None, tuple[str, ...](), path
    while (match := _TOLD.match(rest)) is not None:
        try:
            raw = json.loads(base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)))
            origin, where = str(raw["origin"]), where or tuple(str(place) for place in raw["from"])
        except (ValueError, KeyError, TypeError):
            break
        rest = match[2] or "/"
    return origin, where, rest


class Recorder:
    """Serves until the `with` block ends; `requests` are in the order they came."""

    def __init__(self, answering: Answering, keys: Keys) -> None:
        self._answering = answering
        self._keys = keys
        self._kept: list[Request] = []
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def origin(self) -> str:
        """Like `http://127.0.0.1:49152`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request so far."""
        with self._lock:
            return tuple(sorted(self._kept, key=lambda request: request.number))

    def __enter__(self) -> Recorder:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def take(self, number: int, method: str, target: str, headers: list[tuple[str, str]], raw: bytes) -> Said:
        """Answer a request, and keep it."""
        origin, where, rest = told(target)
        if origin == self.origin:
            origin = None  # the program was given the recorder's own address
        parts = urlsplit(rest)
        body: Any = None
        if raw:
            try:
                body = json.loads(raw)
            except ValueError:
                body = {"not JSON": f"{len(raw)} bytes", "sha256": hashlib.sha256(raw).hexdigest()}
        said = self._answering.answer(number, origin, method, parts.path, headers, body)
        keep = self._keys
        query = parse_qsl(parts.query, keep_blank_values=True)
        request = Request(
            number=number,
            method=method,
            origin=origin,
            path=parts.path,
            query=tuple((name, keep.hide(value)) for name, value in query),
            headers=tuple(sorted((name.lower(), keep.header(name, value)) for name, value in headers)),
            body=keep.body(body),
            where=where,
            vendor=said.vendor,
            status=said.status,
            refused=said.refused,
            acted=said.acted,
        )
        with self._lock:
            self._kept.append(request)
        return said

    def number(self) -> int:
        """The next request's number, from 1."""
        with self._lock:
            self._count = getattr(self, "_count", 0) + 1
            return self._count


def _handler(recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Reads a request, asks the recorder, writes what it says."""

        protocol_version = "HTTP/1.1"
        server_version = "recorder"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on stderr."""

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_") and name != "do_CONNECT":
                return self._serve
            raise AttributeError(name)

        def _serve(self) -> None:
            number = recorder.number()
            raw = self._body()
            if raw is None:
                self.close_connection = True
                self._write(413, b"{}", "application/json")
                return
            said = recorder.take(number, self.command, self.path, list(self.headers.items()), raw)
            if isinstance(said.content, bytes):
                self._write(said.status, said.content, said.content_type)
            else:
                event_stream.send(self, said.content)

        def _body(self) -> bytes | None:
            if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
                return self._chunks()
            length = self.headers.get("Content-Length", "0")
            size = int(length) if length.isdigit() else 0
            return self.rfile.read(size) if size <= _LARGEST else None

        def _chunks(self) -> bytes | None:
            parts, total = [], 0
            while True:
                try:
                    size = int(self.rfile.readline(1000).split(b";")[0], 16)
                except ValueError:
                    return None
                total += size
                if total > _LARGEST:
                    return None
                parts.append(self.rfile.read(size))
                self.rfile.readline(1000)
                if not size:
                    return b"".join(parts)

        def _write(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

    return Handler
