"""What the doors send back, for the OpenAPI document; the library itself makes it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class _Told(BaseModel):
    model_config = ConfigDict(extra="allow")


class ArticleCard(_Told):
    id: str
    title: str
    source: str
    published: str | None
    url: str | None


class WholeArticle(ArticleCard):
    body: str
    tags: list[str]


class ArticlePage(_Told):
    articles: list[ArticleCard]
    total: int
    limit: int
    offset: int


class PassageCard(_Told):
    id: str
    article_id: str
    title: str
    start: int
    end: int
    text: str


class CitedWords(_Told):
    """`article.body[start:end] == quote`, in Unicode code points."""

    number: int
    article: ArticleCard
    start: int
    end: int
    quote: str
    passage: PassageCard


class AnswerSentence(_Told):
    text: str
    citations: list[int]
    supported: bool


class RankedPassage(_Told):
    """The score is the reader's; cosine and BM25 are what the passage was found by."""

    passage: PassageCard
    score: float
    cosine: float | None
    bm25: float | None


class AppliedFilters(_Told):
    """Of the request; the days that the words of the question add are its period."""

    since: str | None
    until: str | None
    sources: list[str]


class AnswerBody(_Told):
    """`Answer.to_dict()`."""

    question: str
    standalone_question: str
    text: str
    short_answer: str | None
    declined: bool
    remark: bool
    listed: list[ArticleCard]
    confidence: float
    filters: AppliedFilters
    sentences: list[AnswerSentence]
    citations: list[CitedWords]
    hits: list[RankedPassage]
    timings: dict[str, float]


class IngestedArticle(_Told):
    article_id: str
    title: str
    origin: str


class SkippedSource(_Told):
    origin: str
    reason: str


class IngestReportBody(_Told):
    added: list[IngestedArticle]
    updated: list[IngestedArticle]
    unchanged: list[IngestedArticle]
    removed: list[IngestedArticle]
    skipped: list[SkippedSource]


class Problem(BaseModel):
    message: str
    remedy: str
    type: str


class ErrorBody(BaseModel):
    error: Problem


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": description}
    for status, description in {
        400: "It cannot be used, and why",
        401: "The token is missing",
        403: "The web page may not call",
        413: "The body is too large",
        421: "The host is not this one",
        422: "The body has another form",
        429: "Too many requests; see Retry-After",
        503: "No place free; see Retry-After",
        504: "It took too long",
    }.items()
}
"""What any door may answer."""
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorBody, "description": "There is no such article"}
}
