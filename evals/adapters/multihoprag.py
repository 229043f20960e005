"""MultiHop-RAG (Tang and Yang 2024): questions over two to four news articles each.

A folder of `corpus.json` and `MultiHopRAG.json`. Questions of the type `null_query` cannot be
answered from the corpus; the others have a short answer, often yes or no, and the facts to find.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from evals.adapters import articles, reading
from evals.adapters.benchmark import Benchmark, kind
from evals.suites import Evidence, Question
from qa import Article

_VERDICTS: Mapping[str, Literal["yes", "no"]] = {"yes": "yes", "no": "no"}
_UNANSWERABLE = "null_query"


class Page(reading.Row):
    """A news article."""

    title: str
    source: str = ""
    published_at: str | None = None
    url: str
    body: str


class Fact(reading.Row):
    """A sentence of an article that is needed to answer."""

    url: str
    fact: str


class Row(reading.Row):
    """A question; it has no id, so it is called by its place in the file."""

    query: str
    answer: str
    question_type: str
    evidence_list: tuple[Fact, ...] = ()


def read(path: Path) -> Benchmark:
    """The questions of a folder. Raises `SuiteError`."""
    return benchmark(
        reading.whole(path / "corpus.json", list[Page]),
        reading.whole(path / "MultiHopRAG.json", list[Row]),
    )


def benchmark(pages: Iterable[Page], rows: Iterable[Row]) -> Benchmark:
    """The evidence is the facts that stand word for word in the article that they are from."""
    corpus: dict[str, Article] = {}
    for page in pages:
        if one := articles.article(
            page.body,
            title=page.title,
            source=page.source,
            published=page.published_at,
            url=page.url,
        ):
            corpus.setdefault(page.url, one)
    asked = (_question(str(number), row, corpus) for number, row in enumerate(rows, 1))
    questions = tuple(one for one in asked if one)
    gold = {
        one.id: tuple(dict.fromkeys(e.article for e in one.evidence))
        for one in questions
        if one.evidence
    }
    ids = {one.id: one for one in corpus.values()}
    return Benchmark(tuple(ids.values()), questions, gold=gold)


def _question(number: str, row: Row, corpus: Mapping[str, Article]) -> Question | None:
    asked, answer = row.query.strip(), row.answer.strip()
    if row.question_type == _UNANSWERABLE and asked:
        return Question(id=number, type="unanswerable", question=asked)
    evidence = _evidence(row, corpus)
    if not asked or not answer or not evidence:
        return None
    verdict = _VERDICTS.get(answer.lower().rstrip("."))
    return Question(
        id=number,
        type="yes_no" if verdict else kind(asked),
        question=asked,
        answers=((answer,),),
        evidence=evidence,
        verdict=verdict,
    )


def _evidence(row: Row, corpus: Mapping[str, Article]) -> tuple[Evidence, ...]:
    found = (
        articles.quoted(corpus[one.url], one.fact) for one in row.evidence_list if one.url in corpus
    )
    return tuple(dict.fromkeys(one for one in found if one))
