"""A question's candidates: the passages worth reading, by meaning and by words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.collection import Collection
from qa.embedding import Embedder, Vectors
from qa.records import Candidate, Filters
from qa.settings import LEXICAL_WEIGHT
from qa.terms import terms, words_of

# Each side proposes this many for every passage that is read in the end.
_POOL_FACTOR = 4

# In a handful of passages on one subject, its name is in all of them and would count for nothing.
_UNSEEN_PASSAGES = 1_000


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question as the lexical index knows it."""

    text: str
    word: str
    """As it was typed."""
    frequency: int
    """The passages of the collection that have it."""
    idf: float
    """How rare it is: its idf, were the collection a thousand passages larger."""


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A stand-alone question, analysed once for everything that follows."""

    text: str
    terms: tuple[Term, ...]
    vector: Vectors
    """(dimension,) float32, unit norm."""
    passages: int
    """The passages of the collection."""
    filters: Filters

    def coverage(self, text: str) -> float:
        """The share of the question's words that a text has, rare words counting more; 0 to 1."""
        total = sum(term.idf for term in self.terms)
        present = set(terms(text))
        return (
            sum(term.idf for term in self.terms if term.text in present) / total if total else 0.0
        )


class Retriever:
    """Finds candidates in a collection: dense and lexical ones, fused."""

    def __init__(
        self,
        collection: Collection,
        embedder: Embedder,
        lexical_weight: float = LEXICAL_WEIGHT,
    ) -> None:
        self._collection = collection
        self._embedder = embedder
        self._lexical_weight = lexical_weight

    def query(self, question: str, filters: Filters, also: Sequence[str] = ()) -> Query:
        """A question, to be found by its words and by those that are not in it but help."""
        words = words_of(" ".join((question, *also)))
        with self._collection.snapshot():
            passages = self._collection.count_passages()
            frequencies = self._collection.document_frequencies(words)
        asked = tuple(
            Term(term, word, frequency, _idf(frequency, passages + _UNSEEN_PASSAGES))
            for term, word in words.items()
            for frequency in [frequencies.get(term, 0)]
        )
        vector = embedded(self._embedder, question, also)
        return Query(question, asked, vector, passages, filters)

    def candidates(self, query: Query, limit: int) -> list[Candidate]:
        """The `limit` best passages that pass the query's filters, best first."""
        with self._collection.snapshot():
            dense, lexical = self.pool(query, limit * _POOL_FACTOR)
            scores = fuse(dense, lexical, once_seen(query.passages), self._lexical_weight)
            best = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
            passages = self._collection.passages(best)
        return [
            Candidate(passages[key], dense[key], lexical.get(key, 0.0), scores[key]) for key in best
        ]

    def pool(self, query: Query, limit: int) -> tuple[dict[int, float], dict[int, float]]:
        """Cosine of all passages that either side proposes, and BM25 of those it found."""
        dense = dict(self._collection.nearest(query.vector, limit, query.filters))
        lexical = dict(
            self._collection.match((term.text for term in query.terms), limit, query.filters)
        )
        only_lexical = [key for key in lexical if key not in dense]
        return dense | self._collection.cosines(only_lexical, query.vector), lexical


def fuse(
    dense: dict[int, float],
    lexical: dict[int, float],
    scale: float,
    weight: float = LEXICAL_WEIGHT,
) -> dict[int, float]:
    """One score a passage: its cosine and a share of its BM25, a convex combination.

    Bruch, Gai and Ingber 2023 show why a combination of scores beats one of ranks. Scaling by a
    constant of the collection, not by the question's best, lets a long question with rare words
    lean on them and a short one on its meaning.
    """
    return {key: cosine + weight * lexical.get(key, 0.0) / scale for key, cosine in dense.items()}


def once_seen(passages: int) -> float:
    """The idf of a term that one of so many passages has; at least 1."""
    return max(1.0, _idf(1, passages))


def embedded(embedder: Embedder, question: str, also: Sequence[str]) -> Vectors:
    """The meaning of a question, half-way to what it is with the words that help.

    All the way, those words would find what the conversation has shown already.
    """
    vector = embedder.embed_question(question)
    if not also:
        return vector
    vector = vector + embedder.embed_question(" ".join((question, *also)))
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


def _idf(frequency: int, passages: int) -> float:
    """Inverse document frequency as in BM25 (Robertson and Spärck Jones), never negative."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
