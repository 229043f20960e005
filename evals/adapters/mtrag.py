"""MTRAG-UN (IBM): the last question of a conversation, whose turns before it are given.

The answers are written by people at length, and passages are named without their sentences: a
question is judged by whether it cites the passages named. One that can be answered in part counts
as answerable. Underspecified ones are left out: the right reply is to ask back, which is neither
an answer nor declining.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from evals.adapters import articles, reading
from evals.adapters.benchmark import Benchmark, History, kind
from evals.suites import Question
from qa import Article

Answerability = Literal["ANSWERABLE", "PARTIAL", "UNANSWERABLE", "UNDERSPECIFIED"]


class Passage(reading.Row):
    """A passage that the answer was written from."""

    id: str
    title: str = ""
    text: str


class Said(reading.Row):
    """What one side of the conversation said."""

    speaker: Literal["user", "agent"]
    text: str


class Last(reading.Row):
    """The question that is to be answered."""

    question: str
    contexts: tuple[Passage, ...] = ()


class Row(reading.Row):
    """A task."""

    task_id: str
    answerability: tuple[Answerability, ...]
    history: tuple[Said, ...] = ()
    turns: tuple[Last, ...] = Field(min_length=1)


def read(path: Path) -> Benchmark:
    """The tasks of a JSON Lines file. Raises `SuiteError`."""
    return benchmark(reading.lines(path, Row))


def benchmark(rows: Iterable[Row]) -> Benchmark:
    """Each passage is an article, and evidence as a whole."""
    passages: dict[str, Article] = {}
    questions: list[Question] = []
    histories: dict[str, History] = {}
    gold: dict[str, tuple[str, ...]] = {}
    for row in rows:
        contexts = row.turns[-1].contexts
        made = (articles.article(one.text, name=one.id, title=one.title) for one in contexts)
        own = {one.id: passages.setdefault(one.id, one) for one in made if one}
        if question := _question(row, list(own.values())):
            questions.append(question)
            histories[question.id] = history(row.history)
            if own:
                gold[question.id] = tuple(own)
    return Benchmark(tuple(passages.values()), tuple(questions), (), histories, gold)


def history(said: Iterable[Said]) -> History:
    """What was said as questions with their answers; one that got none has an empty one."""
    turns: list[tuple[str, str]] = []
    for one in said:
        if one.speaker == "user":
            turns.append((one.text, ""))
        elif turns:
            question, answer = turns[-1]
            turns[-1] = (question, f"{answer}\n{one.text}".lstrip("\n"))
    return tuple(turns)


def _question(row: Row, own: Sequence[Article]) -> Question | None:
    asked = row.turns[-1].question.strip()
    if not asked or "UNDERSPECIFIED" in row.answerability:
        return None
    if "UNANSWERABLE" in row.answerability:
        near = tuple(one.id for one in own)
        return Question(id=row.task_id, type="unanswerable", question=asked, near=near)
    if not own:
        return None
    evidence = tuple(articles.everything(one) for one in own)
    return Question(id=row.task_id, type=kind(asked), question=asked, evidence=evidence)
