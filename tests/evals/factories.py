"""Questions, answers, graded questions and results for the tests, each in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.results import Cited, Graded, Result
from evals.suites import Evidence, Kind, Question, Suite
from qa import Answer, Article, Citation, Hit, Passage, Sentence, Span


def question(
    id: str = "q1",  # noqa: A002
    *,
    kind: Kind = "factoid",
    text: str = "Who sent the drones?",
    answers: Sequence[Sequence[str]] = (("Turkey",),),
    evidence: Sequence[Evidence] = (),
) -> Question:
    """A question with one answer, unless it is of a kind that has none."""
    return Question(
        id=id,
        type=kind,
        question=text,
        answers=() if kind == "unanswerable" else tuple(tuple(part) for part in answers),
        evidence=tuple(evidence),
        verdict="yes" if kind == "yes_no" else None,
    )


def suite(*questions: Question, name: str = "tiny", articles: Path = Path("seeds")) -> Suite:
    return Suite(name, questions, (), articles)


def passage(article: Article, start: int = 0, end: int | None = None) -> Passage:
    """A stretch of an article, one sentence long; the whole of it by default."""
    stop = len(article.body) if end is None else end
    text = article.body[start:stop]
    return Passage(article.id, article.title, start, stop, text, (Span(start, stop),))


def citation(article: Article, quote: str, number: int = 1) -> Citation:
    start = article.body.index(quote)
    return Citation(number, article, start, start + len(quote), quote, passage(article))


def answer(
    text: str,
    *citations: Citation,
    short: str | None = None,
    declined: bool = False,
    standalone: str = "",
    hits: Sequence[Hit] = (),
) -> Answer:
    return Answer(
        question="",
        standalone_question=standalone,
        text=text,
        short_answer=short,
        declined=declined,
        confidence=0.9,
        sentences=(Sentence(text, tuple(c.number for c in citations), bool(citations)),),
        citations=citations,
        hits=tuple(hits),
        timings={},
    )


def graded(
    id: str = "q1",  # noqa: A002
    *,
    right: bool | None = True,
    kind: Kind = "factoid",
    follow: str | None = None,
    text: str = "Who sent the drones?",
    said: str = "Turkey sent them. [1]",
    declined: bool = False,
    confidence: float = 0.9,
    citations: Sequence[Cited] = (),
    measures: Mapping[str, float | None] | None = None,
    seconds: float = 0.1,
) -> Graded:
    """A question with its outcome; with no `right`, no measure but those given."""
    told: dict[str, float | None] = {} if right is None else {"right": float(right)}
    return Graded(
        id=id,
        type=kind,
        follow=follow,
        missing=None,
        question=text,
        standalone=text,
        gold=[["Turkey", "Ankara"]],
        gold_quotes=["Turkey sent the drones."],
        answer=said,
        short_answer=None if declined else "Turkey",
        declined=declined,
        confidence=confidence,
        citations=list(citations),
        measures=told | dict(measures or {}),
        seconds=seconds,
    )


def failed(id: str = "q1", *, kind: Kind = "factoid") -> Graded:  # noqa: A002
    """A question whose answer never came."""
    return Graded.failed(question(id, kind=kind), "ValueError: no <b>answer</b> came")


def result(*questions: Graded, fingerprint: str = "0123456789abcdef") -> Result:
    return Result(
        suite="tiny",
        fingerprint=fingerprint,
        settings={"reader": "similarity", "candidates": 25},
        questions=list(questions),
    )
