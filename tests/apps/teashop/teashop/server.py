"""HTTP front: POST /chat streams text, POST /order and POST /search answer JSON."""

import argparse
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import orders, settings
from .chat import Conversation
from .search import Shelf

sessions: dict[str, Conversation] = {}


class Handler(BaseHTTPRequestHandler):
    """One request of a customer's device."""

    def log_message(self, *_):
        """The front proxy logs."""

    def do_POST(self):
        """Dispatch on the path."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
        if self.path == "/chat":
            talk = sessions.setdefault(
                body["session"], Conversation(body["session"], body.get("language", "zh"))
            )
            self._head("text/plain; charset=utf-8")
            for piece in talk.reply(body["text"]):
                self.wfile.write(piece.encode())
                self.wfile.flush()
        elif self.path == "/order":
            self._json(orders.read(body["text"]))
        elif self.path == "/search":
            self._json(Shelf().nearest(body["text"]))
        else:
            self.send_error(404)

    def _head(self, kind: str):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def _json(self, value):
        self._head("application/json")
        self.wfile.write(json.dumps(value, ensure_ascii=False).encode())


def main():
    """Serve until interrupted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=settings.PORT)
    ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Handler).serve_forever()


if __name__ == "__main__":
    main()
