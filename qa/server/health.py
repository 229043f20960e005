"""`/healthz` and `/metrics`: for the machines that look after this one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from qa.errors import QAError
from qa.server.desk import Desk
from qa.server.errors import body
from qa.server.logs import note, note_bug
from qa.server.metrics import CONTENT_TYPE, Metrics
from qa.server.outgoing import ErrorBody


class Readiness:
    """Whether the first question would be answered without waiting for models."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._problem = "The models are still being loaded."

    @asynccontextmanager
    async def preparing(self) -> AsyncIterator[None]:
        """Get ready, beside whatever happens inside."""
        preparation = asyncio.create_task(self._prepare())
        try:
            yield
        finally:
            preparation.cancel()

    async def problem(self) -> str:
        """Why questions cannot be answered now; empty if they can."""
        try:
            await asyncio.to_thread(self._desk.assistant.count_articles)
        except QAError as error:
            return error.problem
        return self._problem

    async def _prepare(self) -> None:
        try:
            await asyncio.to_thread(self._desk.warm)
        except QAError as error:
            self._problem = error.problem
            note("not ready", problem=str(error))
        except Exception as error:
            note_bug(error)
        else:
            self._problem = ""
            note("ready")


def router(readiness: Readiness, metrics: Metrics) -> APIRouter:
    doors = APIRouter(tags=["health"])

    @doors.get("/healthz")
    async def live() -> dict[str, str]:
        """Whether the process runs. Open to all."""
        return {"status": "ok"}

    @doors.get("/healthz/ready", responses={503: {"model": ErrorBody}})
    async def ready() -> Response:
        """Whether questions can be answered now: models loaded, index readable. Open to all."""
        if await readiness.problem():
            return JSONResponse(body(503, "Not ready.", "The server's log says why."), 503)
        return JSONResponse({"status": "ready"})

    @doors.get(
        "/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}}
    )
    async def figures() -> Response:
        """Figures for Prometheus."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return doors
