"""Who may come in: checks before any door, each a small rule that raises what it refuses for."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable, Collection, Sequence
from ipaddress import ip_address
from math import ceil
from time import time
from urllib.parse import urlsplit

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.errors import QAError
from qa.server.errors import Forbidden, Misdirected, TooManyRequests, Unauthorised, refusal

Check = Callable[[HTTPConnection], None]

# Open without a token, since probes hold none; they say no more than that the server is up.
OPEN = ("/healthz", "/healthz/ready")
_COUNTED = ("/v1/", "/mcp")
_POLICY_VIOLATION = 1008


class Guarded:
    """An app behind checks; the first that raises answers for it."""

    def __init__(self, app: ASGIApp, checks: Sequence[Check]) -> None:
        self._app = app
        self._checks = checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            try:
                for check in self._checks:
                    check(HTTPConnection(scope))
            except QAError as error:
                if scope["type"] == "websocket":
                    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                else:
                    await refusal(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own, whatever a resolver says."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def for_loopback(connection: HTTPConnection) -> None:
    """The host that the client believes to talk to is this machine.

    A web page whose name was made to resolve to loopback (DNS rebinding) still sends its own name.
    """
    try:
        host = urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
    except ValueError:
        host = ""
    if not is_loopback(host):
        raise Misdirected(
            "This server answers to the names of its own machine only.",
            "Use http://127.0.0.1, or set QA_TOKEN to serve under another name.",
        )


def from_own_pages(allowed: Collection[str]) -> Check:
    """A browser sends it from a page of this server, or of an allowed site; or it is no browser.

    Not only reading is closed to other sites: a form on any page can post to loopback.
    """

    def check(connection: HTTPConnection) -> None:
        origin = connection.headers.get("origin")
        if origin is None or origin in allowed:
            return
        if origin.partition("://")[2] != connection.headers.get("host"):
            raise Forbidden(
                "Pages of other sites may not call this server.",
                "Name the site in QA_ALLOW_ORIGINS to let it.",
            )

    return check


class Rate:
    """At most so many requests a minute from one client, whatever they ask for."""

    def __init__(self, requests_per_minute: int) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._share = RateLimitItemPerMinute(requests_per_minute)

    def __call__(self, connection: HTTPConnection) -> None:
        """Count a request to a door."""
        if connection.url.path.startswith(_COUNTED):
            self.count(connection)

    def count(self, connection: HTTPConnection) -> None:
        client = connection.client.host if connection.client else ""
        if not self._limiter.hit(self._share, client):
            raise TooManyRequests(
                f"That is more than {self._share.amount} requests a minute.",
                "Wait, or set QA_REQUESTS_PER_MINUTE to allow more.",
                max(1, ceil(self._limiter.get_window_stats(self._share, client)[0] - time())),
            )


def with_token(token: str, rate: Rate) -> Check:
    """The request shows the token, as a bearer or as the password that a browser asks for.

    Wrong ones count against the client's rate, wherever they are tried.
    """
    wanted = token.encode()

    def check(connection: HTTPConnection) -> None:
        if connection.url.path in OPEN:
            return
        if not hmac.compare_digest(_shown(connection), wanted):
            if not connection.url.path.startswith(_COUNTED):
                rate.count(connection)
            raise Unauthorised(
                "This server asks for its token.", "Send `Authorization: Bearer TOKEN`."
            )

    return check


def _shown(connection: HTTPConnection) -> bytes:
    """The token that a request shows; empty if none."""
    header = connection.headers.get("authorization", "").encode("latin-1")
    scheme, _, value = header.partition(b" ")
    if scheme.lower() == b"bearer":
        return value.strip()
    if scheme.lower() == b"basic":
        try:
            return base64.b64decode(value, validate=True).partition(b":")[2]
        except binascii.Error:
            return b""
    return b""
