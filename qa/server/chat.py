"""`/v1/chat/completions` and `/v1/models`: for programs that speak the OpenAI protocol."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any
from uuid import uuid4

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse

from qa.errors import QAError
from qa.events import Answered, Event, Written
from qa.server import errors, footnotes
from qa.server.desk import Desk
from qa.server.logs import note_bug
from qa.server.openai_messages import MODEL, ChatRequest, Completion, model_card
from qa.server.outgoing import ERRORS, NOT_FOUND

_EVENTS = "text/event-stream"


def router(desk: Desk) -> APIRouter:
    doors = APIRouter(tags=["OpenAI"], responses=ERRORS)

    @doors.post("/v1/chat/completions", responses={200: {"content": {_EVENTS: {}}}})
    async def complete(request: ChatRequest) -> Response:
        """Answer the last message; `qa` holds the answer with its citations."""
        asked = request.asked()
        completion = Completion(f"chatcmpl-{uuid4().hex}", int(time.time()))
        if not request.stream:
            return JSONResponse(completion.whole(await desk.ask(asked)))
        events = desk.events(asked)
        # What is refused is refused with a status, so the first event comes before the response.
        first = await anext(events)
        return StreamingResponse(
            _lines(completion, first, events),
            media_type=_EVENTS,
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )

    @doors.get("/v1/models")
    async def models() -> dict[str, Any]:
        """The one model there is."""
        return {"object": "list", "data": [model_card()]}

    @doors.get("/v1/models/{name}", responses=NOT_FOUND)
    async def model(name: str) -> dict[str, Any]:
        """The same by its name."""
        if name != MODEL:
            raise HTTPException(404, f"The only model here is {MODEL!r}.")
        return model_card()

    return doors


async def _lines(
    completion: Completion, first: Event, others: AsyncGenerator[Event]
) -> AsyncIterator[str]:
    """The response as server-sent events."""
    try:
        async with aclosing(others):
            yield _line(completion.piece("", first=True))
            written = 0
            async for event in _rejoined(first, others):
                if isinstance(event, Written):
                    text = footnotes.sentence(event.sentence, first=not written)
                    yield _line(completion.piece(text))
                    written += 1
                elif isinstance(event, Answered):
                    yield _line(completion.piece(footnotes.ending(event.answer)))
                    yield _line(completion.last(event.answer))
    except QAError as error:
        yield _line(errors.body(errors.status_of(error), error.problem, error.remedy))
    except Exception as error:
        note_bug(error)
        yield _line(errors.body(500, "Something went wrong here."))
    else:
        yield "data: [DONE]\n\n"


async def _rejoined(first: Event, others: AsyncGenerator[Event]) -> AsyncIterator[Event]:
    yield first
    async for event in others:
        yield event


def _line(piece: dict[str, Any]) -> str:
    return f"data: {json.dumps(piece, ensure_ascii=False)}\n\n"
