"""Whether a collection on disk is whole, and its repair.

The text of the articles is the truth, and a fingerprint beside each tells whether it still is what
was stored. All else is made of the text, so it can be made again: passages, vectors, words, and the
files of the vector index. A text itself comes back only from where it was read.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np

from qa.chunking import embedded_text, passages
from qa.collection import Collection, manifest
from qa.collection.database import ARTICLE, Database, as_article, as_passage, fingerprint
from qa.collection.manifest import DamagedManifest, Manifest
from qa.embedding import Embedder
from qa.errors import CollectionError
from qa.records import Article
from qa.stores import OpenStore
from qa.terms import terms

# A vector of unit norm that was rounded to float16 is off by a thousandth at most.
_NORM_TOLERANCE = 0.005
# An index that compresses its vectors may be off by so much; one with others is off by more.
_COSINE_TOLERANCE = 0.02
_NEAREST = 5
_EMBEDDED_AGAIN = 16
_MOST_SEARCHES = 1_000
_MOST_TOLD = 10
_ROOM_TO_SPARE = 16 << 20
_ARTICLES_AT_ONCE = 100

_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one check of a collection came to."""

    check: str
    """What was looked at: `database`, `articles`, …"""
    verdict: Literal["whole", "repaired", "damaged"]
    problems: tuple[str, ...] = ()
    """What was wrong, a sentence each; of many, the first ten and how many more."""
    remedy: str = ""
    """What to do about what is wrong still."""


@dataclass(frozen=True, slots=True)
class _Problem:
    told: str
    article: int | None = None
    """The key of the article that the damaged rows belong to."""


@dataclass(frozen=True, slots=True)
class _Check:
    name: str
    find: Callable[[], Iterator[_Problem]]
    remedy: str
    repair: Callable[[list[_Problem]], None] | None = None
    decisive: bool = False
    """Whether nothing else can be looked at while this is damaged."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """An article as the database has it, whatever has become of it."""

    key: int
    article: Article
    """With marks in place of bytes that are no text, and without tags or a day that are none."""
    readable: bool
    """Whether nothing had to be put right for that."""
    intact: bool
    """Whether it is what was stored."""

    @property
    def told(self) -> str:
        return f"“{self.article.title}” ({self.article.id})"


def examine(
    folder: Path,
    wanted: Manifest,
    embedder: Embedder,
    store: OpenStore | None = None,
    *,
    repair: bool = False,
) -> list[Diagnosis]:
    """Look at every part of the collection in a folder; with `repair`, make again what can be.

    A damaged manifest is written again as `wanted`, if the vectors are those of the embedder.
    Raises `CollectionError` if there is no collection, or it was built with another embedder.
    """
    try:
        found = Collection.built(folder, wanted.embedder)
        first = Diagnosis("manifest", "whole")
    except DamagedManifest as error:
        if not (repair and _made_by(embedder, folder)):
            return [Diagnosis("manifest", "damaged", (error.problem,), error.remedy)]
        manifest.write(folder, wanted)
        found = wanted
        first = Diagnosis("manifest", "repaired", (error.problem,))
    if found is None:
        raise CollectionError(
            f"There is no index in {folder}.", "Name another folder with --index."
        )
    with (
        closing(Collection(folder, found, store)) as collection,
        closing(Doctor(collection, embedder)) as doctor,
    ):
        return [first, *doctor.examine(repair=repair)]


class Doctor:
    """Looks at the parts of one collection, and makes again what can be made of its text."""

    def __init__(self, collection: Collection, embedder: Embedder) -> None:
        self._collection = collection
        self._database = Database(collection.folder)
        self._embedder = embedder
        again = "`qa doctor --repair` makes them again from the articles."
        self._checks = (
            _Check(
                "database",
                self._find_in_file,
                "Restore it from a backup, or ingest the articles into a new folder with"
                " `qa ingest SOURCE… --index DIR`.",
                lambda _: self._change("REINDEX"),
                decisive=True,
            ),
            _Check(
                "references",
                self._find_strays,
                "`qa doctor --repair` drops what belongs to nothing.",
                lambda _: self._drop_strays(),
            ),
            _Check(
                "articles",
                self._find_changed,
                "Ingest each again with `qa ingest ORIGIN`, or remove it with"
                " `qa articles remove ID` if its origin is gone.",
                lambda _: self._make_readable(),
            ),
            _Check("words", self._find_wrong_words, again, lambda _: self._index_words()),
            _Check("passages", self._find_wrong_passages, again, self._cut_again),
            _Check("vectors", self._find_wrong_vectors, again, self._cut_again),
            _Check(
                "index",
                self._find_misplaced,
                "`qa doctor --repair` makes it again from the vectors.",
                lambda _: collection.rebuild(),
            ),
            _Check("room", self._find_too_little_room, "Make room on the disk."),
        )

    def examine(self, *, repair: bool = False) -> list[Diagnosis]:
        """Look at everything, in an order in which each check may rely on those before it."""
        diagnoses = []
        for check in self._checks:
            diagnoses.append(_diagnosis(check, repair=repair))
            if check.decisive and diagnoses[-1].verdict == "damaged":
                break
        return diagnoses

    def close(self) -> None:
        self._database.close()

    # The database as a file, and rows that belong to nothing

    def _find_in_file(self) -> Iterator[_Problem]:
        for (found,) in self._database.rows("PRAGMA integrity_check"):
            if found != "ok":
                yield _Problem(f"SQLite finds: {' '.join(found.split())}.")

    def _find_strays(self) -> Iterator[_Problem]:
        for table, row, parent, _ in self._database.rows("PRAGMA foreign_key_check"):
            yield _Problem(f"Row {row} of {table} belongs to nothing in {parent}.")

    def _drop_strays(self) -> None:
        self._change(
            "DELETE FROM passages WHERE article NOT IN (SELECT key FROM articles)",
            "DELETE FROM vectors WHERE passage NOT IN (SELECT key FROM passages)",
        )

    def _change(self, *statements: str) -> None:
        with self._database.changing() as sql:
            for statement in statements:
                sql.execute(statement)

    # The text of the articles

    def _find_changed(self) -> Iterator[_Problem]:
        for stored in self._articles():
            if not (stored.intact and stored.readable):
                yield _Problem(
                    f"{stored.told} from {stored.article.origin} is not what was stored any more."
                )

    def _make_readable(self) -> None:
        """Let what cannot be read be listed and removed; it stays damaged."""
        for stored in self._articles():
            if not stored.readable:
                self._database.mend(stored.key, stored.article)

    def _articles(self) -> Iterator[_Stored]:
        columns = ", ".join(
            f"CAST({name} AS BLOB)" for name in (*ARTICLE, "source_key", "fingerprint")
        )
        keys = [key for (key,) in self._database.rows("SELECT key FROM articles ORDER BY key")]
        for first in range(0, len(keys), _ARTICLES_AT_ONCE):
            some = keys[first : first + _ARTICLES_AT_ONCE]
            for key, *values in self._database.rows(
                f"SELECT key, {columns} FROM articles WHERE key BETWEEN ? AND ?",
                [some[0], some[-1]],
            ):
                yield _stored(key, values)

    def _with_rows(self, statement: str) -> Iterator[tuple[_Stored, list[Any]]]:
        """The intact articles, each with what a statement reads of its key."""
        for stored in self._articles():
            if stored.intact:
                yield stored, self._database.rows(statement, [stored.key])

    # What is made of it

    def _find_wrong_words(self) -> Iterator[_Problem]:
        with self._database.writing() as sql:
            sql.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
        for (key,) in self._database.rows(f"SELECT rowid FROM lexical WHERE {_OF_NO_PASSAGE}"):
            yield _Problem(f"There are words of a passage {key} that is not there.")
        for stored, rows in self._with_rows(_WORDS):
            if any(found != _words(stored.article, start, end) for _, start, end, *found in rows):
                yield _Problem(f"{stored.told} is found by other words than its own.")

    def _index_words(self) -> None:
        self._change(
            "INSERT INTO lexical (lexical) VALUES ('rebuild')",
            f"DELETE FROM lexical WHERE {_OF_NO_PASSAGE}",
        )
        for stored, rows in self._with_rows(_WORDS):
            for key, start, end, *found in rows:
                if found != (wanted := _words(stored.article, start, end)):
                    with self._database.changing() as sql:
                        sql.execute(
                            "INSERT OR REPLACE INTO lexical (rowid, title, body) VALUES (?, ?, ?)",
                            [key, *wanted],
                        )

    def _find_wrong_passages(self) -> Iterator[_Problem]:
        for stored, rows in self._with_rows(
            "SELECT start, end, sentences FROM passages WHERE article = ? ORDER BY key"
        ):
            if not _fit(stored.article, rows):
                yield _Problem(f"{stored.told} has passages that are not of its text.", stored.key)

    def _find_wrong_vectors(self) -> Iterator[_Problem]:
        for stored, rows in self._with_rows(
            "SELECT CAST(v.vector AS BLOB) FROM passages p LEFT JOIN vectors v"
            " ON v.passage = p.key WHERE p.article = ?"
        ):
            if not all(_is_unit(blob, self._collection.manifest.dimension) for (blob,) in rows):
                yield _Problem(f"{stored.told} has vectors that are none.", stored.key)

    def _cut_again(self, problems: list[_Problem]) -> None:
        """Store articles anew: their text is cut and embedded as when they were ingested."""
        built = self._collection.manifest
        damaged = {problem.article for problem in problems}
        for stored in [each for each in self._articles() if each.key in damaged]:
            cut = passages(
                stored.article,
                self._embedder.count_tokens,
                max_tokens=built.passage_tokens,
                overlap=built.passage_overlap,
            )
            texts = [embedded_text(stored.article, passage) for passage in cut]
            self._collection.put(stored.article, cut, self._embedder.embed_passages(texts))

    def _find_misplaced(self) -> Iterator[_Problem]:
        """Search for passages by their own vectors: what comes must be there, and as near."""
        known = self._database.keys()
        step = -(-len(known) // _MOST_SEARCHES) or 1
        keys, vectors = self._database.vectors(
            known[::step].tolist(), self._collection.manifest.dimension
        )
        for key, vector in zip(keys.tolist(), vectors, strict=True):
            found = dict(self._collection.nearest(vector, _NEAREST))
            exact = self._collection.cosines(list(found), vector)
            own = float(vector @ vector)
            if (
                found.keys() != exact.keys()
                or any(abs(found[near] - exact[near]) > _COSINE_TOLERANCE for near in found)
                or max(found.values(), default=0.0) < own - _COSINE_TOLERANCE
            ):
                yield _Problem(f"A search by the vector of passage {key} does not find it.")

    def _find_too_little_room(self) -> Iterator[_Problem]:
        """The index is written anew beside the old one."""
        floats = self._database.count_passages() * self._collection.manifest.dimension
        wanted = floats * np.dtype(np.float32).itemsize + _ROOM_TO_SPARE
        free = shutil.disk_usage(self._collection.folder).free
        if free < wanted:
            yield _Problem(f"{free >> 20:,} MB are free, and saving may need {wanted >> 20:,}.")


_OF_NO_PASSAGE = "rowid NOT IN (SELECT key FROM passages)"
_WORDS = (
    "SELECT p.key, CAST(p.start AS INTEGER), CAST(p.end AS INTEGER), l.title, l.body"
    " FROM passages p LEFT JOIN lexical l ON l.rowid = p.key WHERE p.article = ?"
)


def _made_by(embedder: Embedder, folder: Path) -> bool:
    """Whether an embedder makes the vectors that are stored; some are tried."""
    with closing(Database(folder)) as database:
        try:
            keys, vectors = database.vectors(
                database.keys()[:_EMBEDDED_AGAIN].tolist(), embedder.dimension
            )
            found = [database.passages([key])[key] for key in keys.tolist()]
            texts = [
                embedded_text(article, passage)
                for passage in found
                if (article := database.intact(passage.article_id))
            ]
        except (CollectionError, KeyError):
            return False
    cosines = (embedder.embed_passages(texts) * vectors).sum(axis=1)
    return bool((cosines > 1 - _COSINE_TOLERANCE).all())


def _diagnosis(check: _Check, *, repair: bool) -> Diagnosis:
    found = left = _problems(check)
    if found and repair and check.repair:
        with suppress(CollectionError):  # what is wrong still is told below
            check.repair(found)
        left = _problems(check)
    if not found:
        return Diagnosis(check.name, "whole")
    told = [problem.told for problem in found]
    if more := told[_MOST_TOLD:]:
        told[_MOST_TOLD:] = [f"And {len(more):,} more."]
    if left:
        return Diagnosis(check.name, "damaged", tuple(told), check.remedy)
    return Diagnosis(check.name, "repaired", tuple(told))


def _problems(check: _Check) -> list[_Problem]:
    try:
        return list(check.find())
    except CollectionError as error:
        return [_Problem(error.problem)]


def _stored(key: int, values: Sequence[bytes | None]) -> _Stored:
    texts = [value if value is None else value.decode("utf-8", "replace") for value in values]
    *columns, source_key, recorded = texts
    readable = all(
        text is None or text.encode() == value for text, value in zip(texts, values, strict=True)
    )
    named = dict(zip(ARTICLE, columns, strict=True))
    if not _is_list(named["tags"]):
        named["tags"], readable = "[]", False
    if named["published"] and not _is_day(named["published"]):
        named["published"], readable = None, False
    article = as_article(tuple(named.values()))
    readable = readable and source_key == article.source.casefold()
    return _Stored(key, article, readable, fingerprint(article) == recorded)


def _is_list(text: str | None) -> bool:
    try:
        return isinstance(json.loads(text or ""), list)
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _words(article: Article, start: int, end: int) -> list[str]:
    """What the lexical index holds of a passage: the terms of its title, and of its text."""
    return [" ".join(terms(text)) for text in (article.title, article.body[start:end])]


def _fit(article: Article, rows: Sequence[tuple[int, int, bytes]]) -> bool:
    """Whether passages are slices of an article, in its order, and no word of it is in none."""
    covered = latest = 0
    for start, end, packed in rows:
        try:
            as_passage((article.id, article.title, start, end, article.body[start:end], packed))
        except (ValueError, TypeError):
            return False
        if start < latest or _WORD.search(article.body, covered, start):
            return False
        covered, latest = max(covered, end), start
    return not _WORD.search(article.body, covered)


def _is_unit(blob: bytes | None, dimension: int) -> bool:
    vector = np.frombuffer(blob or b"", np.uint8)
    if len(vector) != dimension * np.dtype("<f2").itemsize:
        return False
    norm = np.linalg.norm(vector.view("<f2").astype(np.float32))
    return bool(abs(norm - 1) < _NORM_TOLERANCE)
