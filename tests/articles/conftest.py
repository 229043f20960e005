"""A web server on loopback, the only network these tests touch."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest


class Reply(NamedTuple):
    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class Site:
    """Replies by path, or callables that write to the connection; remembers what was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, Reply | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []

    def page(self, path: str, body: bytes | str, content_type: str | None = "text/html") -> str:
        self.pages[path] = Reply(body.encode() if isinstance(body, str) else body, content_type)
        return self.url + path

    def redirect(self, path: str, location: str) -> str:
        self.pages[path] = Reply(status=302, headers=(("Location", location),))
        return self.url + path


@pytest.fixture(name="site")
def served_site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            reply = site.pages.get(self.path, Reply(b"gone", status=404))
            self.close_connection = True
            if not isinstance(reply, Reply):
                reply(self)
                return
            self.send_response(reply.status)
            if reply.content_type:
                self.send_header("Content-Type", reply.content_type)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()
