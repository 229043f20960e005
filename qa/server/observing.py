"""Around every request: an id, a line in the log, its figures; no bug that clients could read."""

from __future__ import annotations

import time
from uuid import uuid4

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.errors import failure
from qa.server.logs import REQUEST, note, note_bug
from qa.server.metrics import Metrics

_QUIET = ("/healthz", "/healthz/ready", "/metrics")
"""Asked all day long by machines: counted but not logged."""


class Observed:
    """The outermost layer of an app."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = uuid4().hex[:12]
        started = time.perf_counter()
        status = 0

        async def passed_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", request.encode()),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        named = REQUEST.set(request)
        try:
            await self._app(scope, receive, passed_on)
        except ClientDisconnect:
            pass
        except Exception as error:
            note_bug(error)
            if not status:
                await failure()(scope, receive, passed_on)
        finally:
            self._tell(scope, status, time.perf_counter() - started)
            REQUEST.reset(named)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        # The route, not the path: paths are made up by clients, and hold what they like.
        door = getattr(scope.get("route"), "path", "") or "none"
        self._metrics.requested(door, scope["method"], status, seconds)
        if door not in _QUIET:
            client = scope["client"][0] if scope.get("client") else None
            note("request", door=door, status=status, seconds=round(seconds, 4), client=client)
