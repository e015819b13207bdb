"""Server-sent events from a server of `http.server`: in chunks, as vendors send them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler


def send(handler: BaseHTTPRequestHandler, events: Iterator[bytes], headers: Mapping[str, str] | None = None) -> None:
    """Answer with `events`, each sent as soon as it is made. A reader that goes away ends it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    try:
        for event in events:
            handler.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        handler.close_connection = True  # the reader has seen enough
