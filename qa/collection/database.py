"""The database of a collection: articles, passages, vectors and terms, changed together."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain, starmap
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from qa.collection.postings import Entry
from qa.embedding import Vectors
from qa.errors import CollectionError
from qa.records import Article, Filters, Passage, Span
from qa.terms import folded, terms

Keys = npt.NDArray[np.int64]
_Value = TypeVar("_Value", int, str)

FILE = "collection.sqlite"
_BUSY_TIMEOUT = 60.0
_CONTENT = ("id", "title", "body", "source", "published", "url", "tags")
ARTICLE = (*_CONTENT, "origin")
_ARTICLE = ", ".join(ARTICLE)
_TERMS = "lexical.title || ' ' || lexical.body"
_TITLE_WEIGHT, _BODY_WEIGHT = 1.0, 1.0
_SQL_VARIABLES = 500
_MOST_SAID = 120  # characters of an error
_STREAMED = 4_096  # vectors in memory at once
# The second where SQLite quotes damaged text in what it says.
_UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
NEWEST_FIRST = " ORDER BY a.published IS NULL, a.published DESC, a.id"


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that has certain words or tags."""

    article_id: str
    title: str
    tags: tuple[str, ...]
    passages: int
    """Those that have all the words, in their text or in the title above it."""
    of: int
    """All its passages."""


@dataclass(frozen=True, slots=True)
class Place:
    """What tells versions of one article from another article of the same id."""

    title: str
    url: str | None
    origin: str


class Database:
    """One SQLite file in WAL mode: many readers beside one writer; safe between threads."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._bound = threading.local()
        self._idle: list[sqlite3.Connection] = []

    def create(self) -> None:
        """Make the tables, unless another process has."""
        self._idle.append(self._connect("rwc"))
        with self.writing() as sql:
            if not sql.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
                run(sql, "schema.sql")
                _complete(sql)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What this thread reads inside is one state, whatever others write meanwhile.

        Raises `CollectionError`.
        """
        with self._connection() as sql:
            if sql.in_transaction:  # inside another snapshot
                yield
                return
            try:
                sql.execute("BEGIN")
                self._bound.connection = sql
                try:
                    yield
                finally:
                    self._bound.connection = None
                    sql.execute("ROLLBACK")  # nothing was written; a damaged file will not commit
            except sqlite3.DatabaseError as error:
                raise self._damaged(error) from error

    @contextmanager
    def outside(self) -> Iterator[None]:
        """What this thread reads and writes inside is of now, even in the midst of a snapshot."""
        bound = getattr(self._bound, "connection", None)
        self._bound.connection = None
        try:
            yield
        finally:
            self._bound.connection = bound

    @property
    def in_snapshot(self) -> bool:
        """Whether this thread is inside one."""
        return getattr(self._bound, "connection", None) is not None

    @property
    def generation(self) -> int:
        return int(self.rows("SELECT generation FROM state")[0][0])

    def count_articles(self, filters: Filters | None = None) -> int:
        where, values = _where(filters)
        return int(self.rows(f"SELECT count(*) FROM articles a{where}", values)[0][0])

    def count_passages(self, after: int = 0) -> int:
        """The number of passages, or of those with a key above one."""
        if after == 0:
            return self.lexical_totals()[0]
        return int(self.rows("SELECT count(*) FROM passages WHERE key > ?", [after])[0][0])

    def article(self, article_id: str) -> Article | None:
        found = self.rows(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", [article_id], as_article)
        return found[0] if found else None

    def intact(self, article_id: str) -> Article | None:
        """The same, but raises `CollectionError` if it is no longer what was stored."""
        found = self.rows(
            f"SELECT {_ARTICLE}, fingerprint FROM articles WHERE id = ?",
            [article_id],
            _recorded,
        )
        if not found:
            return None
        article: Article
        ((article, recorded),) = found
        if fingerprint(article) != recorded:
            raise CollectionError(
                f"The article {article_id!r} in the index {self._file.parent} is no longer what was"
                " stored.",
                f"Ingest it again with `qa ingest {article.origin}`.",
            )
        return article

    def articles(
        self, limit: int | None = None, offset: int = 0, filters: Filters | None = None
    ) -> list[Article]:
        """All articles or some of them, newest first, undated ones last."""
        where, values = _where(filters)
        statement = f"SELECT {_ARTICLE} FROM articles a{where}{NEWEST_FIRST} LIMIT ? OFFSET ?"
        return self.rows(statement, [*values, _all_if_none(limit), offset], as_article)

    def sources(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """The sources that have a name, each with the number of its articles, the most first."""
        where, values = _where(filters)
        return self.rows(
            f"SELECT min(source), count(*) FROM articles a{where} GROUP BY source_key"
            " HAVING min(source) <> '' ORDER BY count(*) DESC, min(source)",
            values,
        )

    def tags(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """The tags, each with the number of its articles, the most first."""
        where, values = _where(filters)
        rows = self.rows(f"SELECT tags, count(*) FROM articles a{where} GROUP BY tags", values)
        counts: Counter[str] = Counter()
        for tags, articles in rows:
            counts.update(dict.fromkeys(json.loads(tags), articles))
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def mentions(
        self, wanted: Sequence[str], tags: Sequence[str], filters: Filters | None = None
    ) -> list[Mention]:
        """The articles with one of the tags, or with all the terms in a passage or its title.

        Newest first, undated ones last.
        """
        where, values = _where(filters)
        return self.rows(
            "SELECT a.id, a.title, a.tags, max(found.passages),"
            " (SELECT count(*) FROM passages p WHERE p.article = a.key) FROM ("
            "SELECT p.article AS key, count(*) AS passages FROM lexical"
            " JOIN passages p ON p.key = lexical.rowid WHERE lexical MATCH ? GROUP BY p.article"
            " UNION ALL SELECT tagged.key, 0 FROM articles tagged, json_each(tagged.tags)"
            f" WHERE value IN ({_marks(tags)})"
            f") found JOIN articles a ON a.key = found.key{where} GROUP BY a.key{NEWEST_FIRST}",
            [" AND ".join(f'"{term}"' for term in wanted), *tags, *values],
            lambda row: Mention(row[0], row[1], tuple(json.loads(row[2])), *row[3:]),
        )

    def covered(self, filters: Filters | None = None) -> tuple[date, date] | None:
        """The days of the oldest and the newest article; None if none has a day."""
        where, values = _where(filters)
        statement = f"SELECT min(published), max(published) FROM articles a{where}"
        (days,) = self.rows(
            statement, values, lambda row: [*map(date.fromisoformat, filter(None, row))]
        )
        return (days[0], days[1]) if days else None

    def article_ids(self, prefix: str) -> list[str]:
        rows = self.rows(
            "SELECT id FROM articles WHERE substr(id, 1, ?) = ? ORDER BY id", [len(prefix), prefix]
        )
        return [row[0] for row in rows]

    def origins(self, prefix: str) -> list[tuple[str, str, str]]:
        """(id, title, origin) of the articles whose origin starts with the prefix."""
        rows = self.rows(
            "SELECT id, title, origin FROM articles WHERE substr(origin, 1, ?) = ? ORDER BY origin",
            [len(prefix), prefix],
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def same(self, article: Article) -> bool:
        """Whether exactly this article is stored already, and intact."""
        where = " AND ".join(f"{column} IS ?" for column in _CONTENT)
        return bool(
            self.rows(
                f"SELECT 1 FROM articles WHERE {where} AND fingerprint = ?",
                [*_content(article), fingerprint(article)],
            )
        )

    def recalled(self, origin: str, digest: str) -> Article | None:
        """The article that a file was read as when it had this digest, if it is stored, intact."""
        try:
            rows = self.rows(
                f"SELECT {_ARTICLE}, fingerprint FROM readings"
                " JOIN articles USING (origin, fingerprint) WHERE origin = ? AND digest = ?",
                [origin, digest],
                _recorded,
            )
        except CollectionError:  # nothing was noted yet, or what is stored is damaged
            return None
        return next((one for one, recorded in rows if fingerprint(one) == recorded), None)

    def place(self, article_id: str) -> Place | None:
        """Where an article comes from, whatever has become of its text."""
        rows = self.rows("SELECT title, url, origin FROM articles WHERE id = ?", [article_id])
        return Place(*rows[0]) if rows else None

    def passages(self, keys: Sequence[int]) -> dict[int, Passage]:
        """The passages of these keys; a key that is gone is left out."""
        return {
            key: passage
            for chunk in _chunks(keys)
            for key, passage in self.rows(
                "SELECT p.key, a.id, a.title, p.start, p.end,"
                " substr(a.body, p.start + 1, p.end - p.start), p.sentences"
                " FROM passages p JOIN articles a ON a.key = p.article"
                f" WHERE p.key IN ({_marks(chunk)})",
                chunk,
                lambda row: (row[0], as_passage(row[1:])),
            )
        }

    def keys(self, filters: Filters | None = None, after: int = 0) -> Keys:
        """The keys of all passages, ascending; of those above one, or whose article passes."""
        where, values = _where(filters) if filters else _above(after)
        join = " JOIN articles a ON a.key = p.article" if filters else ""
        # As one text: a Python object for each of a million keys takes five times as long.
        statement = f"SELECT group_concat(p.key) FROM passages p{join}{where}"
        texts = [text for (text,) in self.rows(statement, values) if text]
        return np.sort(np.fromstring(",".join(texts), np.int64, sep=","))

    def vectors(self, keys: Sequence[int], dimension: int) -> tuple[Keys, Vectors]:
        """The keys that exist and their vectors, (n, dimension) float32, both in key order."""
        found: list[int] = []
        blobs: list[bytes] = []
        for chunk in _chunks(keys):
            for key, blob in self.rows(
                f"SELECT passage, vector FROM vectors WHERE passage IN ({_marks(chunk)})"
                " ORDER BY passage",
                chunk,
                lambda row: (row[0], _vector(row[1], dimension)),
            ):
                found.append(key)
                blobs.append(blob)
        return np.array(found, np.int64), _unpacked(blobs, dimension)

    def all_vectors(self, dimension: int, after: int = 0) -> Iterator[tuple[Keys, Vectors]]:
        """The vectors of all passages, or of those with a key above one, in the order of keys.

        Some thousands at a time, each time as `vectors` gives them.
        """
        while rows := self.rows(
            "SELECT passage, vector FROM vectors WHERE passage > ? ORDER BY passage LIMIT ?",
            [after, _STREAMED],
        ):
            keys, blobs = zip(*rows, strict=True)
            yield np.array(keys, np.int64), _unpacked(blobs, dimension)
            after = keys[-1]

    def last_key(self) -> int:
        """The highest key of a passage; 0 if there is none."""
        return int(self.rows("SELECT coalesce(max(key), 0) FROM passages")[0][0])

    # Terms

    def match(
        self, wanted: Sequence[str], limit: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """(key, BM25) of the passages with any of these terms, best first, as FTS5 scores them."""
        join, where, values = _matching(filters)
        rows = self.rows(
            f"SELECT lexical.rowid, -bm25(lexical, {_TITLE_WEIGHT}, {_BODY_WEIGHT}) AS score"
            f" FROM lexical{join}{where} AND lexical MATCH ?"
            " ORDER BY score DESC, lexical.rowid LIMIT ?",
            [*values, _any_of(wanted), limit],
        )
        return [(row[0], row[1]) for row in rows]

    def terms_after(
        self, key: int, wanted: Sequence[str], filters: Filters | None = None
    ) -> list[tuple[int, str]]:
        """(key, terms) of the passages beyond a key that have any of the wanted terms."""
        join, where, values = _matching(filters)
        return self.rows(
            f"SELECT lexical.rowid, {_TERMS} FROM lexical{join}{where}"
            " AND lexical MATCH ? AND lexical.rowid > ?",
            [*values, _any_of(wanted), key],
        )

    def terms_of(self, keys: Sequence[int]) -> dict[int, str]:
        """The terms of the passages of these keys; a key that is gone is left out."""
        return {
            row[0]: row[1]
            for chunk in _chunks(keys)
            for row in self.rows(
                f"SELECT rowid, {_TERMS} FROM lexical WHERE rowid IN ({_marks(chunk)})", chunk
            )
        }

    def entries(self, after: int, limit: int) -> list[Entry]:
        """The first passages beyond a key, ascending, for an index of their terms."""
        rows = self.rows(
            f"SELECT p.key, {_TERMS}, a.published, a.source_key FROM passages p"
            " CROSS JOIN lexical ON lexical.rowid = p.key JOIN articles a ON a.key = p.article"
            " WHERE p.key > ? ORDER BY p.key LIMIT ?",
            [after, limit],
        )
        return [Entry(*row) for row in rows]

    def document_frequencies(self, wanted: Iterable[str]) -> dict[str, int]:
        """In how many passages each term occurs; terms that never do are left out."""
        distinct = set(wanted)
        found: dict[str, int] = {}
        if self.rows("SELECT 1 FROM sqlite_master WHERE name = 'frequent'"):
            found = self._frequencies("SELECT term, passages FROM frequent", distinct)
        # FTS5 counts a term by going through its passages.
        found |= self._frequencies("SELECT term, doc FROM lexicon", distinct - found.keys())
        return {term: count for term, count in found.items() if count}

    def _frequencies(self, select: str, wanted: set[str]) -> dict[str, int]:
        return {
            row[0]: row[1]
            for chunk in _chunks(sorted(wanted))
            for row in self.rows(f"{select} WHERE term IN ({_marks(chunk)})", chunk)
        }

    def lexical_totals(self) -> tuple[int, int]:
        """The number of passages, and of the terms in all of them, as FTS5 keeps count."""
        rows = self.rows("SELECT block FROM lexical_data WHERE id = 1", as_=lambda r: _varints(*r))
        if not rows:
            raise self._damaged(sqlite3.DatabaseError("its words are not counted"))
        passages, *lengths = rows[0] or [0]
        return passages, sum(lengths)

    # Writing

    def put(
        self,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
        digest: str | None = None,
    ) -> None:
        """Store an article with its passages, in place of an earlier one of the same id.

        `digest` is that of the file it was read from, if it has one of its own.
        """
        with self.changing() as sql:
            self._delete(sql, article.id)
            self._insert(sql, article, passages, vectors)
            if digest:
                _note(sql, article, digest)

    def add(self, article: Article, passages: Sequence[Passage], vectors: Vectors) -> bool:
        """Store an article with its passages, unless one of its id is there; whether it was not."""
        with self.changing() as sql:
            if sql.execute("SELECT 1 FROM articles WHERE id = ?", (article.id,)).fetchone():
                return False
            self._insert(sql, article, passages, vectors)
            return True

    def move(self, article: Article, digest: str | None = None) -> None:
        """Note where an unchanged article is read from now, and the digest of its file."""
        with self.writing() as sql:
            sql.execute(
                "UPDATE articles SET origin = ? WHERE id = ? AND origin <> ?",
                (article.origin, article.id, article.origin),
            )
            if digest:
                run(sql, "readings.sql")
                _note(sql, article, digest)

    def mend(self, key: int, article: Article) -> None:
        """Overwrite the columns of an article, which keeps the fingerprint that it had."""
        with self.changing() as sql:
            sql.execute(
                f"UPDATE articles SET {', '.join(f'{column} = ?' for column in ARTICLE)},"
                " source_key = ? WHERE key = ?",
                [*_content(article), article.origin, article.source.casefold(), key],
            )

    def remove(self, article_id: str) -> bool:
        """Remove an article with all that was derived from it; whether it was there."""
        with self.changing() as sql:
            return self._delete(sql, article_id)

    def _insert(
        self,
        sql: sqlite3.Connection,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
    ) -> None:
        key = sql.execute(
            f"INSERT INTO articles ({_ARTICLE}, source_key, fingerprint)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *_content(article),
                article.origin,
                article.source.casefold(),
                fingerprint(article),
            ),
        ).lastrowid
        title = " ".join(terms(article.title))
        stored: list[str] = []
        for passage, vector in zip(passages, vectors, strict=True):
            row = sql.execute(
                "INSERT INTO passages (article, start, end, sentences) VALUES (?, ?, ?, ?)",
                (key, passage.start, passage.end, _pack(passage.sentences)),
            ).lastrowid
            sql.execute(
                "INSERT INTO vectors (passage, vector) VALUES (?, ?)",
                (row, np.asarray(vector, "<f2").tobytes()),
            )
            body = " ".join(terms(passage.text))
            sql.execute(
                "INSERT INTO lexical (rowid, title, body) VALUES (?, ?, ?)", (row, title, body)
            )
            stored.append(f"{title} {body}")
        _count(sql, stored, 1)

    def _delete(self, sql: sqlite3.Connection, article_id: str) -> bool:
        found = sql.execute("SELECT key FROM articles WHERE id = ?", (article_id,)).fetchone()
        if found is None:
            return False
        (key,) = found
        sql.execute(
            "DELETE FROM readings WHERE origin = (SELECT origin FROM articles WHERE key = ?)",
            (key,),
        )
        passages = sql.execute("SELECT key FROM passages WHERE article = ?", (key,)).fetchall()
        find = f"SELECT {_TERMS} FROM lexical WHERE rowid = ?"
        _count(sql, [sql.execute(find, passage).fetchone()[0] for passage in passages], -1)
        sql.executemany("DELETE FROM lexical WHERE rowid = ?", passages)
        sql.executemany("DELETE FROM vectors WHERE passage = ?", passages)
        sql.execute("DELETE FROM passages WHERE article = ?", (key,))
        sql.execute("DELETE FROM articles WHERE key = ?", (key,))
        return True

    # Connections

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that changes articles: all of it happens, and a new generation, or none."""
        with self.writing() as sql:
            _complete(sql)
            yield sql
            # By a random step, so that two histories that part, as when a backup is restored, do
            # not meet again, and no index of the one passes for one of the other.
            sql.execute("UPDATE state SET generation = generation + 1 + (random() & 0xffffff)")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it happens or none. Raises `CollectionError`.

        What this thread reads in a `snapshot` around it stays as it was.
        """
        try:
            with self._idle_connection() as sql:
                sql.execute("BEGIN IMMEDIATE")
                try:
                    yield sql
                    sql.execute("COMMIT")
                except BaseException:
                    if sql.in_transaction:
                        sql.execute("ROLLBACK")
                    raise
        except sqlite3.OperationalError as error:
            raise CollectionError(
                f"The index {self._file.parent} cannot be written ({_said(error)}).",
                "Check that the folder is writable, the disk not full and no other ingest stuck.",
            ) from error
        except _UNREADABLE as error:
            raise self._damaged(error) from error

    def rows(
        self,
        statement: str,
        values: Sequence[object] = (),
        as_: Callable[[tuple[Any, ...]], Any] | None = None,
        *,
        latest: bool = False,
    ) -> list[Any]:
        """What a statement reads, each row turned into something; raises `CollectionError`.

        What cannot be turned into it is as damaged as what cannot be read. The latest is read even
        in a snapshot.
        """
        try:
            with self._idle_connection() if latest else self._connection() as sql:
                found = sql.execute(statement, values).fetchall()
            return found if as_ is None else [as_(row) for row in found]
        except UnicodeEncodeError:
            return []  # half a surrogate pair was asked for: nothing stored has one
        except (*_UNREADABLE, ValueError, TypeError) as error:
            raise self._damaged(error) from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """The connection of this thread's snapshot, or one that no other thread has."""
        if bound := getattr(self._bound, "connection", None):
            yield bound
        else:
            with self._idle_connection() as connection:
                yield connection

    @contextmanager
    def _idle_connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else has; as many are kept as were ever needed at once."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        finally:
            self._idle.append(connection)

    def _connect(self, mode: Literal["rw", "rwc"] = "rw") -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                f"{self._file.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=_BUSY_TIMEOUT,
                isolation_level=None,
                check_same_thread=False,
            )
        except _UNREADABLE as error:
            raise self._damaged(error) from error
        try:
            connection.create_function("folded", 1, folded, deterministic=True)
            _use_wal(connection)
        except _UNREADABLE as error:
            connection.close()
            raise self._damaged(error) from error
        return connection

    def _damaged(self, error: Exception) -> CollectionError:
        return CollectionError(
            f"The index {self._file.parent} cannot be read ({_said(error)}).",
            f"Check that {self._file.name} is there and readable, its folder writable and the disk"
            " not full; if it is damaged, try `qa doctor --repair`, restore it from a backup or"
            " ingest into a new folder with --index.",
        )


def _said(error: Exception) -> str:
    """On one line, without what SQLite quotes: text that it cannot decode, a damaged schema."""
    return " ".join(str(error).split(" with text ")[0].split())[:_MOST_SAID]


def _use_wal(connection: sqlite3.Connection) -> None:
    """Set WAL mode; while another process is setting it, SQLite refuses without waiting."""
    give_up = time.monotonic() + _BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # The low byte is the kind of error; the rest says more of it.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def fingerprint(article: Article) -> str:
    """Equal for articles with the same id, text and metadata, wherever they were read from.

    Articles are told to be intact by it: another one needs another `manifest.FORMAT`.
    """
    content = (
        article.id,
        article.title,
        article.body,
        article.source,
        str(article.published),
        article.url,
        article.tags,
    )
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _content(article: Article) -> tuple[str | None, ...]:
    """The values of the columns `_CONTENT`."""
    return (
        article.id,
        article.title,
        article.body,
        article.source,
        article.published.isoformat() if article.published else None,
        article.url,
        json.dumps(article.tags),
    )


def as_article(row: tuple[Any, ...]) -> Article:
    article_id, title, body, source, published, url, tags, origin = row
    return Article(
        id=article_id,
        title=title,
        body=body,
        source=source,
        published=date.fromisoformat(published) if published else None,
        url=url,
        origin=origin,
        tags=tuple(json.loads(tags)),
    )


def as_passage(row: tuple[Any, ...]) -> Passage:
    article_id, title, start, end, text, packed = row
    offsets = np.frombuffer(packed, "<u4").tolist()
    sentences = tuple(starmap(Span, zip(offsets[::2], offsets[1::2], strict=True)))
    if len(text) != end - start or [start, *offsets, end] != sorted([start, *offsets, end]):
        raise ValueError(f"a passage of {article_id!r} has impossible offsets")
    return Passage(article_id, title, start, end, text, sentences)


def _recorded(row: tuple[Any, ...]) -> tuple[Article, str]:
    """An article, and the fingerprint that it was stored with."""
    return as_article(row[:-1]), row[-1]


def _vector(blob: bytes, dimension: int) -> bytes:
    if len(blob) != dimension * np.dtype("<f2").itemsize:
        raise ValueError(f"a vector has {len(blob)} bytes")
    return blob


def _pack(sentences: Sequence[Span]) -> bytes:
    return np.fromiter(chain.from_iterable(sentences), "<u4").tobytes()


def _where(filters: Filters | None) -> tuple[str, list[str]]:
    """A WHERE clause over articles `a` and its values; empty when nothing is filtered."""
    conditions: list[str] = []
    values: list[str] = []
    if filters and filters.since:
        conditions.append("a.published >= ?")
        values.append(filters.since.isoformat())
    if filters and filters.until:
        conditions.append("a.published <= ?")
        values.append(filters.until.isoformat())
    if filters and filters.sources:
        names = sorted(name.casefold() for name in filters.sources)
        conditions.append(f"a.source_key IN ({_marks(names)})")
        values += names
    return (" WHERE " + " AND ".join(conditions) if conditions else ""), values


def _above(key: int) -> tuple[str, list[Any]]:
    """A WHERE clause over passages `p` and its values; empty when every key is above."""
    return (" WHERE p.key > ?", [key]) if key else ("", [])


def _unpacked(blobs: Sequence[bytes], dimension: int) -> Vectors:
    return np.frombuffer(b"".join(blobs), "<f2").reshape(len(blobs), dimension).astype(np.float32)


def _matching(filters: Filters | None) -> tuple[str, str, list[str]]:
    """What joins and limits the rows of `lexical`, to go on with AND; and its values."""
    where, values = _where(filters)
    if not where:
        return "", " WHERE 1", []
    join = " JOIN passages p ON p.key = lexical.rowid JOIN articles a ON a.key = p.article"
    return join, where, values


def _any_of(wanted: Sequence[str]) -> str:
    """An FTS5 query for the passages with any of these terms."""
    return " OR ".join(f'"{term}"' for term in wanted)


def _note(sql: sqlite3.Connection, article: Article, digest: str) -> None:
    """Note what a file was read as."""
    sql.execute(
        "INSERT OR REPLACE INTO readings (origin, digest, fingerprint) VALUES (?, ?, ?)",
        (article.origin, digest, fingerprint(article)),
    )


def _count(sql: sqlite3.Connection, stored: Iterable[str], change: Literal[1, -1]) -> None:
    """Count passages with these terms in or out, where their terms are frequent ones."""
    counts = Counter(term for terms_ in stored for term in set(terms_.split()))
    sql.executemany(
        "UPDATE frequent SET passages = passages + ? WHERE term = ?",
        ((change * count, term) for term, count in counts.items()),
    )


def _varints(block: bytes) -> list[int]:
    """The integers in a record of FTS5's: high first, seven bits a byte and one for more."""
    values, value = [], 0
    for byte in block:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            values.append(value)
            value = 0
    return values


def _all_if_none(limit: int | None) -> int:
    return -1 if limit is None else limit  # SQLite takes a negative limit for none


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _chunks(values: Sequence[_Value]) -> Iterator[list[_Value]]:
    """The values in lists short enough for one statement."""
    for first in range(0, len(values), _SQL_VARIABLES):
        yield list(values[first : first + _SQL_VARIABLES])


def _complete(sql: sqlite3.Connection) -> None:
    """Make the tables and indexes that came after the schema, where they are missing."""
    for script in ("listing.sql", "lexical.sql", "readings.sql"):
        run(sql, script)


def run(sql: sqlite3.Connection, script: str) -> None:
    """Run a file of this package inside the transaction: `executescript` would commit first."""
    for statement in _statements(script):
        sql.execute(statement)


@cache
def _statements(script: str) -> tuple[str, ...]:
    text = files("qa.collection").joinpath(script).read_text(encoding="utf-8")
    found = [""]
    for line in text.splitlines(keepends=True):
        found[-1] += line
        if sqlite3.complete_statement(found[-1]):
            found.append("")
    return tuple(found[:-1])
