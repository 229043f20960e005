"""A data set of BEIR (Thakur and others 2021): which documents bear on a query.

A folder of `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. Nothing is said about answers, nor
which sentences of a document matter. The evidence is therefore each relevant document as a whole:
a passage from anywhere in it finds it, and the measures of ranking are of documents. What else is
measured shows only whether relevant documents are cited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from evals.adapters import articles, reading
from evals.adapters.benchmark import Benchmark, kind
from evals.suites import Question, SuiteError
from qa import Article

SPLIT = "test"


class Document(reading.Row):
    """A document of the corpus."""

    id: str = Field(validation_alias="_id")
    title: str = ""
    text: str
    metadata: Mapping[str, Any] = Field(default_factory=dict)

    @property
    def url(self) -> str | None:
        url = self.metadata.get("url")
        return url if isinstance(url, str) else None


class Query(reading.Row):
    """A query of any split."""

    id: str = Field(validation_alias="_id")
    text: str


def read(path: Path) -> Benchmark:
    """The judged queries of a folder. Raises `SuiteError`."""
    return benchmark(
        reading.lines(path / "corpus.jsonl", Document),
        reading.lines(path / "queries.jsonl", Query),
        relevant(path / "qrels" / f"{SPLIT}.tsv"),
    )


def benchmark(
    documents: Iterable[Document],
    queries: Iterable[Query],
    relevant: Mapping[str, Sequence[str]],
) -> Benchmark:
    """Each document is an article; `relevant` are the ids of documents by the id of their query.

    A document without a text has its title for one.
    """
    corpus: dict[str, Article] = {}
    for document in documents:
        text = document.text if document.text.strip() else document.title
        if one := articles.article(text, name=document.id, title=document.title, url=document.url):
            corpus.setdefault(document.id, one)
    asked = (_question(query, relevant.get(query.id, ()), corpus) for query in queries)
    return Benchmark(tuple(corpus.values()), tuple(one for one in asked if one))


def relevant(file: Path) -> dict[str, list[str]]:
    """The ids of relevant documents, by query, from `query, document, score` between tabs."""
    found: dict[str, list[str]] = {}
    for number, line in enumerate(reading.text(file).splitlines(), 1):
        try:
            query, document, score = line.split("\t")
            bears = float(score) > 0
        except ValueError as error:
            if number == 1:
                continue  # the headings
            raise SuiteError(
                f"{file}, line {number}: it is not a query, a document and a score.",
                "Separate the three by tabs.",
            ) from error
        if bears:
            found.setdefault(query, []).append(document)
    return found


def _question(
    query: Query, relevant: Sequence[str], corpus: Mapping[str, Article]
) -> Question | None:
    asked = query.text.strip()
    there = (corpus[one] for one in dict.fromkeys(relevant) if one in corpus)
    evidence = tuple(articles.everything(one) for one in there)
    if not evidence or not asked:
        return None
    return Question(id=query.id, type=kind(asked), question=asked, evidence=evidence)
