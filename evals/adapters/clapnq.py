"""CLAPNQ (Rosenthal and others 2025): questions typed by searchers, answered at length.

The answers are written by people and as long as a paragraph. No text has such an answer word for
word, so none is compared: a question is judged by its evidence, the sentences that were selected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import AliasChoices, Field

from evals.adapters import articles, reading
from evals.adapters.benchmark import Benchmark, kind
from evals.suites import Question
from qa import Article


class Passage(reading.Row):
    """A passage of Wikipedia."""

    title: str = ""
    text: str


class Answer(reading.Row):
    """What one annotator answered, and from which sentences."""

    answer: str
    selected_sentences: tuple[str, ...] = ()


class Row(reading.Row):
    """A question; the official files call it `input` and its answers `output`."""

    id: str
    question: str = Field(validation_alias=AliasChoices("question", "input"))
    passages: tuple[Passage, ...]
    answers: tuple[Answer, ...] = Field(validation_alias=AliasChoices("answers", "output"))

    @property
    def answered(self) -> bool:
        return any(answer.answer.strip() for answer in self.answers)


def read(path: Path) -> Benchmark:
    """The questions of a JSON Lines file. Raises `SuiteError`."""
    return benchmark(reading.lines(path, Row))


def benchmark(rows: Iterable[Row]) -> Benchmark:
    """Each passage is an article; the evidence is what any annotator selected of it."""
    passages: dict[str, Article] = {}
    questions: list[Question] = []
    gold: dict[str, tuple[str, ...]] = {}
    for row in rows:
        made = (articles.article(one.text, title=one.title) for one in row.passages)
        own = [one for one in made if one]
        question = _question(row, own) if own else None
        if question:
            passages.update((one.id, one) for one in own)
            questions.append(question)
            gold[question.id] = tuple(dict.fromkeys(one.id for one in own))
    return Benchmark(tuple(passages.values()), tuple(questions), gold=gold)


def _question(row: Row, own: Sequence[Article]) -> Question | None:
    asked = row.question.strip()
    if not row.answered and asked:
        near = tuple(dict.fromkeys(one.id for one in own))
        return Question(id=row.id, type="unanswerable", question=asked, near=near)
    selected = dict.fromkeys(s for answer in row.answers for s in answer.selected_sentences)
    found = (articles.quoted(one, sentence) for sentence in selected for one in own)
    evidence = tuple(dict.fromkeys(one for one in found if one))
    if not evidence or not asked:
        return None
    return Question(id=row.id, type=kind(asked), question=asked, evidence=evidence)
