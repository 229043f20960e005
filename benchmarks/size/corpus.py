"""Passages for collections of any size: real ones, and beyond those a synthetic extension.

The real ones are paragraphs and articles of the public sets, in random order, cut and embedded as
an ingest does. A synthetic passage is a real one, each of whose sentences is replaced with even
chance by a sentence from anywhere; its vector is that of the real one with Gaussian noise, at a
cosine of about .8 to it. So word frequencies, lengths and crowded neighbourhoods are those of real
text, while new words do not come in as they would with a million real passages.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.searching import stored
from qa import Article, Passage, Settings, Span
from qa.chunking import embedded_text, passages
from qa.embedding import Embedder, SentenceTransformerEmbedder, Vectors
from qa.reader.examples import read_rows

REAL = 10_000
"""Passages that are real in a collection with more."""

# Each row: a file, and the field of its texts.
_TEXTS = (
    ("corpora/wiki2", "text"),
    ("corpora/wikinews", "text"),
    ("train/squad_du", "context"),
    ("train/squad2_half", "context"),
    ("train/nq_paragraphs", "context"),
)
_QUESTIONS = ("train/squad_du", "train/nq_paragraphs")
_SEED = 7
_IN_AN_ARTICLE = 25
"""Passages of a synthetic article."""
_NOISE = 0.75
"""Length of the noise beside a unit vector: the cosine of the two is 1 / √(1 + .75²) = .8."""


class Stored(NamedTuple):
    """An article as a collection stores it."""

    article: Article
    passages: list[Passage]
    vectors: Vectors
    """(passages, dimension) float32, unit norm."""


@dataclass(frozen=True)
class Corpus:
    """Real articles, and as many synthetic ones as are wanted."""

    real: list[Stored]

    @classmethod
    def load(cls, data: Path, work: Path, size: int, embedder: Embedder | None = None) -> Corpus:
        """The first real articles with so many passages; their vectors are kept in `work`."""
        embedder = embedder or SentenceTransformerEmbedder()
        chosen: list[tuple[Article, list[Passage]]] = []
        wanted = min(size, REAL)
        for article in articles_of(data):
            if wanted <= 0:
                break
            chosen.append((article, cut(article, embedder)))
            wanted -= len(chosen[-1][1])
        texts = [embedded_text(article, passage) for article, cut in chosen for passage in cut]
        vectors = stored(texts, embedder, work)
        ends = np.cumsum([len(cut) for _, cut in chosen])
        parts = np.split(vectors, ends[:-1])
        return cls([Stored(*one, part) for one, part in zip(chosen, parts, strict=True)])

    @cached_property
    def digest(self) -> str:
        """Names what a collection holds, and changes with everything that it is made from."""
        made = f"{_SEED} {_IN_AN_ARTICLE} {_NOISE}"
        texts = (passage.in_article() for one in self.real for passage in one.passages)
        told = sha256("\0".join((made, *texts)).encode())
        told.update(self._vectors.tobytes())
        return told.hexdigest()[:12]

    def upto(self, size: int, first: int = 0, held: int = 0) -> Iterator[Stored]:
        """The articles from the one numbered `first`, until with the `held` there are `size`
        passages; always the same ones.
        """
        for number in count(first):
            if held >= size:
                return
            real = number < len(self.real)
            one = self.real[number] if real else self._synthetic(number - len(self.real))
            held += len(one.passages)
            yield one

    def questions(self, data: Path, size: int, limit: int) -> list[str]:
        """Questions that real articles among the first `size` passages answer, in random order."""
        texts = {one.article.body for one in self.upto(min(size, self._count))}
        asked = [
            row["question"].strip()
            for file in _QUESTIONS
            for row in read_rows(data, file)
            if row["context"] in texts
        ]
        random.Random(_SEED).shuffle(asked)
        return asked[:limit]

    def _synthetic(self, number: int) -> Stored:
        chance = np.random.default_rng((_SEED, number))
        origins = chance.integers(self._count, size=_IN_AN_ARTICLE)
        near = self._vectors[origins]
        noise = chance.standard_normal(near.shape, np.float32) * (_NOISE / math.sqrt(near.shape[1]))
        vectors = near + noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        key = f"synthetic-{number:06}"
        title = self._titles[origins[0]]
        cut: list[Passage] = []
        for origin in origins:
            start = cut[-1].end + 2 if cut else 0
            cut.append(_passage(key, title, start, self._recombined(origin, chance)))
        body = "\n\n".join(passage.text for passage in cut)
        return Stored(article(key, title, body, "synthetic"), cut, vectors)

    def _recombined(self, origin: int, chance: np.random.Generator) -> list[str]:
        kept = self._sentences[origin]
        others = chance.integers(len(self._all_sentences), size=len(kept))
        return [
            self._all_sentences[other] if replaced else sentence
            for sentence, other, replaced in zip(
                kept, others, chance.random(len(kept)) < 0.5, strict=True
            )
        ]

    @cached_property
    def _count(self) -> int:
        return len(self._vectors)

    @cached_property
    def _vectors(self) -> Vectors:
        return np.concatenate([one.vectors for one in self.real])

    @cached_property
    def _titles(self) -> list[str]:
        return [passage.title for one in self.real for passage in one.passages]

    @cached_property
    def _sentences(self) -> list[list[str]]:
        """Of each real passage."""
        return [
            [passage.words(span) for span in passage.sentences]
            for one in self.real
            for passage in one.passages
        ]

    @cached_property
    def _all_sentences(self) -> list[str]:
        return [sentence for of_one in self._sentences for sentence in of_one]


def articles_of(data: Path) -> list[Article]:
    """All real articles of the public sets, in random order."""
    texts: dict[str, tuple[str, str]] = {}
    for file, field in _TEXTS:
        for row in read_rows(data, file):
            texts.setdefault(row[field], (row["title"].replace("_", " "), file))
    told = sorted(texts.items())
    random.Random(_SEED).shuffle(told)
    return [
        article(f"real-{number:06}", title, text, file)
        for number, (text, (title, file)) in enumerate(told)
    ]


def article(key: str, title: str, body: str, source: str) -> Article:
    return Article(key, title, body, source, None, None, f"benchmark:{key}")


def cut(article: Article, embedder: Embedder) -> list[Passage]:
    settings = Settings()
    return passages(
        article,
        embedder.count_tokens,
        max_tokens=settings.passage_tokens,
        overlap=settings.passage_overlap,
    )


def _passage(article_id: str, title: str, start: int, sentences: list[str]) -> Passage:
    ends = np.cumsum([len(one) + 1 for one in sentences]) + start - 1
    spans = tuple(
        Span(int(end) - len(one), int(end)) for end, one in zip(ends, sentences, strict=True)
    )
    return Passage(article_id, title, start, spans[-1].end, " ".join(sentences), spans)
