"""The outcome of a run, question by question, and the figures that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.metrics import Interval, bootstrap, calibration_error, risk_coverage_area
from evals.suites import KINDS, Kind, Missing, Question, SuiteError, Turn
from qa import Answer, Citation

SHOWN = {
    "right": "right",
    "contains": "contains gold",
    "exact": "exact",
    "f1": "F1",
    "citation_precision": "cite prec.",
    "citation_recall": "cite rec.",
    "R@1": "R@1",
    "R@5": "R@5",
    "R@10": "R@10",
    "RR@10": "MRR@10",
    "nDCG@10": "nDCG@10",
    "rewrite_recall": "rewrite",
}
"""The measures of each question that are averaged, and their headings."""


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Cited(_Kept):
    """A citation, with enough around it to judge it."""

    article: str
    title: str
    published: str | None
    start: int
    quote: str
    passage: str
    passage_start: int

    @classmethod
    def of(cls, citation: Citation, name: str) -> Self:
        day = citation.article.published
        return cls(
            article=name,
            title=citation.article.title,
            published=day.isoformat() if day else None,
            start=citation.start,
            quote=citation.quote,
            passage=citation.passage.text,
            passage_start=citation.passage.start,
        )


class Graded(_Kept):
    """A question, what came of it, and what that is worth."""

    id: str
    type: Kind
    follow: str | None
    missing: Missing | None
    question: str
    standalone: str
    gold: list[list[str]]
    gold_quotes: list[str]
    answer: str
    short_answer: str | None
    declined: bool
    confidence: float
    citations: list[Cited]
    measures: dict[str, float | None]
    seconds: float
    error: str | None = None

    @classmethod
    def of(
        cls,
        question: Question,
        answer: Answer,
        *,
        measures: dict[str, float | None],
        citations: list[Cited],
        seconds: float,
    ) -> Self:
        return cls(
            **_asked(question),
            standalone=answer.standalone_question,
            answer=answer.text,
            short_answer=answer.short_answer,
            declined=answer.declined,
            confidence=round(answer.confidence, 6),
            citations=citations,
            measures=measures,
            seconds=round(seconds, 4),
        )

    @classmethod
    def failed(cls, question: Question, error: str) -> Self:
        """A question whose answer never came."""
        return cls(
            **_asked(question),
            standalone="",
            answer="",
            short_answer=None,
            declined=False,
            confidence=0.0,
            citations=[],
            measures={},
            seconds=0.0,
            error=error,
        )

    @property
    def right(self) -> bool:
        return self.measures.get("right") == 1.0

    @property
    def judged(self) -> bool:
        """Whether anything is known about a right answer."""
        return self.measures.get("right") is not None

    @property
    def turn(self) -> bool:
        return self.follow is not None


class Result(_Kept):
    """A whole run, as it is stored and compared."""

    suite: str
    fingerprint: str
    settings: dict[str, object]
    questions: list[Graded]

    @classmethod
    def from_file(cls, file: Path) -> Self:
        """A stored run. Raises `SuiteError`."""
        try:
            return cls.model_validate_json(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise SuiteError(
                f"{file} cannot be read ({error.strerror}).", "Name a file that --json wrote."
            ) from error
        except (ValidationError, UnicodeDecodeError) as error:
            raise SuiteError(
                f"{file} is not the result of a run.", "Name a file that --json wrote."
            ) from error

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of some of the questions."""

    name: str
    questions: int
    figures: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Overall:
    """The figures that only a whole run has."""

    questions: int
    errors: int
    refusal_precision: float | None
    refusal_recall: float | None
    refusal_f1: float | None
    verbatim: float | None
    calibration_error: float | None
    risk_coverage_area: float | None
    p50: float
    p95: float
    """Seconds a question."""


def rows(result: Result) -> Iterator[Row]:
    """All questions, then each type of single question, then conversations by kind of turn."""
    single = [one for one in result.questions if not one.turn]
    turns = [one for one in result.questions if one.turn]
    groups: list[tuple[str, list[Graded]]] = [("all", result.questions)]
    groups += [(kind, [one for one in single if one.type == kind]) for kind in KINDS]
    if turns:
        groups.append(("conversation turns", turns))
        follows = dict.fromkeys(one.follow for one in turns)
        groups += [(f"· {f}", [one for one in turns if one.follow == f]) for f in follows]
    for name, group in groups:
        if group:
            yield Row(name, len(group), _figures(group))


def given(result: Result) -> list[Graded]:
    """The answers that were given, of those that can be judged."""
    return [one for one in result.questions if one.judged and not one.declined]


def overall(result: Result) -> Overall:
    """What only all questions together show; errors are in none of it but their count."""
    told = [one for one in result.questions if one.error is None]
    answered = given(result)
    declined = [one for one in told if one.declined and one.judged]
    could_not = [one for one in told if one.type == "unanswerable"]
    precision = _mean([one.type == "unanswerable" for one in declined])
    recall = _mean([one.declined for one in could_not])
    seconds = [one.seconds for one in told] or [0.0]
    p = np.array([one.confidence for one in answered])
    true = np.array([one.right for one in answered], bool)
    p50, p95 = (float(x) for x in np.percentile(seconds, (50, 95)))
    return Overall(
        questions=len(result.questions),
        errors=len(result.questions) - len(told),
        refusal_precision=precision,
        refusal_recall=recall,
        refusal_f1=_f1(precision, recall),
        verbatim=_mean([m for one in told if (m := one.measures.get("verbatim")) is not None]),
        calibration_error=calibration_error(p, true) if answered else None,
        risk_coverage_area=risk_coverage_area(p, true) if answered else None,
        p50=p50,
        p95=p95,
    )


def _figures(group: Sequence[Graded]) -> dict[str, Interval]:
    return {
        name: bootstrap(values)
        for name in SHOWN
        if (values := [v for one in group if (v := one.measures.get(name)) is not None])
    }


def _asked(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "type": question.type,
        "follow": question.follow if isinstance(question, Turn) else None,
        "missing": question.missing,
        "question": question.question,
        "gold": [list(part) for part in question.answers],
        "gold_quotes": [evidence.quote for evidence in question.evidence],
    }


def _mean(values: Sequence[float | bool]) -> float | None:
    return float(np.mean(values)) if values else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
