"""Which articles a question finds: by meaning alone, and as `qa` searches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from benchmarks.datasets import Dataset, collection
from qa import Article, Filters
from qa.articles.draft import opening_words
from qa.embedding import Embedder, Vectors

Search = Callable[[str], list[str]]
"""From a question to the ids of articles, best first."""

DEPTH = 10
_CANDIDATES = 25


def dense(articles: Sequence[Article], embedder: Embedder, folder: Path) -> Search:
    """Exact search by cosine; an article is one vector, of its title, if it has one, and text."""
    texts = [
        one.body if one.title == opening_words(one.body) else f"{one.title}\n{one.body}"
        for one in articles
    ]
    vectors = stored(texts, embedder, folder)

    @cache
    def search(question: str) -> list[str]:
        cosines = vectors @ embedder.embed_question(question)
        return [articles[i].id for i in np.argsort(-cosines, kind="stable")[:DEPTH]]

    return search


def fused(name: str, articles: Sequence[Article], embedder: Embedder, folder: Path) -> Search:
    """As `qa` proposes passages to its reader: meaning and words, over passages of its own size."""
    retriever = collection(Dataset(name, tuple(articles), ()), folder, embedder).retriever

    @cache
    def search(question: str) -> list[str]:
        query = retriever.query(question, Filters())
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
