"""The FAISS index of a collection: derived from its database, which can make it again.

The saved file is believed only for the very state of the database that its label names. In memory
the index follows the database by difference: passage keys are never given twice and a key's vector
never changes, so the keys that are gone are dropped and those that are new are added.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from qa.collection.database import Database, Keys
from qa.collection.manifest import Manifest, replace
from qa.embedding import Vectors
from qa.errors import CollectionError
from qa.records import Filters

FILE = "vectors.faiss"
LABEL = "vectors.json"

_log = logging.getLogger(__name__)


class VectorIndex:
    """Exact inner-product search over the vectors of one database; safe between threads."""

    def __init__(self, folder: Path, manifest: Manifest, database: Database) -> None:
        self._folder = folder
        self._manifest = manifest
        self._database = database
        self._lock = threading.Lock()
        self._index: Any = None
        self._generation = self._saved = -1

    def search(
        self, vector: Vectors, limit: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """(key, cosine) of the nearest passages that pass the filters, best first."""
        with self._lock:
            index = self._current()
            if filters:
                allowed = self._database.keys(filters)
                limit = min(limit, len(allowed))
                selector = faiss.IDSelectorBatch(allowed)
                parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            else:
                limit = min(limit, index.ntotal)
                parameters = None
            if limit == 0:
                return []
            cosines, keys = index.search(vector[None, :], limit, params=parameters)
        found = zip(keys[0].tolist(), cosines[0].tolist(), strict=True)
        return sorted(
            ((key, cosine) for key, cosine in found if key >= 0),
            key=lambda pair: (-pair[1], pair[0]),
        )

    def refresh(self) -> None:
        """Save the index as the database now has it. Raises `CollectionError`."""
        with self._lock:
            index = self._current()
            if self._saved == self._generation:
                return
            content = faiss.serialize_index(index)
            label = self._label(content, self._generation)
            try:
                # The label last: without it, the file is not believed.
                replace(self._folder / FILE, content.data)
                replace(self._folder / LABEL, json.dumps(label).encode())
            except OSError as error:
                raise CollectionError(
                    f"The index {self._folder} cannot be written ({error.strerror}).",
                    "Check that the folder is writable and the disk not full.",
                ) from error
            self._saved = self._generation

    def drop(self) -> None:
        """Forget the index, saved or not: it is made again when it is needed next."""
        with self._lock:
            (self._folder / FILE).unlink(missing_ok=True)
            (self._folder / LABEL).unlink(missing_ok=True)
            self._index = None
            self._generation = self._saved = -1

    def _current(self) -> Any:
        """The index, holding what the database holds now."""
        generation = self._database.generation
        if generation != self._generation:
            if self._index is None:
                self._index = self._load(generation)
            self._catch_up()
            self._generation = generation
        return self._index

    def _catch_up(self) -> None:
        held = faiss.vector_to_array(self._index.id_map)
        wanted = self._database.keys()
        gone: Keys = np.setdiff1d(held, wanted)
        new: Keys = np.setdiff1d(wanted, held)
        if gone.size:
            self._index.remove_ids(faiss.IDSelectorBatch(gone))
        if new.size:
            keys, vectors = self._database.vectors(new.tolist(), self._manifest.dimension)
            self._index.add_with_ids(vectors, keys)

    def _load(self, generation: int) -> Any:
        """The saved index, or an empty one if what was saved is not of this generation."""
        try:
            content = np.fromfile(self._folder / FILE, np.uint8)
            label = json.loads((self._folder / LABEL).read_bytes())
            if label == self._label(content, generation):
                index = faiss.deserialize_index(content)
                self._saved = generation
                return index
        except (OSError, ValueError) as error:
            _log.info("%s cannot be read (%s)", self._folder / FILE, error)
        _log.info("%s is made again from the database", self._folder / FILE)
        return faiss.IndexIDMap2(faiss.IndexFlatIP(self._manifest.dimension))

    def _label(self, content: Any, generation: int) -> dict[str, object]:
        """What tells whether a saved index is that of this database in this state."""
        return {
            "collection": self._manifest.collection,
            "generation": generation,
            "sha256": hashlib.sha256(content.data).hexdigest(),
        }
