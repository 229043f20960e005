"""Search by words: BM25 over the terms in the database, however many passages it has.

FTS5 scores every passage that has any of the words: seconds among a million. So an index of another
kind (`qa.collection.postings`) proposes passages, and those that came after it was made, never
many, are looked at besides. Every score is made here, of what the database holds in this state.

The database names the index that goes with it and how far that reaches. Passage keys are never
given twice and a key's terms never change, so whatever happens meanwhile, the index only lacks
later passages and proposes some that are gone. Where there is none, FTS5 finds the same, slowly.
"""

from __future__ import annotations

import logging
import math
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from qa.collection import postings
from qa.collection.database import Database, run
from qa.collection.postings import Entry, Postings
from qa.records import Filters

PREFIX = "postings-"
LOCK = "postings.lock"

# As in FTS5.
_K1, _B = 1.2, 0.75
_LEAST_IDF = 1e-6

# Looking at so many takes some milliseconds a question; indexing them, some tenths of a second.
UNINDEXED = 1_000
# An index that proposes so many in vain is not extended but made anew.
_GONE = 0.1
# Terms of fewer passages are counted when they are asked for, which takes FTS5 a tenth of a
# millisecond.
FREQUENT = 1_000

# Of each passage that is wanted so many are proposed, then more until the best are certain. Among
# passages that are all alike they never are, and some of the best will do.
_PROPOSED, _PROPOSED_MORE, _MOST_PROPOSED = 2, 4, 2_000
# Between two indexes the average length of a passage changes, and what bounds a score with it.
_DRIFT = 1.02

_READ_AT_ONCE = 5_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Named:
    """An index, as the database names it."""

    name: str
    last: int
    digest: str


@dataclass(frozen=True, slots=True, eq=False)
class _Opened:
    """The index that the database names; None where it names none, or one that is damaged."""

    named: _Named | None
    postings: Postings | None

    @property
    def last(self) -> int:
        """The key that it reaches to."""
        return self.named.last if self.named and self.postings else 0


@dataclass(frozen=True, slots=True)
class _BM25:
    """The scores of a question (Robertson and Zaragoza 2009), with FTS5's idf and constants."""

    idfs: Mapping[str, float]
    average: float
    """The terms of a passage."""

    def score(self, terms: str) -> float:
        """Of the passage that has these terms: the very number of FTS5, by the same steps.

        Two passages that score alike there would else change places here.
        """
        words = terms.split()
        counts = dict.fromkeys(self.idfs, 0)
        for word in words:
            if word in counts:
                counts[word] += 1
        norm = _K1 * (1 - _B + _B * len(words) / self.average)
        score = 0.0  # `sum` would round otherwise, from Python 3.12 on
        for count, idf in zip(counts.values(), self.idfs.values(), strict=True):
            score += idf * (count * (_K1 + 1) / (count + norm))
        return score


class LexicalIndex:
    """BM25 search over one database; safe between threads and processes."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._opened = _Opened(None, None)
        self._failed = False

    # Search

    def match(
        self, terms: Iterable[str], limit: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """(key, BM25) of the passages with any of the terms, best first."""
        wanted = list(dict.fromkeys(terms))
        if not wanted or limit <= 0:
            return []
        with self._database.snapshot():
            opened = self._current()
            if self._unindexed(opened) > UNINDEXED:
                return self._database.match(wanted, limit, filters)
            scoring = self._scoring(wanted)
            found = {
                key: scoring.score(each)
                for key, each in self._database.terms_after(opened.last, wanted, filters)
            }
            if opened.postings:
                found |= self._best(opened.postings, scoring, limit, filters)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _scoring(self, wanted: list[str]) -> _BM25:
        passages, length = self._database.lexical_totals()
        frequencies = self._database.document_frequencies(wanted)
        idfs = {
            term: max(_LEAST_IDF, math.log((passages - found + 0.5) / (found + 0.5)))
            for term in wanted
            if (found := frequencies.get(term, 0))
        }
        return _BM25(idfs, length / max(1, passages))

    def _best(
        self, proposing: Postings, scoring: _BM25, limit: int, filters: Filters | None
    ) -> dict[int, float]:
        """The scores of passages that an index proposes, the best of all it has among them."""
        proposed = limit * _PROPOSED
        while True:
            bounds = proposing.best(scoring.idfs, proposed, filters)
            terms = self._database.terms_of([key for key, _ in bounds])
            scores = {key: scoring.score(each) for key, each in terms.items()}
            if len(bounds) < proposed or proposed >= _MOST_PROPOSED:
                return scores
            best = sorted(scores.values(), reverse=True)[:limit]
            if len(best) == limit and best[-1] > _DRIFT * bounds[-1][1]:
                return scores
            proposed = min(proposed * _PROPOSED_MORE, _MOST_PROPOSED)

    # The index

    def follow(self) -> None:
        """Make the next index if a search would need it, and may: not inside a snapshot."""
        if not self._database.in_snapshot and not self._failed:
            self.refresh()

    def refresh(self) -> None:
        """Make the next index, once that is worth it.

        That is left to another process that is at it, and, where the disk has no room, undone.
        """
        if self._suffices():
            return
        try:
            with FileLock(self._folder / LOCK, timeout=0):
                if not self._suffices():  # another may have made it before the lock was free
                    self._make()
            self._failed = False
        except Timeout:
            _log.info("the words of %s are being indexed already", self._folder)
        except (OSError, ValueError) as error:
            self._failed = True
            _log.warning("the words of %s cannot be indexed (%s)", self._folder, error)

    def drop(self) -> None:
        """Forget the index: it is made again when it is needed next."""
        if self._named():
            with self._database.writing() as sql:
                sql.execute("DELETE FROM postings")
        for folder in self._folder.glob(f"{PREFIX}*"):
            shutil.rmtree(folder, ignore_errors=True)
        self._failed = False

    def _suffices(self) -> bool:
        with self._database.snapshot():
            opened = self._current()
            return self._unindexed(opened) <= UNINDEXED and not self._is_old(opened)

    def _unindexed(self, opened: _Opened) -> int:
        """The passages that an index does not reach; one more than are allowed stands for all."""
        statement = "SELECT count(*) FROM (SELECT 1 FROM passages WHERE key > ? LIMIT ?)"
        return int(self._database.rows(statement, [opened.last, UNINDEXED + 1])[0][0])

    def _is_old(self, opened: _Opened) -> bool:
        """Whether too many of the passages of an index are gone."""
        if opened.postings is None:
            return False
        held = len(opened.postings)
        there = self._database.count_passages() - self._unindexed(opened)
        return held - there > max(UNINDEXED, _GONE * held)

    def _current(self) -> _Opened:
        """The index that the database names in this state."""
        named = self._named()
        opened = self._opened
        if named != opened.named:
            opened = self._opened = _Opened(named, self._open(named) if named else None)
        return opened

    def _named(self) -> _Named | None:
        if not self._database.rows("SELECT 1 FROM sqlite_master WHERE name = 'postings'"):
            return None  # a collection of an earlier version
        rows = self._database.rows("SELECT name, last, digest FROM postings")
        return _Named(*rows[0]) if rows else None

    def _open(self, named: _Named) -> Postings | None:
        folder = self._folder / named.name
        try:
            if postings.digest(folder) == named.digest:
                return Postings(folder)
        except (OSError, ValueError) as error:
            _log.info("%s cannot be read (%s)", folder, error)
        _log.info("%s is made again from the database", folder)
        return None

    def _make(self) -> None:
        name = PREFIX + uuid.uuid4().hex
        folder = self._folder / name
        terms: set[str] = set()
        try:
            with self._database.snapshot():
                opened = self._current()
                named = None if self._is_old(opened) or not opened.postings else opened.named
                first, last = named.last if named else 0, self._database.last_key()
                earlier = self._folder / named.name if named else None
                postings.write(folder, self._entries(first, last, terms), earlier)
            self._name(_Named(name, last, postings.digest(folder)), Postings(folder), terms)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        # Another process may be about to open the one before.
        for left in self._folder.glob(f"{PREFIX}*"):
            if left not in (folder, earlier):
                shutil.rmtree(left, ignore_errors=True)

    def _entries(self, after: int, last: int, terms: set[str]) -> Iterator[Entry]:
        """The passages between two keys; their terms are added to `terms`."""
        while after < last:
            entries = self._database.entries(after, _READ_AT_ONCE)
            for entry in entries:
                terms.update(entry.terms.split())
                yield entry
            after = entries[-1].key

    def _name(self, named: _Named, made: Postings, terms: set[str]) -> None:
        """Let the database name an index, and count the terms that became frequent in it."""
        frequent = sorted(term for term in terms if made.frequency(term) >= FREQUENT)
        with self._database.writing() as sql:
            run(sql, "lexical.sql")
            sql.execute("DELETE FROM postings")
            sql.execute(
                "INSERT INTO postings VALUES (?, ?, ?)", (named.name, named.last, named.digest)
            )
            sql.executemany(
                "INSERT OR IGNORE INTO frequent SELECT term, doc FROM lexicon WHERE term = ?",
                ((term,) for term in frequent),
            )
