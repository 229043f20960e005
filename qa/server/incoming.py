"""What is sent to the doors, as it may come."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, model_validator

from qa.articles import Upload
from qa.articles.origins import web_url
from qa.records import Turn

_TURNS = 200
_ARTICLES = 10_000


def _web_url(value: str) -> str:
    if (url := web_url(value)) is None:
        raise ValueError("Write it as https://host/path.")
    return url


Text = Annotated[str, Field(max_length=1_000_000)]
Name = Annotated[str, Field(max_length=1_000)]
Day = Annotated[str, Field(max_length=40, examples=["2024-10-11", "2024-10", "2024"])]


class PastTurn(BaseModel):
    """A question of the conversation so far, and what was answered."""

    question: Text
    answer: Text = ""
    standalone: Text = Field("", description="How it was read: `standalone_question`.")


class Asked(BaseModel):
    """A question, the turns before it, oldest first, and which articles may answer it."""

    question: Text = Field(examples=["Why did Serbia cancel the Bayraktar order?"])
    history: list[PastTurn | tuple[Text, Text]] = Field([], max_length=_TURNS)
    standalone: Text | None = Field(None, description="How to read the question, if not as made.")
    since: Day | None = None
    until: Day | None = None
    sources: list[Name] | None = Field(None, max_length=100)

    def turns(self) -> list[Turn]:
        return [
            Turn(*turn)
            if isinstance(turn, tuple)
            else Turn(turn.question, turn.answer, turn.standalone)
            for turn in self.history
        ]

    def filters(self) -> dict[str, Any]:
        """As keyword arguments of `Assistant`."""
        return {"since": self.since, "until": self.until, "sources": self.sources or None}


class NewArticle(BaseModel):
    """An article: its text as `body` or `text`, and what is known of it."""

    title: Name | None = None
    body: str | None = None
    text: str | None = None
    id: Name | int | None = Field(None, description="Its own; the same again replaces it.")
    source: Name | None = None
    published: Day | None = None
    url: Name | None = None
    tags: list[Name] | None = None


class NewArticles(BaseModel):
    """Articles, or public web addresses to read them from."""

    articles: list[NewArticle] = Field([], max_length=_ARTICLES)
    urls: list[Annotated[Name, AfterValidator(_web_url)]] = Field([], max_length=100)

    @model_validator(mode="after")
    def _something(self) -> NewArticles:
        if not (self.articles or self.urls):
            raise ValueError("Give `articles`, `urls`, or both.")
        return self

    def sources(self) -> list[str | Upload]:
        """What `Assistant.ingest` takes; the articles as one document of JSON Lines."""
        lines = [
            json.dumps(article.model_dump(exclude_none=True)).encode() for article in self.articles
        ]
        posted = [Upload("posted.jsonl", b"\n".join(lines))] if lines else []
        return [*posted, *self.urls]
