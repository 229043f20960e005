"""What clients are told when something is refused or fails: never more than that."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from qa.errors import CollectionError, ModelUnavailable, QAError, UnknownArticle, UnknownSession


class Unauthorised(QAError):
    """The request does not show the token."""


class Forbidden(QAError):
    """The request comes from a web page that may not make it."""


class Misdirected(QAError):
    """The request was meant for a host that this server is not."""


class TryLater(QAError):
    """The request may succeed in a while."""

    def __init__(self, problem: str, remedy: str, retry_after: int) -> None:
        super().__init__(problem, remedy)
        self.retry_after = retry_after
        """Seconds."""


class TooManyRequests(TryLater):
    """One client asks more than its share."""


class Overloaded(TryLater):
    """All places, and all places in line, are taken."""


class TookTooLong(QAError):
    """The work was given up for its time."""


_STATUSES: tuple[tuple[type[QAError], int], ...] = (
    (Unauthorised, 401),
    (Forbidden, 403),
    (UnknownArticle, 404),
    (UnknownSession, 404),
    (Misdirected, 421),
    (TooManyRequests, 429),
    (Overloaded, 503),
    (CollectionError, 503),
    (ModelUnavailable, 503),
    (TookTooLong, 504),
    (QAError, 400),
)
"""The first that fits."""

# As OpenAI calls them; its clients choose their exceptions by the status.
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def status_of(error: QAError) -> int:
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def body(status: int, problem: str, remedy: str = "") -> dict[str, Any]:
    """The one shape of an error, which the clients of OpenAI understand too."""
    kind = "server_error" if status >= 500 else _TYPES.get(status, "invalid_request_error")
    return {"error": {"message": problem, "remedy": remedy, "type": kind}}


def refusal(error: QAError) -> Response:
    status = status_of(error)
    headers: dict[str, str] = {}
    if isinstance(error, TryLater):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthorised):
        headers["WWW-Authenticate"] = 'Bearer, Basic realm="qa", charset="UTF-8"'
    return JSONResponse(body(status, error.problem, error.remedy), status, headers)


def failure() -> Response:
    """For a bug of this program; what it was is in the log."""
    return JSONResponse(body(500, "Something went wrong here.", "The server's log has it."), 500)


def install(app: FastAPI) -> None:
    """Have every error of an app told in the one shape."""

    @app.exception_handler(QAError)
    def _(_: Request, error: QAError) -> Response:
        return refusal(error)

    @app.exception_handler(HTTPException)
    def _(_: Request, error: HTTPException) -> Response:
        return JSONResponse(body(error.status_code, error.detail), error.status_code, error.headers)

    @app.exception_handler(RequestValidationError)
    def _(_: Request, error: RequestValidationError) -> Response:
        # What was sent is not sent back: it may be huge, or no text at all.
        problems = [
            f"{'.'.join(map(str, problem['loc'][1:])) or 'The body'}: {problem['msg']}"
            for problem in error.errors()[:5]
        ]
        return JSONResponse(body(422, "; ".join(problems), "See /docs for what is taken."), 422)
