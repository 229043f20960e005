"""`/v1/ask`: a question in, an answer out."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from qa.server.desk import Desk
from qa.server.incoming import Asked
from qa.server.outgoing import ERRORS, AnswerBody


def router(desk: Desk) -> APIRouter:
    doors = APIRouter(tags=["questions"], responses=ERRORS)

    @doors.post("/v1/ask", response_model=AnswerBody)
    async def ask(asked: Asked) -> Response:
        """Answer from the articles, each sentence with citations, or decline."""
        answer = await desk.ask(asked)
        return JSONResponse(answer.to_dict())

    return doors
