"""`/v1/articles`: add, list, read and remove."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from qa.articles import Upload
from qa.records import Article, article_card
from qa.server.desk import Desk
from qa.server.incoming import NewArticles
from qa.server.outgoing import (
    ERRORS,
    NOT_FOUND,
    ArticleCard,
    ArticlePage,
    IngestReportBody,
    WholeArticle,
)

_FILES = 1_000
_MOST_LISTED = 1_000
_LARGEST_OFFSET = 2**31

_JSON = "application/json"
_FORM = "multipart/form-data"
# FastAPI documents bodies of one type; this door takes either.
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _JSON: {"schema": NewArticles.model_json_schema()},
            _FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                    "required": ["files"],
                }
            },
        },
    }
}


def router(desk: Desk, *, max_upload_bytes: int) -> APIRouter:
    doors = APIRouter(tags=["articles"], responses=ERRORS)

    @doors.post(
        "/v1/articles",
        response_model=IngestReportBody,
        responses={415: ERRORS[422] | {"description": "Neither JSON nor files"}},
        openapi_extra=_BODY,
        max_body_size=max_upload_bytes,
    )
    async def add(request: Request) -> Response:
        """Add articles as JSON, from public web addresses, or as files of any kind that is read.

        The report names what was added, updated, unchanged or skipped, and why.
        """
        report = await desk.ingest(*await _sources(request))
        return JSONResponse(asdict(report))

    @doors.get("/v1/articles", response_model=ArticlePage)
    async def listed(
        limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 100,
        offset: Annotated[int, Query(ge=0, le=_LARGEST_OFFSET)] = 0,
    ) -> Response:
        """A page of the articles, newest first, without their text."""
        page = await asyncio.to_thread(desk.assistant.articles, limit, offset)
        total = await asyncio.to_thread(desk.assistant.count_articles)
        cards = [article_card(article) for article in page]
        return JSONResponse({"articles": cards, "total": total, "limit": limit, "offset": offset})

    @doors.get("/v1/articles/{article_id:path}", response_model=WholeArticle, responses=NOT_FOUND)
    async def read(article_id: str) -> Response:
        """One article, whole."""
        return JSONResponse(whole(await asyncio.to_thread(desk.article, article_id)))

    @doors.delete("/v1/articles/{article_id:path}", response_model=ArticleCard, responses=NOT_FOUND)
    async def remove(article_id: str) -> Response:
        """Remove an article; the answer is what was removed, without its text."""
        return JSONResponse(article_card(await asyncio.to_thread(desk.remove, article_id)))

    return doors


def whole(article: Article) -> dict[str, Any]:
    """An article as plain JSON values."""
    return {**article_card(article), "body": article.body, "tags": list(article.tags)}


async def _sources(request: Request) -> list[str | Upload]:
    """What a request offers, ready to be ingested."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == _JSON:
        try:
            return NewArticles.model_validate_json(await request.body()).sources()
        except ValidationError as error:
            raise _of_body(error) from None
    if content_type == _FORM:
        return await _files(request)
    raise HTTPException(415, f"Send {_JSON} or {_FORM}.")


async def _files(request: Request) -> list[str | Upload]:
    async with request.form(max_files=_FILES, max_fields=_FILES) as form:
        files = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
        found = [Upload(file.filename or "", await file.read()) for file in files]
    if not found:
        raise HTTPException(422, "The form holds no file.")
    return [*found]


def _of_body(error: ValidationError) -> RequestValidationError:
    """The same, as FastAPI tells of bodies that it reads itself."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in problems])
