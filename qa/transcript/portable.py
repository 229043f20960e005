"""A saved conversation as JSON, complete, and back again: whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from qa.errors import QAError, UnreadableSession
from qa.records import Session, StoredTurn

_VERSION = 1
_REMEDY = "Give the whole text that was exported as JSON."


def write(session: Session, turns: Sequence[StoredTurn]) -> str:
    """Everything that is stored of a conversation."""
    told = {
        "format": "qa-session",
        "version": _VERSION,
        "id": session.id,
        "title": session.title,
        "created": session.created.isoformat(),
        "changed": session.changed.isoformat(),
        "turns": [asdict(turn) | {"asked": turn.asked.isoformat()} for turn in turns],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def load(text: str) -> tuple[Session, list[StoredTurn]]:
    """What `write` wrote. Its articles need not be known here; nothing in it is looked up.

    Raises `UnreadableSession` for anything else, however little is missing.
    """
    text = text.removeprefix("\ufeff")
    try:
        version = _Header.model_validate_json(text).version
        if version != _VERSION:
            raise UnreadableSession(
                f"The conversation was exported by another version of this program (format"
                f" {version}, this one reads {_VERSION}).",
                "Upgrade, or export it again with this version.",
            )
        found = _Session.model_validate_json(text)
    except ValidationError as error:
        raise UnreadableSession(
            f"The text is no exported conversation: {_problem(error)}.", _REMEDY
        ) from error
    # The answers as they are in the text, keys that this version does not know included.
    answers = [turn["answer"] for turn in json.loads(text)["turns"]]
    turns = [
        StoredTurn(number, turn.asked, answer)
        for number, (turn, answer) in enumerate(zip(found.turns, answers, strict=True), 1)
    ]
    return Session(found.id, found.title, found.created, found.changed, len(turns)), turns


def answer_of(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """A copy of what `Answer.to_dict()` told. Raises `QAError` for anything else."""
    try:
        text = json.dumps(told, allow_nan=False)
        _Answer.model_validate_json(text)
    except ValidationError as error:
        raise QAError(
            f"This is no answer: {_problem(error)}.", "Give an `Answer`, or its `to_dict()`."
        ) from error
    except (TypeError, ValueError) as error:
        raise QAError(f"This is no answer: {error}.", "Give plain JSON values.") from error
    copy: Mapping[str, Any] = json.loads(text)
    return copy


def _problem(error: ValidationError) -> str:
    """The first thing wrong, as `turns.0.answer.text: Field required`."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


class _Told(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _Header(_Told):
    format: Literal["qa-session"]
    version: int


class _Article(_Told):
    id: str
    title: str
    source: str
    published: str | None
    url: str | None


class _Passage(_Told):
    id: str
    article_id: str
    title: str
    start: int
    end: int
    text: str


class _Citation(_Told):
    number: int
    article: _Article
    start: int
    end: int
    quote: str
    passage: _Passage

    @model_validator(mode="after")
    def _as_long_as_it_says(self) -> _Citation:
        if not self.quote or self.end - self.start != len(self.quote):
            raise ValueError("the quote is not as long as its offsets say")
        return self


class _Sentence(_Told):
    text: str
    citations: list[int]
    supported: bool


class _Hit(_Told):
    passage: _Passage
    score: float
    cosine: float | None = None  # not told by earlier versions
    bm25: float | None = None


class _Filters(_Told):
    since: str | None
    until: str | None
    sources: list[str]


class _Period(_Told):
    note: str


class _Check(_Told):
    text: str
    verdict: Literal["supported", "partly", "not"]
    reason: str
    support: float
    shown: bool


class _Answer(_Told):
    question: Annotated[str, Field(min_length=1)]
    standalone_question: str
    other_reading: str | None
    searched_also: list[str]
    reading_note: str | None
    text: str
    short_answer: str | None
    declined: bool
    confidence: float
    filters: _Filters | None = None  # not told by earlier versions
    period: _Period | None
    left_open: list[str]
    generated: bool = False  # these three not told by earlier versions
    checks: list[_Check] = []
    answer_note: str | None = None
    remark: bool
    listed: list[_Article]
    sentences: list[_Sentence]
    citations: list[_Citation]
    hits: list[_Hit]


class _Turn(_Told):
    asked: AwareDatetime
    answer: _Answer


class _Session(_Told):
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    created: AwareDatetime
    changed: AwareDatetime
    turns: Annotated[list[_Turn], Field(min_length=1)]
