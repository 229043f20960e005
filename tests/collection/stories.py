"""Articles in many versions, what processes do with them, and whether all of it is whole."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from qa.chunking import embedded_text, passages
from qa.collection import lexical
from qa.collection.database import FILE
from qa.ingest import Ingest
from qa.language import sentence_tokenizer
from qa.records import Article, Filters
from qa.retrieval import Retriever
from qa.terms import terms
from tests.factories import PASSAGE_TOKENS, Shelf, article

STORIES = 36

# What takes a second to load is loaded here, for children to find when they fork.
terms(sentence_tokenizer().tokenize("Loaded.")[0])


def stories(version: int) -> list[Article]:
    """As many articles as ever; every third is the same in all versions, the others all differ."""
    return [
        article(
            f"Story{n} was told as version{version if n % 3 else 0}. " * (8 + 7 * (n % 12)),
            id=f"story{n}",
        )
        for n in range(STORIES)
    ]


# What child processes do


def write(folder: Path, version: int, progress: Connection) -> None:
    """Ingest a version, and tell after each article that it is stored."""
    shelf = Shelf(folder)
    progress.send("open")
    for event in Ingest(shelf.collection, shelf.embedder).run(stories(version)):
        progress.send(event)


def index(folder: Path, version: int, progress: Connection) -> None:
    """Store articles and index their words, over and over, and tell when it begins again."""
    lexical.UNINDEXED = 20
    shelf = Shelf(folder)
    for turn in count():
        progress.send(turn)
        shelf.put(*(article(f"Turn{turn}.", id=f"{version}-{n}") for n in range(25)))


def read(folder: Path, parent: Connection) -> None:
    """Search until told to stop, and tell how often that was done."""
    shelf = Shelf(folder)
    looks = 0
    while not parent.poll():
        look(shelf, looks)
        looks += 1
        if looks == 1:
            parent.send("reading")
    parent.send(looks)
    shelf.collection.close()


def look(shelf: Shelf, turn: int) -> None:
    """Ask for one story: it is found first, and all that is found is whole, of one version."""
    story = f"story{turn % STORIES}"
    retriever = Retriever(shelf.collection, shelf.embedder)
    found = retriever.candidates(retriever.query(story, Filters()), 3)
    assert found[0].passage.article_id == story
    for candidate in found:
        passage = candidate.passage
        assert set(passage.text.split()) >= {passage.article_id.capitalize(), "told"}
        assert len(versions(passage.text)) == 1
    own = (candidate.passage for candidate in found if candidate.passage.article_id == story)
    assert len({version for passage in own for version in versions(passage.text)}) == 1


def versions(text: str) -> set[str]:
    return set(re.findall(r"version\d+", text))


# Whether a collection is whole


def contents(folder: Path) -> dict[str, Any]:
    """All that a collection holds, without the numbers it gave; fails unless its tables agree."""
    shelf = Shelf(folder)
    sql = sqlite3.connect(folder / FILE)
    (verdict,) = sql.execute("PRAGMA integrity_check").fetchone()
    assert verdict == "ok"
    keys, indexed, vectors = (
        dict(sql.execute(f"SELECT {columns}").fetchall())
        for columns in (
            "key, article FROM passages",
            "id, id FROM lexical_docsize",
            "* FROM vectors",
        )
    )
    assert keys.keys() == vectors.keys() == indexed.keys()
    stored = shelf.collection.passages(list(keys))
    told = {
        article_id: _parts(shelf, article_id)
        for (article_id,) in sql.execute("SELECT id FROM articles")
    }
    assert sorted((p.article_id, p.start, vectors[key]) for key, p in stored.items()) == sorted(
        (article_id, start, vector) for article_id, parts in told.items() for start, vector in parts
    )
    lexicon = dict(sql.execute("SELECT term, doc FROM lexicon").fetchall())
    assert lexicon == Counter(
        term for p in stored.values() for term in {*terms(p.text), *terms(p.title)}
    )
    sql.close()
    whole = {"articles": shelf.collection.articles(), "parts": told, "lexicon": lexicon}
    shelf.collection.close()
    return whole


def _parts(shelf: Shelf, article_id: str) -> list[tuple[int, bytes]]:
    """Where the passages of a stored article start, and their vectors, made anew."""
    stored = shelf.collection.article(article_id)
    assert stored is not None
    cut = passages(stored, shelf.embedder.count_tokens, max_tokens=PASSAGE_TOKENS, overlap=1)
    vectors = shelf.embedder.embed_passages([embedded_text(stored, passage) for passage in cut])
    return [
        (passage.start, np.asarray(vector, "<f2").tobytes())
        for passage, vector in zip(cut, vectors, strict=True)
    ]
