"""The vectors of a collection in a vector store elsewhere, through LlamaIndex: derived, like FAISS.

The database keeps its vectors too: a store that lost some is filled again without embedding, and
the cosines of what the store proposes are counted from them, so that a score means the same
wherever it was found.

The database also keeps a ledger of what the store was sent. Passage keys are never given twice,
only grow, and a key's vector never changes: what is new are the keys after the last one sent, and a
trigger notes those that are gone. Whoever searches or refreshes a changed collection first sends
what is missing, one process at a time; sending something twice does no harm, so a crash anywhere
is made good by the next one.

The ledger is believed only of a store that bears its mark: a vector with a random number for a key,
another one for every round of sending. A store that was emptied, exchanged, or sent something by a
collection that has since been restored from a backup bears another, and gets everything anew. Two
copies of one collection would take turns at that: give each a store of its own.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from filelock import FileLock

from qa.collection.database import Database, run
from qa.collection.manifest import Manifest
from qa.embedding import Vectors
from qa.errors import CollectionError, QAError, StoreUnavailable
from qa.records import Filters
from qa.stores import DAY, MOST_AT_ONCE, SOURCE, OpenStore

if TYPE_CHECKING:  # importing LlamaIndex takes seconds
    from llama_index.core.vector_stores.types import BasePydanticVectorStore, MetadataFilter

LOCK = "store.lock"

_MOST_FOUND = 16_384
"""What Milvus finds at most at once."""
_MARK = "mark"
_PATIENCE = 60.0
"""Seconds in which a store must have done any one thing."""
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class _Ledger:
    mark: int | None
    sent: int
    generation: int | None


class RemoteIndex:
    """Search over the vectors of one database that a store elsewhere has; safe between threads."""

    def __init__(
        self, folder: Path, manifest: Manifest, database: Database, open_store: OpenStore
    ) -> None:
        self._folder = folder
        self._manifest = manifest
        self._database = database
        self._open_store = open_store
        self._turn = FileLock(folder / LOCK)
        self._lock = threading.RLock()
        self._opened: BasePydanticVectorStore | None = None
        self._borne: int | None = None
        """The mark that the store was last seen to bear."""

    def search(
        self, vector: Vectors, limit: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """(key, cosine) of the nearest passages that pass the filters, best first.

        As near as the store's own index knows, and 16,384 at most. Raises `StoreUnavailable`.
        """
        limit = min(limit, self._database.count_passages(), _MOST_FOUND)
        if limit == 0:
            return []
        wanted = _metadata(filters)
        asked = limit
        while True:
            keys = self._asked(partial(self._nearest, vector, asked, wanted))
            # Without the marks, and what the database no longer has or not yet shows.
            found, vectors = self._database.vectors([k for k in keys if k > 0], len(vector))
            if len(found) >= limit or len(keys) < asked or asked == _MOST_FOUND:
                break
            asked = min(2 * asked, _MOST_FOUND)
        cosines = zip(found.tolist(), (vectors @ vector).tolist(), strict=True)
        return sorted(cosines, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def refresh(self) -> None:
        """Send what the store does not have yet. Raises `StoreUnavailable`."""
        self._borne = None
        self._asked(bool)

    def drop(self) -> None:
        """Forget what the store was sent: it gets everything anew."""
        with self._database.outside(), self._database.writing() as sql:
            run(sql, "remote.sql")
            sql.execute("UPDATE store SET mark = NULL, sent = 0, generation = NULL")
            sql.execute("DELETE FROM store_gone")

    # The store

    def _asked(self, question: Callable[[], _Result]) -> _Result:
        """The reply of a store that has what the database has."""
        try:
            try:
                self._catch_up()
                return question()
            except (QAError, TimeoutError):
                raise
            except Exception:  # it may have been started again meanwhile
                self._opened = self._borne = None
                self._catch_up()
                return question()
        except QAError:
            raise
        except Exception as error:  # each client library has a family of its own
            self._opened = self._borne = None
            raise StoreUnavailable(
                f"The vector store does not answer ({type(error).__name__}).",
                "See that it runs, and that QA_STORE has its address and QA_STORE_TOKEN its token;"
                " what was ingested is kept, and sent when it is back.",
            ) from error

    def _store(self) -> BasePydanticVectorStore:
        with self._lock:
            if self._opened is None:
                name = f"qa_{self._manifest.collection}"
                open_ = partial(self._open_store, name, self._manifest.dimension)
                self._opened = _patiently(open_)
            return self._opened

    def _nearest(
        self, vector: Vectors, limit: int, wanted: Sequence[MetadataFilter] = ()
    ) -> list[int]:
        """The keys of the nearest vectors, best first; those of marks are negative."""
        from llama_index.core.vector_stores.types import MetadataFilters, VectorStoreQuery

        query = VectorStoreQuery(
            query_embedding=vector.tolist(),
            similarity_top_k=limit,
            filters=MetadataFilters(filters=[*wanted]) if wanted else None,
        )
        result = _patiently(partial(self._store().query, query))
        return [_key(node_id) for node_id in result.ids or ()]

    def _add(self, keys: Sequence[int], vectors: Vectors, metadata: Iterable[Any]) -> None:
        from llama_index.core.schema import TextNode

        rows = zip(keys, vectors.tolist(), metadata, strict=True)
        nodes = [
            TextNode(id_=self._node_id(key), embedding=vector, metadata=each)
            for key, vector, each in rows
        ]
        _patiently(partial(self._store().add, nodes))

    def _remove(self, keys: Sequence[int]) -> None:
        if keys:
            ids = [self._node_id(key) for key in keys]
            _patiently(partial(self._store().delete_nodes, ids))

    def _marks(self) -> list[int]:
        """The marks that the store bears."""
        from llama_index.core.vector_stores.types import MetadataFilter

        return self._nearest(
            self._mark_vector(), MOST_AT_ONCE, [MetadataFilter(key=SOURCE, value=_MARK)]
        )

    def _mark_vector(self) -> Vectors:
        vector = np.zeros(self._manifest.dimension, np.float32)
        vector[0] = 1
        return vector

    def _node_id(self, key: int) -> str:
        """A UUID, which every store takes: half of the collection's, then the key."""
        half = bytes.fromhex(self._manifest.collection)[:8]
        return str(uuid.UUID(bytes=half + key.to_bytes(8, signed=True)))

    # The ledger

    def _catch_up(self) -> None:
        """Have the store hold what the database holds, and make sure that it is the same store."""
        # The caller may be inside a snapshot, where nothing can be written, nor news be read.
        with self._lock, self._database.outside():
            ledger = self._ledger()
            if ledger.generation != self._database.generation or ledger.mark != self._borne:
                with self._alone():
                    self._send()

    def _send(self) -> None:
        generation = self._database.generation  # what is stored from here on is sent the next time
        borne = self._marks()
        if self._ledger().mark not in borne:
            self.drop()
            self._empty(borne)
            borne = []
        if self._ledger().generation != generation:
            self._mark(borne)
            while gone := self._gone():
                self._remove(gone)
                self._note("DELETE FROM store_gone WHERE passage = ?", [(key,) for key in gone])
            for keys, vectors, metadata in self._unsent():
                self._add(keys, vectors, metadata)
                self._note("UPDATE store SET sent = ?", [(keys[-1],)])
            self._note("UPDATE store SET generation = ?", [(generation,)])
        self._borne = self._ledger().mark

    def _mark(self, borne: Sequence[int]) -> None:
        """Give the store and the ledger a mark that neither had: what follows is between them."""
        mark = -1 - secrets.randbits(62)
        self._add([mark], self._mark_vector()[None, :], [{DAY: -1, SOURCE: _MARK}])
        self._note("UPDATE store SET mark = ?, generation = NULL", [(mark,)])
        self._remove(borne)

    def _empty(self, borne: Sequence[int]) -> None:
        """Remove all that is there: first the marks, which would say that something is."""
        from llama_index.core.vector_stores.types import (
            FilterOperator,
            MetadataFilter,
            MetadataFilters,
        )

        self._remove(borne)
        passages = MetadataFilter(key=DAY, value=0, operator=FilterOperator.GTE)
        filters = MetadataFilters(filters=[passages])
        _patiently(partial(self._store().delete_nodes, filters=filters))

    def _ledger(self) -> _Ledger:
        if not self._database.rows("SELECT 1 FROM sqlite_master WHERE name = 'store'"):
            return _Ledger(None, 0, None)
        (row,) = self._database.rows("SELECT mark, sent, generation FROM store")
        return _Ledger(*row)

    def _gone(self) -> list[int]:
        rows = self._database.rows("SELECT passage FROM store_gone LIMIT ?", [MOST_AT_ONCE])
        return [row[0] for row in rows]

    def _unsent(self) -> Iterator[tuple[list[int], Vectors, list[dict[str, Any]]]]:
        """Keys, vectors (n, dimension) and metadata that were not sent yet, some at a time."""
        while rows := self._database.rows(
            "SELECT p.key, v.vector, a.published, a.source_key FROM passages p"
            " JOIN vectors v ON v.passage = p.key JOIN articles a ON a.key = p.article"
            " WHERE p.key > (SELECT sent FROM store) ORDER BY p.key LIMIT ?",
            [MOST_AT_ONCE],
        ):
            keys, blobs, days, sources = zip(*rows, strict=True)
            vectors = np.frombuffer(b"".join(blobs), "<f2").reshape(len(keys), -1)
            metadata = [
                {DAY: _day(day), SOURCE: _digest(source)}
                for day, source in zip(days, sources, strict=True)
            ]
            yield list(keys), vectors.astype(np.float32), metadata

    def _note(self, statement: str, values: Iterable[Sequence[int]]) -> None:
        with self._database.writing() as sql:
            sql.executemany(statement, values)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process sends anything of this collection."""
        try:
            self._turn.acquire()
        except OSError as error:
            raise CollectionError(
                f"The index {self._folder} cannot be written ({error.strerror}).",
                "Check that the folder is writable and the disk not full.",
            ) from error
        try:
            yield
        finally:
            self._turn.release()


def _patiently(call: Callable[[], _Result]) -> _Result:
    """What a call of the store returns.

    Raises TimeoutError if it takes too long: it is then left to itself, in a thread of its own, as
    no client library can be told when to give up.
    """
    told: Future[_Result] = Future()

    def run_() -> None:
        try:
            told.set_result(call())
        except BaseException as error:
            told.set_exception(error)

    threading.Thread(target=run_, name="vector store", daemon=True).start()
    return told.result(_PATIENCE)


def _key(node_id: str) -> int:
    return int.from_bytes(uuid.UUID(node_id).bytes[8:], signed=True)


def _metadata(filters: Filters | None) -> list[MetadataFilter]:
    from llama_index.core.vector_stores.types import FilterOperator, MetadataFilter

    wanted: list[MetadataFilter] = []
    if filters and (filters.since or filters.until):
        since = filters.since or date.min  # an article without a day has none of them
        wanted.append(MetadataFilter(key=DAY, value=since.toordinal(), operator=FilterOperator.GTE))
    if filters and filters.until:
        until = filters.until.toordinal()
        wanted.append(MetadataFilter(key=DAY, value=until, operator=FilterOperator.LTE))
    if filters and filters.sources:
        names = sorted({_digest(name.casefold()) for name in filters.sources})
        wanted.append(MetadataFilter(key=SOURCE, value=names, operator=FilterOperator.IN))
    return wanted


def _day(published: str | None) -> int:
    return date.fromisoformat(published).toordinal() if published else 0


def _digest(source_key: str) -> str:
    return hashlib.sha256(source_key.encode(errors="surrogatepass")).hexdigest()[:16]
