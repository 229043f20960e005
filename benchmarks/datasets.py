"""Public question sets as articles and questions over them, distractors included.

Each set lies in a folder of gzipped JSON Lines (`--data DIR`): `corpora/`, `train/` and `dev/`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa import Article, Assistant, Settings
from qa.embedding import Embedder
from qa.ingest import Ingest, report
from qa.reader.examples import SOURCES, held_back, read_rows


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the article that answers it, or that would if it could be answered."""

    text: str
    article_id: str
    answers: tuple[str, ...]
    answerable: bool
    source: str
    """The file it is from."""
    held_back: bool
    """Whether the reader is not trained on what it asks about."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions over articles, most of which are distractors."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Asked, ...]

    def sample(self, limit: int, seed: int = 0) -> list[Asked]:
        """Up to `limit` questions in random order, always the same."""
        shuffled = list(self.questions)
        random.Random(seed).shuffle(shuffled)
        return shuffled[:limit]


# Each row: its file, and files whose paragraphs are distractors beside `corpora/wiki2`.
_SETS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "squad-train": (("train/squad_du", "train/squad2_half"), ()),
    "nq-train": (("train/nq_paragraphs",), ("train/squad_du",)),
    "reader-train": (("train/squad_du", "train/squad2_half", "train/nq_paragraphs"), ()),
    "squad-dev": (("dev/squad2_half",), ()),
    "nq-dev": (("dev/clapnq",), ()),
}


def load(data: Path, name: str) -> Dataset:
    """One of the sets that are named above."""
    asked, distractors = _SETS[name]
    articles: dict[str, Article] = {}
    questions: list[Asked] = []
    for row in read_rows(data, "corpora/wiki2"):
        _article(articles, row["title"], row["text"])
    for file in asked:
        for row in read_rows(data, file):
            title, text, answers = _fields(row)
            article = _article(articles, title, text)
            questions.append(_asked(file, row, article, answers))
    for file in distractors:
        for row in read_rows(data, file):
            title, text, _ = _fields(row)
            _article(articles, title, text)
    return Dataset(name, tuple(articles.values()), tuple(questions))


def one_subject_each(data: Path, *files: str) -> list[Dataset]:
    """Small collections: the paragraphs of one encyclopedia article each, with its questions."""
    by_title: dict[str, tuple[dict[str, Article], list[Asked]]] = {}
    for file in files:
        for row in read_rows(data, file):
            title, text, answers = _fields(row)
            articles, questions = by_title.setdefault(title, ({}, []))
            article = _article(articles, title, text)
            questions.append(_asked(file, row, article, answers))
    return [
        Dataset(f"one-{title}", tuple(articles.values()), tuple(questions))
        for title, (articles, questions) in by_title.items()
    ]


def collection(dataset: Dataset, folder: Path, embedder: Embedder | None = None) -> Assistant:
    """An assistant over the articles of a set; what an earlier run stored is not embedded again."""
    assistant = Assistant.open(folder / dataset.name, settings=Settings(), embedder=embedder)
    done = report(Ingest(assistant.collection, assistant.embedder).run(dataset.articles))
    assert not done.skipped, done.skipped
    return assistant


def _asked(file: str, row: dict[str, Any], article: Article, answers: tuple[str, ...]) -> Asked:
    share = next((source.held_back for source in SOURCES if source.file == file), 1.0)
    return Asked(
        text=row["question"],
        article_id=article.id,
        answers=answers,
        answerable=not row["is_impossible"],
        source=file,
        held_back="title" not in row or held_back(row["title"], share),
    )


def _fields(row: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Title, text and the words or sentences that answer, of either form of row."""
    if "passages" in row:
        passage = row["passages"][0]
        answers = tuple(
            sentence for found in row["answers"] for sentence in found["selected_sentences"]
        )
        return passage["title"], passage["text"], answers
    return (
        row["title"].replace("_", " "),
        row["context"],
        tuple(found["text"] for found in row["answers"]),
    )


def _article(articles: dict[str, Article], title: str, text: str) -> Article:
    if text not in articles:
        key = f"{len(articles):06}"
        articles[text] = Article(key, title, text, "benchmark", None, None, f"benchmark:{key}")
    return articles[text]
