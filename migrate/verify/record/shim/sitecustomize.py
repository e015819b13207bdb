"""Loaded by the Python processes of a recorded run, and by nothing else: sends API requests to the recorder.

Found through PYTHONPATH of the child. Only the destination of a request changes: method, headers and body
go out as the program made them. A connection to an API host that no patched library makes is refused.
Standard library only, for any Python 3.8 or newer; nothing of the library under test is imported early.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

_SETTINGS: dict[str, Any] = json.loads(os.environ.get("MIGRATE_RECORD") or "{}")
_ORIGIN: str = _SETTINGS.get("origin", "")
_ADDRESS = urlsplit(_ORIGIN)
_ROOT: str = os.path.realpath(_SETTINGS.get("root", os.sep))
_HOSTS = frozenset(h for h in _SETTINGS.get("hosts", ()) if "*" not in h)
_SUFFIXES = tuple(h.partition("*")[2] for h in _SETTINGS.get("hosts", ()) if "*" in h)
_INSTALLED = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)


def _api(host: Any) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str):
        return False
    name = host.lower().rstrip(".")
    return name in _HOSTS or any(name.endswith(s) and name != s for s in _SUFFIXES)


def _ours(host: Any, port: Any) -> bool:
    """An API host, or the recorder itself, reached through a variable: it is told from where."""
    return _api(host) or (host == _ADDRESS.hostname and port == _ADDRESS.port)


def _callers() -> list[str]:
    """`file:line` of the program's own frames, innermost first."""
    frame = sys._getframe(1)
    found: list[str] = []
    while frame is not None and len(found) < 40:
        name = frame.f_code.co_filename
        if not name.startswith("<") and not any(part in name for part in _INSTALLED):
            path = os.path.realpath(name)
            if path.startswith(_ROOT + os.sep):
                found.append(f"{os.path.relpath(path, _ROOT).replace(os.sep, '/')}:{frame.f_lineno}")
        frame = frame.f_back  # type: ignore[assignment]
    return found


def _prefix(scheme: str, host: str, port: int | None) -> str:
    """The path that tells the recorder where the request was going and from where."""
    usual = {"https": 443, "http": 80}.get(scheme)
    origin = f"{scheme}://{host}" if port in (None, usual) else f"{scheme}://{host}:{port}"
    told = json.dumps({"origin": origin, "from": _callers()}).encode()
    return "/~" + base64.urlsafe_b64encode(told).decode().rstrip("=")


def _refuse(host: Any) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    log = _SETTINGS.get("log")
    if log:
        with open(log, "a", encoding="utf-8") as out:
            out.write(json.dumps({"host": name, "from": _callers()}) + "\n")
    raise ConnectionRefusedError(f"migrate verify: {name} is not reached while requests are recorded")


# --- the libraries -------------------------------------------------------------------------------


def _socket(module: Any) -> None:
    found, connect = module.getaddrinfo, module.socket.connect

    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        if _api(host):
            _refuse(host)
        return found(host, *arguments, **named)

    def connecting(self: Any, address: Any) -> Any:
        if isinstance(address, tuple) and address and _api(address[0]):
            _refuse(address[0])
        return connect(self, address)

    module.getaddrinfo = getaddrinfo
    module.socket.connect = connecting


def _http_client(module: Any) -> None:
    """urllib and http.client. urllib3 makes its connections otherwise and is patched by itself."""
    plain, secure = module.HTTPConnection, module.HTTPSConnection
    begin, connect, connect_secure = plain.putrequest, plain.connect, secure.connect

    def bound(self: Any) -> Any:
        """(host, port, secure) the connection is for, through a proxy or not; None when not an API."""
        host = self._tunnel_host or self.host
        if not _ours(host, self._tunnel_port if self._tunnel_host else self.port):
            return None
        return host, self._tunnel_port if self._tunnel_host else self.port, isinstance(self, secure)

    def connecting(self: Any) -> None:
        if bound(self) is None:
            (connect_secure if isinstance(self, secure) else connect)(self)
            return
        import socket

        self.sock = socket.create_connection((_ADDRESS.hostname, _ADDRESS.port), self.timeout)

    def putrequest(self: Any, method: str, url: str, *arguments: Any, **named: Any) -> None:
        to = bound(self)
        if to is not None:
            rest = url if url.startswith("/") else url.partition("//")[2].partition("/")[1:]
            rest = rest if isinstance(rest, str) else "".join(rest)
            url = _prefix("https" if to[2] else "http", to[0], to[1]) + rest
        begin(self, method, url, *arguments, **named)

    plain.putrequest = putrequest
    plain.connect = connecting
    secure.connect = connecting


def _urllib3(module: Any) -> None:
    """urllib3, and requests upon it."""
    pool = module.HTTPConnectionPool
    secure, urlopen = module.HTTPSConnectionPool, pool.urlopen
    kept: dict[str, Any] = {}

    def opening(self: Any, method: str, url: str, *arguments: Any, **named: Any) -> Any:
        if not _ours(self.host, self.port):
            return urlopen(self, method, url, *arguments, **named)
        if "recorder" not in kept:
            kept["recorder"] = pool(_ADDRESS.hostname, _ADDRESS.port, maxsize=16)
        rest = url if url.startswith("/") else "/" + url.partition("//")[2].partition("/")[2]
        scheme = "https" if isinstance(self, secure) else "http"
        named["assert_same_host"] = False
        return urlopen(kept["recorder"], method, _prefix(scheme, self.host, self.port) + rest, *arguments, **named)

    pool.urlopen = opening


def _httpx(module: Any) -> None:
    """httpx and its successor, which the openai library uses."""

    def redirected(request: Any) -> Any:
        url = request.url
        if not _ours(url.host, url.port):
            return None
        path = _prefix(url.scheme, url.host, url.port) + url.raw_path.decode("ascii")
        return type(request)(
            request.method,
            _ORIGIN + path,
            headers=request.headers,
            stream=request.stream,
            extensions=dict(request.extensions),
        )

    def straight(transport: Any, make: Callable[..., Any]) -> Any:
        """The transport, or one without its proxy: the recorder is on this machine."""
        if "Proxy" not in type(getattr(transport, "_pool", None)).__name__:
            return transport
        if "_recorder" not in transport.__dict__:
            transport._recorder = make()
        return transport._recorder

    plain, waiting = module.HTTPTransport, module.AsyncHTTPTransport
    send, send_async = plain.handle_request, waiting.handle_async_request

    def handle_request(self: Any, request: Any) -> Any:
        moved = redirected(request)
        return send(self, request) if moved is None else send(straight(self, plain), moved)

    async def handle_async_request(self: Any, request: Any) -> Any:
        moved = redirected(request)
        if moved is None:
            return await send_async(self, request)
        return await send_async(straight(self, waiting), moved)

    plain.handle_request = handle_request
    waiting.handle_async_request = handle_async_request


def _aiohttp(module: Any) -> None:
    session = module.ClientSession
    request = session._request

    async def requesting(self: Any, method: str, url: Any, **named: Any) -> Any:
        to = self._build_url(url)
        if not _ours(to.host, to.port):
            return await request(self, method, url, **named)
        params = named.pop("params", None)
        if params:
            to = to.update_query(params)
        named.pop("proxy", None)
        path = _prefix(to.scheme, to.host, to.explicit_port) + to.raw_path_qs
        base, self._base_url = self._base_url, None
        try:
            going = request(self, method, type(to)(_ORIGIN + path, encoded=True), **named)
        finally:
            self._base_url = base
        return await going

    session._request = requesting


_PATCHES: dict[str, Callable[[Any], None]] = {
    "aiohttp": _aiohttp,
    "http.client": _http_client,
    "httpx": _httpx,
    "httpx2": _httpx,
    "socket": _socket,
    "urllib3.connectionpool": _urllib3,
}


class _Loader:
    """The module's own loader, and the patch after it."""

    def __init__(self, loader: Any, patch: Callable[[Any], None]) -> None:
        self._loader, self._patch = loader, patch

    def create_module(self, spec: Any) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        self._loader.exec_module(module)
        self._patch(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


class _Finder:
    """Lets a library be imported as ever, and patches it then."""

    def __init__(self) -> None:
        self._busy: list[str] = []

    def find_spec(self, name: str, *_: Any) -> Any:
        if name not in _PATCHES or name in self._busy:
            return None
        import importlib.util

        self._busy.append(name)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._busy.remove(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, _PATCHES[name])  # type: ignore[assignment]
        return spec


def _next() -> None:
    """Run the `sitecustomize` that this one stands before, as Python would have."""
    here = os.path.dirname(os.path.abspath(__file__))
    place = sys.path[:]
    sys.path[:] = [p for p in sys.path if os.path.abspath(p or os.curdir) != here]
    own = sys.modules.pop("sitecustomize", None)
    try:
        importlib.import_module("sitecustomize")
    except ImportError:
        if own is not None:
            sys.modules["sitecustomize"] = own
    finally:
        sys.path[:] = [p for p in place if os.path.abspath(p or os.curdir) != here]


if _ORIGIN:
    for _name, _patch in _PATCHES.items():
        if _name in sys.modules:
            _patch(sys.modules[_name])
    sys.meta_path.insert(0, _Finder())
    _next()
