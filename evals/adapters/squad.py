"""SQuAD 1.1 and 2.0 (Rajpurkar and others 2016, 2018), and what is shaped alike.

Read are the official JSON file, and JSON Lines of
`{"id", "title", "context", "question", "answers": [{"text", "start"}], "is_impossible"}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from pydantic import AliasChoices, Field

from evals.adapters import articles, reading
from evals.adapters.benchmark import Benchmark, kind
from evals.suites import Question
from qa import Article, Span


class Answer(reading.Row):
    """Words of the context that answer, as one annotator marked them."""

    text: str
    start: int = Field(validation_alias=AliasChoices("start", "answer_start"))


class Asked(reading.Row):
    """A question as the official file has it, below its paragraph."""

    id: str
    question: str
    answers: tuple[Answer, ...] = ()
    is_impossible: bool = False


class Row(Asked):
    """A question with its paragraph."""

    title: str = ""
    context: str


class Paragraph(reading.Row):
    """A context and the questions about it."""

    context: str
    qas: tuple[Asked, ...]

    def rows(self, title: str) -> Iterator[Row]:
        for asked in self.qas:
            yield Row(**dict(asked), title=title, context=self.context)


class Page(reading.Row):
    """The paragraphs of a Wikipedia article; its title is written as in the address."""

    title: str = ""
    paragraphs: tuple[Paragraph, ...]


class Official(reading.Row):
    """The official file."""

    data: tuple[Page, ...]

    def rows(self) -> Iterator[Row]:
        for page in self.data:
            for paragraph in page.paragraphs:
                yield from paragraph.rows(page.title)


def read(path: Path) -> Benchmark:
    """The questions of a file. Raises `SuiteError`."""
    if _is_lines(reading.text(path)):
        return benchmark(reading.lines(path, Row))
    return benchmark(reading.whole(path, Official).rows())


def benchmark(rows: Iterable[Row]) -> Benchmark:
    """Each context is an article; the evidence is every sentence that an annotator's answer is in.

    The answer is one part, named as any annotator named it.
    """
    contexts: dict[str, Article] = {}
    questions: list[Question] = []
    gold: dict[str, tuple[str, ...]] = {}
    for row in rows:
        context = articles.article(row.context, title=_title(row.title))
        question = _question(row, context) if context else None
        if context and question:
            contexts.setdefault(context.id, context)
            questions.append(question)
            gold[question.id] = (context.id,)
    return Benchmark(tuple(contexts.values()), tuple(questions), gold=gold)


def _question(row: Row, context: Article) -> Question | None:
    asked = row.question.strip()
    if row.is_impossible and asked:
        return Question(id=row.id, type="unanswerable", question=asked, near=(context.id,))
    spans = list(_spans(row, context))
    if not spans or not asked:
        return None
    evidence = dict.fromkeys(articles.holding(context, span) for span in spans)
    names = dict.fromkeys(context.body[span.start : span.end] for span in spans)
    return Question(
        id=row.id,
        type=kind(asked),
        question=asked,
        answers=(tuple(names),),
        evidence=tuple(evidence),
    )


def _spans(row: Row, context: Article) -> Iterator[Span]:
    """Where the answers stand in the body, which may lack a mark that the context began with."""
    moved = len(row.context) - len(context.body)
    for answer in row.answers:
        words = answer.text.strip()
        start = answer.start - moved + answer.text.find(words)
        if words and start >= 0 and context.body.startswith(words, start):
            yield Span(start, start + len(words))


def _is_lines(text: str) -> bool:
    """Whether the first line is a row of its own."""
    try:
        first = json.loads(text.lstrip().partition("\n")[0])
    except ValueError:
        return False
    return isinstance(first, dict) and "context" in first


def _title(title: str) -> str:
    return unquote(title).replace("_", " ")
