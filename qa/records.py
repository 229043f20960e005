"""The values that flow through the library, each frozen, each belonging to one stage.

All offsets count Unicode code points of `Article.body`, the end exclusive, as Python slices do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from qa.days import Days, day, spelled
from qa.errors import NotVerbatim


class Span(NamedTuple):
    """A half-open range of an article's body."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read: the body is what citations quote, word for word."""

    id: str
    title: str
    body: str
    source: str
    published: date | None
    url: str | None
    origin: str
    """Where it was read from, a `file:` or `http(s):` URI; lines of a JSONL file add a fragment."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was offered but not read, and why."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: the unit that is searched."""

    article_id: str
    title: str
    """Of its article."""
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    """Those that can answer: headings are left out, unless the passage has nothing else."""

    def words(self, span: Span) -> str:
        """The text of one of its spans."""
        return self.text[span.start - self.start : span.end - self.start]

    def in_article(self) -> str:
        """The text under its title, which often names what the text only points to."""
        return f"{self.title}\n{self.text}"

    @property
    def id(self) -> str:
        return f"{self.article_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be searched; both days are included, the undated match no dates."""

    since: date | None = None
    until: date | None = None
    sources: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.sources)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "sources": sorted(self.sources),
        }


@dataclass(frozen=True, slots=True)
class Period:
    """When the articles were published that a question asks about, as its words were read."""

    since: date | None
    until: date | None
    words: str
    """Those of the question that it was read from."""
    latest: bool
    """Whether newer articles are preferred."""
    overruled: bool = False
    """Whether it has no day in common with the caller's filter, which was kept instead."""

    @property
    def note(self) -> str:
        """One sentence for a reader: `Reading “last week” as articles of 4–10 November 2024.`"""
        if self.since is None and self.until is None:
            return f"Reading “{self.words}” as newer articles first."
        days = spelled(Days(self.since, self.until))
        of = "of " if self.since and self.until else ""
        if self.overruled:
            return f"“{self.words}” is {days}, which the dates asked for leave out; they were kept."
        first = ", newer ones first" if self.latest else ""
        return f"Reading “{self.words}” as articles {of}{days}{first}."

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "words": self.words,
            "latest": self.latest,
            "overruled": self.overruled,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that retrieval proposes, with the evidence it was proposed on."""

    passage: Passage
    cosine: float
    """Cosine similarity of question and passage, -1 to 1."""
    bm25: float
    """BM25 of the passage, at least 0; 0 when its words did not propose it, as when it shares none
    with the question."""
    score: float
    """The fusion of both; larger is better, comparable within one question only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of a passage that a reader holds to answer the question."""

    passage: Passage
    sentence: Span
    score: float
    """Larger is better, comparable across the findings of one reading."""
    answer: Span | None
    """The exact words, for readers that find them; None for readers that choose whole sentences."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in the order in which it was judged to bear on the question."""

    passage: Passage
    score: float
    """The reader's; larger is better, comparable within one question only."""
    cosine: float | None = None
    """What it was found by, as in `Candidate`; None where that is not known."""
    bm25: float | None = None

    @classmethod
    def of(cls, candidate: Candidate, score: float) -> Hit:
        return cls(candidate.passage, score, candidate.cosine, candidate.bm25)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "passage": passage_card(self.passage),
            "score": round(self.score, 4),
            "cosine": None if self.cosine is None else round(self.cosine, 4),
            "bm25": None if self.bm25 is None else round(self.bm25, 4),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the candidates: findings and hits best first."""

    findings: tuple[Finding, ...]
    hits: tuple[Hit, ...]
    confidence: float
    """Calibrated probability, 0 to 1, that the best finding answers the question."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of an article: `article.body[start:end] == quote`, checked on construction.

    The passage is the one it was found in, wide enough to hold the quote.
    """

    number: int
    article: Article
    start: int
    end: int
    quote: str
    passage: Passage

    def __post_init__(self) -> None:
        if not self.quote or self.article.body[self.start : self.end] != self.quote:
            raise NotVerbatim(f"{self.article.id}[{self.start}:{self.end}] is not {self.quote!r}")
        if self.quote not in self.passage.text:
            raise NotVerbatim(f"{self.quote!r} is not in the passage {self.passage.id}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the numbers of the citations that support it."""

    text: str
    citations: tuple[int, ...]
    supported: bool
    as_of: date | None = None
    """Of one of several articles that answer differently: the day it was published."""

    @property
    def dated(self) -> str:
        """Its text, behind its day if it has one: `As of 11 October 2024: …`."""
        return f"As of {day(self.as_of)}: {self.text}" if self.as_of else self.text


@dataclass(frozen=True, slots=True)
class Check:
    """What came of a sentence that a language model wrote."""

    text: str
    verdict: Literal["supported", "partly", "not"]
    reason: str
    """Why it does not count as supported, or where its support is if not where it says."""
    support: float
    """The probability that what it cites supports it, 0 to 1."""
    shown: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked and the text of the answer it got."""

    question: str
    answer: str
    standalone: str = ""
    """The question as it was read; empty where that is not known."""
    titles: tuple[str, ...] = ()
    """Of the articles that the answer cites, in the order of their numbers."""

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """What later questions may lean on of a turn."""
        cited = dict.fromkeys(citation.article.title for citation in answer.citations)
        return cls(answer.question, answer.text, answer.standalone_question, tuple(cited))

    @classmethod
    def from_dict(cls, answer: Mapping[str, Any]) -> Turn:
        """The same, of what `Answer.to_dict()` made of it."""
        cited = dict.fromkeys(citation["article"]["title"] for citation in answer["citations"])
        return cls(answer["question"], answer["text"], answer["standalone_question"], tuple(cited))


@dataclass(frozen=True, slots=True)
class Rewrite:
    """How a question was read in its conversation."""

    question: str
    """As it stands alone: what is asked, and shown."""
    terms: tuple[str, ...] = ()
    """Words of the conversation without a place in it, which only help to find passages."""
    other: str | None = None
    """Another reading that was as likely, where there was one."""
    note: str | None = None
    """One sentence or two for a reader, where a language model should have read it and did not."""

    @property
    def searched(self) -> str:
        """What passages are found by."""
        return " ".join((self.question, *self.terms))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and how it came about. Equality leaves the timings out."""

    question: str
    standalone_question: str
    text: str
    short_answer: str | None
    declined: bool
    confidence: float
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    timings: Mapping[str, float] = field(compare=False)
    """Seconds by stage."""
    period: Period | None = None
    """When its articles were published, if the question says so."""
    left_open: tuple[str, ...] = ()
    """The parts of the question that the articles don't answer, while they answer others."""
    other_reading: str | None = None
    """Another way to read a follow-up, as likely as `standalone_question`."""
    searched_also: tuple[str, ...] = ()
    """Words of the conversation that helped to find passages, without a place in the question."""
    remark: bool = False
    """Whether it answers nothing from the articles, and cites none, but is a word about the
    conversation or the collection."""
    listed: tuple[Article, ...] = ()
    """The articles that a remark names."""
    reading_note: str | None = None
    """Why the language model had no part in `standalone_question`, where it should have."""
    filters: Filters = Filters()
    """The caller's; `period` is what the words of the question add to them."""
    generated: bool = False
    """Whether a language model wrote the sentences; the citations are the articles' in any case."""
    checks: tuple[Check, ...] = ()
    """What came of each sentence that a language model wrote, those left out too."""
    answer_note: str | None = None
    """Why the language model did not write the answer, where it should have."""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values: what `--json` prints and HTTP returns."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "other_reading": self.other_reading,
            "searched_also": list(self.searched_also),
            "reading_note": self.reading_note,
            "text": self.text,
            "short_answer": self.short_answer,
            "declined": self.declined,
            "remark": self.remark,
            "listed": [article_card(article) for article in self.listed],
            "confidence": round(self.confidence, 4),
            "filters": self.filters.to_dict(),
            "period": self.period.to_dict() if self.period else None,
            "left_open": list(self.left_open),
            "generated": self.generated,
            "checks": [asdict(check) for check in self.checks],
            "answer_note": self.answer_note,
            "sentences": [
                asdict(sentence)
                | {
                    "citations": list(sentence.citations),
                    "as_of": sentence.as_of.isoformat() if sentence.as_of else None,
                }
                for sentence in self.sentences
            ],
            "citations": [
                {
                    "number": citation.number,
                    "article": article_card(citation.article),
                    "start": citation.start,
                    "end": citation.end,
                    "quote": citation.quote,
                    "passage": passage_card(citation.passage),
                }
                for citation in self.citations
            ],
            "hits": [hit.to_dict() for hit in self.hits],
            "timings": {stage: round(seconds, 4) for stage, seconds in self.timings.items()},
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list, without its body."""

    id: str
    title: str
    source: str
    published: date | None
    url: str | None
    passages: int
    """How many."""


def article_card(article: Article | Listed) -> dict[str, Any]:
    """An article without its body, as plain JSON values."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
    }


def passage_card(passage: Passage) -> dict[str, Any]:
    """A passage as plain JSON values."""
    return {
        "id": passage.id,
        "article_id": passage.article_id,
        "title": passage.title,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


@dataclass(frozen=True, slots=True)
class Session:
    """A saved conversation."""

    id: str
    title: str
    created: datetime
    changed: datetime
    """When its last turn was stored or its title given, in UTC as `created` is."""
    turns: int
    """How many."""


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn of a saved conversation, which needs none of its articles to be there any more."""

    number: int
    """From 1."""
    asked: datetime
    answer: Mapping[str, Any]
    """As `Answer.to_dict()` told it."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody thought of an answer."""

    id: str
    """Of what was rated; the same when it is rated again."""
    good: bool
    comment: str
    rated: datetime
    session_id: str | None
    """Of its conversation, which may be gone; None if it was in none that is saved."""
    turn: int | None
    """Its number in the conversation, from 1."""
    answer: Mapping[str, Any]
    """As `Answer.to_dict()` told it when it was rated."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """An article that an ingest dealt with."""

    article_id: str
    title: str
    origin: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, article by article."""

    added: list[Ingested] = field(default_factory=list)
    updated: list[Ingested] = field(default_factory=list)
    unchanged: list[Ingested] = field(default_factory=list)
    removed: list[Ingested] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
