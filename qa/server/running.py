"""`qa serve`: an app on a port until the process is told to stop."""

from __future__ import annotations

import signal
import socket
import sys
from importlib.metadata import entry_points

import uvicorn

from qa.assistant import Assistant
from qa.errors import QAError
from qa.server import logs
from qa.server.app import LOOPBACK, Page, create_app

PAGES = "qa.pages"
"""Entry points of this group are pages that `qa serve` shows."""

PORT = 8000
_KEEP_ALIVE = 75
"""Seconds; well above those of clients, since to reuse a connection that is being closed fails.
At 5 s, as httpx has it, one of 711 overloading requests had a ReadError; at 75 s none of 834."""

_GRACE = 5.0
"""Seconds beyond the limit of an answer that a stopping server waits for those under way."""


def serve(assistant: Assistant, host: str = LOOPBACK, port: int = PORT) -> None:
    """Serve until SIGTERM or SIGINT; answers under way are finished. Port 0 chooses a free one.

    Raises `QAError` where the address cannot be used, or demands a token that is not there.
    """
    settings = assistant.settings
    pages: list[Page] = [point.load() for point in entry_points(group=PAGES)]
    app = create_app(assistant, host=host, pages=pages)
    bound = _bound(host, port)
    logs.configure(log_content=settings.log_content)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=int(settings.answer_timeout + _GRACE),
    )
    # uvicorn raises the signal again when it is done: then there is nothing left but to go.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: sys.exit(0))
    logs.note("serving", url=_url(bound), index=str(assistant.collection.folder))
    uvicorn.Server(config).run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = str(error.strerror).partition(" (while")[0]
        raise QAError(
            f"{host}, port {port}, cannot be served: {reason}.",
            "Choose another with --host and --port.",
        ) from error


def _url(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
