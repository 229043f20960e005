"""What a follow-up finds once it stands alone: by meaning only, and as `qa` searches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from benchmarks.follow_ups import FollowUp
from benchmarks.side_by_side import Values
from evals.metrics import reciprocal_rank
from qa import Article, Filters
from qa.articles.draft import opening_words
from qa.embedding import Embedder, Vectors
from qa.records import Rewrite
from qa.retrieval import Retriever, embedded

Search = Callable[[Rewrite], list[str]]
"""From a question as it was read to the ids of articles, best first."""

DEPTH = 10
_CANDIDATES = 25
_SHOWN = 5
"""Passages of which recall is told."""


def dense(articles: Sequence[Article], embedder: Embedder, folder: Path) -> Search:
    """Exact search by cosine; an article is one vector, of its title, if it has one, and text."""
    texts = [
        one.body if one.title == opening_words(one.body) else f"{one.title}\n{one.body}"
        for one in articles
    ]
    vectors = stored(texts, embedder, folder)

    @cache
    def search(read: Rewrite) -> list[str]:
        cosines = vectors @ embedded(embedder, read.question, read.terms)
        return [articles[i].id for i in np.argsort(-cosines, kind="stable")[:DEPTH]]

    return search


def fused(retriever: Retriever) -> Search:
    """As `qa` proposes passages to its reader: meaning and words, over passages of its own size."""

    @cache
    def search(read: Rewrite) -> list[str]:
        query = retriever.query(read.question, Filters(), read.terms)
        candidates = retriever.candidates(query, _CANDIDATES)
        return list(dict.fromkeys(one.passage.article_id for one in candidates))[:DEPTH]

    return search


def stored(texts: Sequence[str], embedder: Embedder, folder: Path) -> Vectors:
    """(n, dimension) vectors of the texts, kept in the folder from run to run."""
    digest = sha256("\0".join((embedder.name, *texts)).encode()).hexdigest()[:16]
    file = folder / f"vectors-{digest}.npy"
    if file.is_file():
        return np.asarray(np.load(file), np.float32)
    vectors = embedder.embed_passages(texts)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(file, vectors)
    return vectors


def measured(
    follow_ups: Sequence[FollowUp], made: Sequence[Rewrite], ways: Mapping[str, Search]
) -> Values:
    """The worth of what each follow-up finds, by way of searching."""
    values: dict[str, list[float]] = {}
    several = any(len(one.gold) > 1 for one in follow_ups)
    for way, search in ways.items():
        for asked, rewrite in zip(follow_ups, made, strict=True):
            for measure, value in worth(asked.gold, search(rewrite)).items():
                if several or not measure.startswith("any"):  # of one, any is all
                    values.setdefault(f"{way} {measure}", []).append(value)
    return values


def worth(gold: frozenset[str], ranked: Sequence[str]) -> dict[str, float]:
    """Recall and reciprocal rank of a ranking in which these are wanted."""
    shown = gold.intersection(ranked[:_SHOWN])
    rank = next((place for place, one in enumerate(ranked, 1) if one in gold), None)
    return {
        f"R@{_SHOWN}": len(shown) / len(gold),
        f"any@{_SHOWN}": float(bool(shown)),
        f"MRR@{DEPTH}": reciprocal_rank(rank, DEPTH),
    }
