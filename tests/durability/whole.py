"""Whether a collection on disk is whole: read from its database, not through the library."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.collection.database import FILE
from qa.testing import HashingEmbedder
from tests.durability.news import QUESTIONS, opened


@dataclass(frozen=True)
class Contents:
    """All rows of the articles, without the numbers that the database gave them."""

    articles: dict[str, tuple[Any, ...]]
    """Of each: its columns, and for each passage its place, sentences, vector and words."""
    vectors: dict[int, npt.NDArray[np.float32]]


def contents(folder: Path) -> Contents:
    """Read everything; fails unless the file is sound and its tables agree."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert sql.execute("PRAGMA foreign_key_check").fetchall() == []
        sql.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
        rows = sql.execute(
            "SELECT a.id, p.key, p.start, p.end, p.sentences, v.vector, l.title, l.body"
            " FROM articles a LEFT JOIN passages p ON p.article = a.key"
            " LEFT JOIN vectors v ON v.passage = p.key LEFT JOIN lexical l ON l.rowid = p.key"
            " ORDER BY p.key"
        ).fetchall()
        articles = {
            row[0]: (*row, *(passage[2:] for passage in rows if passage[0] == row[0]))
            for row in sql.execute(
                "SELECT id, title, body, source, source_key, published, url, origin, tags,"
                " fingerprint FROM articles"
            )
        }
        for table in ("passages", "vectors", "lexical", "lexical_docsize"):
            assert sql.execute(f"SELECT count(*) FROM {table}").fetchone() == (len(rows),), table
    assert None not in {value for row in rows for value in row}
    return Contents(articles, {row[1]: np.frombuffer(row[5], "<f2").astype("f4") for row in rows})


def searches_are_exact(folder: Path, stored: Contents) -> None:
    """The vector index finds what arithmetic over the stored vectors finds."""
    embedder = HashingEmbedder()
    with opened(folder) as assistant:
        for question in QUESTIONS:
            vector = embedder.embed_question(question)
            found = assistant.collection.nearest(vector, len(stored.vectors) + 10)
            exact = {key: float(own @ vector) for key, own in stored.vectors.items()}
            assert {key for key, _ in found} == exact.keys()
            assert all(abs(cosine - exact[key]) < 1e-5 for key, cosine in found)
            assert [c for _, c in found] == sorted((c for _, c in found), reverse=True)
