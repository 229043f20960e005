"""One application of all doors: the only place of this room where its parts are put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from qa.assistant import Assistant
from qa.errors import QAError
from qa.server import articles, asking, chat, errors, health, tools
from qa.server.desk import Desk
from qa.server.guards import (
    Check,
    Guarded,
    Rate,
    for_loopback,
    from_own_pages,
    is_loopback,
    with_token,
)
from qa.server.metrics import Metrics
from qa.server.observing import Observed
from qa.settings import Settings

Page = Callable[[FastAPI, Assistant], None]
"""Adds itself to an app that has all other doors, as with `app.mount("/", …)`."""

LOOPBACK = "127.0.0.1"


def create_app(
    assistant: Assistant,
    settings: Settings | None = None,
    *,
    host: str = LOOPBACK,
    pages: Iterable[Page] = (),
) -> FastAPI:
    """The app that serves an assistant at `host`.

    Limits and token come from `settings`, else those of the assistant. Raises `QAError` where the
    host is not loopback and there is no token.
    """
    settings = settings or assistant.settings
    metrics = Metrics()
    desk = Desk(assistant, settings, metrics)
    readiness = health.Readiness(desk)
    agents = tools.server(desk)
    mcp = tools.app(agents)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        async with agents.session_manager.run(), readiness.preparing():
            yield
        desk.close()

    app = FastAPIOffline(
        title="qa",
        version=version("qa"),
        description="Answers from articles, every sentence with the words that support it.",
        redoc_url=None,
        lifespan=running,
        max_body_size=settings.max_request_bytes,
        middleware=[
            Middleware(Observed, metrics=metrics),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allow_origins,
                allow_methods=("GET", "POST", "DELETE"),
                allow_headers=("Authorization", "Content-Type"),
            ),
            Middleware(Guarded, checks=_checks(settings, host)),
        ],
    )
    errors.install(app)
    app.include_router(asking.router(desk))
    app.include_router(articles.router(desk, max_upload_bytes=settings.max_upload_bytes))
    app.include_router(chat.router(desk))
    app.include_router(health.router(readiness, metrics))
    app.router.routes.extend(mcp.routes)
    for page in pages:
        page(app, assistant)
    return app


def _checks(settings: Settings, host: str) -> list[Check]:
    """What a request must pass, in this order."""
    rate = Rate(settings.requests_per_minute)
    own = from_own_pages(settings.allow_origins)
    if settings.token:
        return [own, rate, with_token(settings.token.get_secret_value(), rate)]
    if not is_loopback(host):
        raise QAError(
            f"Others can reach {host}, and there is no token to tell who may.",
            "Set QA_TOKEN to a long random text, or serve 127.0.0.1.",
        )
    return [for_loopback, own, rate]
