"""The FAISS index of a collection: derived from its database, which can make it again.

Up to `FLAT_UP_TO` passages it is flat: exact, in memory, and saved whole. Beyond, it is an inverted
file on disk, and flat only for what has changed since that was written; the file proposes
candidates, the database has their exact vectors. `benchmarks.vector_index` has the measurements.

In memory the index follows the database by difference: passage keys are never given twice and a
key's vector never changes, so the keys that are gone are dropped and those that are new are added.
A flat file is believed for the very state of the database that its label names, the inverted file
that the database names for every later state too.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from qa.collection import inverted_file
from qa.collection.database import Database, Keys
from qa.collection.inverted_file import OVERFETCH, Facts, InvertedFile
from qa.collection.manifest import Manifest, replace
from qa.embedding import Vectors
from qa.errors import CollectionError
from qa.records import Filters

FILE = "vectors.faiss"
LABEL = "vectors.json"

FLAT_UP_TO = 50_000
"""Passages up to which search is exact."""
KEPT_APART = 20_000
"""Changes after which an ingest writes the inverted file again, with them."""
_PATIENCE = 4  # times as many make a search do it
_GROWTH = 2  # or shrinkage: the centroids are made again
_REMEMBERED_FILTERS = 8
_NONE: Keys = np.empty(0, np.int64)

_log = logging.getLogger(__name__)


class VectorIndex:
    """Inner-product search over the vectors of one database; safe between threads."""

    def __init__(self, folder: Path, manifest: Manifest, database: Database) -> None:
        self._folder = folder
        self._manifest = manifest
        self._database = database
        self._lock = threading.Lock()
        self._generation = self._saved = -1
        self._passing = lru_cache(_REMEMBERED_FILTERS)(self._keys)
        self._flat: Any
        self._inverted: InvertedFile | None
        self._gone: Keys
        """Keys in the inverted file of passages that are not in the database."""
        self._gone_count: int
        """How many those were by the count of passages."""
        self._missed: Keys
        """Keys that the inverted file has lost, if it was damaged."""
        self._use(None)

    def search(
        self, vector: Vectors, limit: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """(key, cosine) of the nearest passages that pass the filters, best first."""
        if limit <= 0:
            return []
        with self._lock, self._database.snapshot():
            self._follow(KEPT_APART * _PATIENCE)
            allowed = self._passing(self._generation, filters) if filters else None
            found = self._search_flat(vector, limit, allowed)
            if self._inverted:
                found |= self._search_inverted(self._inverted, vector, limit, allowed)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def refresh(self) -> None:
        """Save the index as the database now has it. Raises `CollectionError`.

        What has changed since an inverted file was written stays in the database alone until it is
        much.
        """
        with self._lock, self._database.snapshot():
            self._follow(KEPT_APART)
            if self._inverted is None and self._saved != self._generation:
                self._save_flat()

    def drop(self) -> None:
        """Forget the index, saved or not: it is made again when it is needed next."""
        with self._lock:
            for name in (FILE, LABEL):
                (self._folder / name).unlink(missing_ok=True)
            if inverted_file.in_use(self._database):
                inverted_file.use(self._folder, self._database, None)
            self._use(None)
            self._generation = self._saved = -1

    # Search

    def _search_flat(self, vector: Vectors, limit: int, allowed: Keys | None) -> dict[int, float]:
        selector: Any = None
        size = self._flat.ntotal
        if allowed is not None:
            held = faiss.vector_to_array(self._flat.id_map)
            within = held[np.isin(held, allowed)]
            selector, size = faiss.IDSelectorBatch(within), within.size
        if size == 0:
            return {}
        parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        cosines, keys = self._flat.search(vector[None, :], min(limit, size), params=parameters)
        return dict(zip(keys[0].tolist(), cosines[0].tolist(), strict=True))

    def _search_inverted(
        self, file: InvertedFile, vector: Vectors, limit: int, allowed: Keys | None
    ) -> dict[int, float]:
        among = file.facts.passages if allowed is None else allowed.size
        if among > limit * OVERFETCH:
            keys = file.candidates(vector, limit, allowed, self._gone)
        else:
            keys = (self._database.keys() if allowed is None else allowed).tolist()
        found, vectors = self._database.vectors(keys, self._manifest.dimension)
        if found.size == 0:
            return {}
        # By the arithmetic of the flat index, so that a passage has one cosine wherever it lies.
        cosines, places = faiss.knn(
            vector[None, :], vectors, found.size, metric=faiss.METRIC_INNER_PRODUCT
        )
        return dict(zip(found[places[0]].tolist(), cosines[0].tolist(), strict=True))

    def _keys(self, _generation: int, filters: Filters) -> Keys:
        return self._database.keys(filters)

    # Following the database

    def _follow(self, kept_apart: int) -> None:
        """Hold what the database holds now, at most so much of it apart from an inverted file."""
        generation = self._database.generation
        apart = self._flat.ntotal + self._gone_count if self._inverted else 0
        if generation == self._generation and apart <= kept_apart:
            return
        if self._database.count_passages() > FLAT_UP_TO:
            self._follow_by_file(kept_apart)
        else:
            if self._inverted:
                self._use(None)
            if self._flat.ntotal == 0:
                self._load_flat(generation)
            self._change_flat(self._database.keys())
        self._generation = generation

    def _follow_by_file(self, kept_apart: int) -> None:
        file = self._inverted
        if file is None or sum(self._changes(file)) > kept_apart:
            file = self._open()  # another process may have written a newer one
        if file is None or sum(self._changes(file)) > kept_apart:
            file = self._write(file)
        if file is not self._inverted:
            self._use(file)
        _, gone = self._changes(file)
        if gone != self._gone_count:
            stored, filed = self._database.keys(), file.keys()
            self._gone = np.setdiff1d(filed, stored)
            self._missed = np.setdiff1d(stored[stored <= file.facts.newest], filed)
            self._gone_count = gone
        newer = self._database.keys(after=file.facts.newest)
        self._change_flat(np.concatenate((self._missed, newer)))

    def _use(self, file: InvertedFile | None) -> None:
        self._inverted = file
        self._flat = faiss.IndexIDMap2(faiss.IndexFlatIP(self._manifest.dimension))
        self._gone = self._missed = _NONE
        self._gone_count = 0

    def _changes(self, file: InvertedFile) -> tuple[int, int]:
        """How many passages are new since an inverted file was written, and how many gone."""
        new = self._database.count_passages(after=file.facts.newest)
        return new, file.facts.passages - (self._database.count_passages() - new)

    def _change_flat(self, wanted: Keys) -> None:
        held = faiss.vector_to_array(self._flat.id_map)
        gone: Keys = np.setdiff1d(held, wanted)
        new: Keys = np.setdiff1d(wanted, held)
        if gone.size:
            self._flat.remove_ids(faiss.IDSelectorBatch(gone))
        if new.size:
            keys, vectors = self._database.vectors(new.tolist(), self._manifest.dimension)
            self._flat.add_with_ids(vectors, keys)

    # Files

    def _load_flat(self, generation: int) -> None:
        """Take the saved flat index, if what was saved is of this generation."""
        try:
            content = np.fromfile(self._folder / FILE, np.uint8)
            label = json.loads((self._folder / LABEL).read_bytes())
            if label == self._label(content, generation):
                self._flat = faiss.deserialize_index(content)
                self._saved = generation
                return
        except (OSError, ValueError) as error:
            _log.info("%s cannot be read (%s)", self._folder / FILE, error)
        _log.info("%s is made again from the database", self._folder / FILE)

    def _save_flat(self) -> None:
        content = faiss.serialize_index(self._flat)
        label = self._label(content, self._generation)
        try:
            # The label last: without it, the file is not believed.
            replace(self._folder / FILE, content.data)
            replace(self._folder / LABEL, json.dumps(label).encode())
        except OSError as error:
            raise self._unwritable(error) from error
        self._saved = self._generation
        if inverted_file.in_use(self._database):
            inverted_file.use(self._folder, self._database, None)

    def _label(self, content: Any, generation: int) -> dict[str, object]:
        """What tells whether a saved index is that of this database in this state."""
        return {
            "collection": self._manifest.collection,
            "generation": generation,
            "sha256": hashlib.sha256(content.data).hexdigest(),
        }

    def _open(self) -> InvertedFile | None:
        """The inverted file that the database names; None if there is none or it is damaged."""
        facts = inverted_file.in_use(self._database)
        while facts:
            try:
                return InvertedFile(self._folder, facts)
            except (OSError, ValueError, RuntimeError) as error:
                _log.info("%s cannot be read (%s)", self._folder / facts.file, error)
            # Unless another process has put a newer one in its place meanwhile, that is that.
            opened, facts = facts, inverted_file.in_use(self._database)
            if facts == opened:
                break
        return None

    def _write(self, file: InvertedFile | None) -> InvertedFile:
        """An inverted file of what the database holds now: that one with the changes, or anew."""
        try:
            facts = self._merge(file) if file else None
            if facts is None:
                _log.info("An inverted file is made from %s", self._folder)
                facts = inverted_file.build(self._folder, self._database, self._manifest.dimension)
            written = InvertedFile(self._folder, facts)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            inverted_file.use(self._folder, self._database, facts)
        except BaseException:
            (self._folder / facts.file).unlink()
            raise
        for name in (FILE, LABEL):  # of when it was flat
            with suppress(OSError):
                (self._folder / name).unlink()
        return written

    def _merge(self, file: InvertedFile) -> Facts | None:
        """Write an inverted file with the changes to one; None if it is better made anew."""
        if not 1 / _GROWTH <= self._database.count_passages() / file.facts.trained <= _GROWTH:
            return None
        gone = np.setdiff1d(file.keys(), self._database.keys())
        new = self._database.all_vectors(self._manifest.dimension, after=file.facts.newest)
        return inverted_file.merge(self._folder, file.facts, gone, new)

    def _unwritable(self, error: OSError) -> CollectionError:
        return CollectionError(
            f"The index {self._folder} cannot be written ({error.strerror}).",
            "Check that the folder is writable and the disk not full.",
        )
