"""Approximate search among many vectors: an inverted file with scalar quantisation, memory-mapped.

Vectors lie in lists around centroids (IVF, Jégou, Douze and Schmid 2011), each number in 8 bits
(FAISS `IndexIVFScalarQuantizer`). A search reads the lists nearest to the question and proposes
candidates; their cosines are for the database to tell. What of the file is needed to find one's way
in it is checked on opening; the rest is never read as a whole, and the worst that damage there can
do is to propose other candidates.
"""

from __future__ import annotations

import hashlib
import math
import os
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt
from faiss.contrib.exhaustive_search import knn_ground_truth

from qa.collection.database import Database, Keys, run
from qa.collection.manifest import ABANDONED_AFTER
from qa.embedding import Vectors

_PREFIX, _SUFFIX = "vectors-", ".faiss"
RECALL_AT = 10
WANTED_RECALL = 0.995
"""Over questions made up of stored vectors; those that people ask find about 0.01 less."""
OVERFETCH = 4
"""Candidates for each passage that is wanted, so that the 8 bits cost no recall."""

_LISTS_PER_ROOT = 4  # lists are this times the root of the number of vectors
_TRAINED_PER_LIST = 32
_ITERATIONS = 10
_FITTED_ON = 256  # questions made up to fit how many lists a search reads
_STEP = 1.25
_ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database knows of its inverted file; `inverted_file.sql` tells what each is."""

    file: str
    bytes: int
    sha256: str
    head: int
    head_sha256: str
    passages: int
    newest: int
    trained: int
    lists: int
    probes: int
    recall: float


_COLUMNS = ", ".join(field.name for field in fields(Facts))


def in_use(database: Database) -> Facts | None:
    """The facts of the inverted file that the database has now, whatever a snapshot shows."""
    if not database.rows("SELECT 1 FROM sqlite_master WHERE name = 'inverted_file'", latest=True):
        return None
    rows = database.rows(f"SELECT {_COLUMNS} FROM inverted_file", latest=True)
    return Facts(*rows[0]) if rows else None


def use(folder: Path, database: Database, facts: Facts | None) -> None:
    """Put an inverted file, or none, in the place of the one in use, and delete what is not used.

    Raises `CollectionError`.
    """
    with database.writing() as sql:
        run(sql, "inverted_file.sql")
        replaced = {name for (name,) in sql.execute("SELECT file FROM inverted_file")}
        sql.execute("DELETE FROM inverted_file")
        if facts is not None:
            marks = ", ".join("?" * len(fields(facts)))
            sql.execute(f"INSERT INTO inverted_file ({_COLUMNS}) VALUES ({marks})", astuple(facts))
    for file in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            unfinished = time.time() - file.stat().st_mtime > ABANDONED_AFTER
            if file.name in replaced or (unfinished and (facts is None or file.name != facts.file)):
                file.unlink()


class InvertedFile:
    """One file, open for search; other processes may replace it meanwhile."""

    def __init__(self, folder: Path, facts: Facts) -> None:
        """Map the file. Raises OSError or ValueError if it is not there or not as it was."""
        self.facts = facts
        path = folder / facts.file
        with path.open("rb") as file:
            head = file.read(facts.head)
            size = file.seek(0, 2)
        if size != facts.bytes or hashlib.sha256(head).hexdigest() != facts.head_sha256:
            raise ValueError(f"{path} is damaged")
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        self._lists = _mapped_lists(self._index)
        # A thread for each list that is read next: slower than reading, once the file is in memory.
        self._lists.prefetch_nthread = 0

    def keys(self) -> Keys:
        """The keys of all vectors, ascending."""
        found = [
            faiss.rev_swig_ptr(self._lists.get_ids(number), size).copy()
            for number in range(self._lists.nlist)
            if (size := self._lists.list_size(number))
        ]
        return np.sort(np.concatenate(found))

    def candidates(
        self, vector: Vectors, limit: int, among: Keys | None = None, without: Keys | None = None
    ) -> list[int]:
        """Keys of passages that may be the nearest, `OVERFETCH` for each that is wanted.

        Where few are allowed, more lists are read, for the same arithmetic.
        """
        probes = self.facts.probes
        selector: Any = None
        if among is not None:
            selector = faiss.IDSelectorBitmap(
                _bitmap(among, self.facts.newest)  # type: ignore[call-arg,arg-type]
            )
            probes = math.ceil(probes * self.facts.passages / max(len(among), 1))
        elif without is not None and without.size:
            selector = faiss.IDSelectorNot(faiss.IDSelectorBatch(without))
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=min(probes, self.facts.lists))  # type: ignore[call-arg]
        wanted = min(limit * OVERFETCH, self.facts.passages)
        _, found = self._index.search(vector[None, :], wanted, params=parameters)
        return [key for key in found[0].tolist() if key >= 0]


def build(folder: Path, database: Database, dimension: int) -> Facts:
    """Write a new inverted file of all vectors of a database. Raises OSError."""
    keys = database.keys()
    lists = min(round(_LISTS_PER_ROOT * math.sqrt(keys.size)), keys.size)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.niter = _ITERATIONS
    index.cp.min_points_per_centroid = 1
    sample = _spread(keys, lists * _TRAINED_PER_LIST)
    index.train(database.vectors(sample.tolist(), dimension)[1])
    for added, vectors in database.all_vectors(dimension):
        index.add_with_ids(vectors, added)
    probes, recall = _fit(index, database, keys, dimension)
    return _write(folder, index, int(keys[-1]), keys.size, probes, recall)


def merge(
    folder: Path, facts: Facts, gone: Keys, new: Iterable[tuple[Keys, Vectors]]
) -> Facts | None:
    """Write a new inverted file with the changes to one; None if that one is damaged or not there.

    The centroids stay. Raises OSError.
    """
    path = folder / facts.file
    if not sound(path, facts):
        return None
    index = faiss.read_index(str(path))
    if gone.size:
        index.remove_ids(faiss.IDSelectorBatch(gone))
    newest = facts.newest
    for keys, vectors in new:
        index.add_with_ids(vectors, keys)
        newest = int(keys[-1])
    return _write(folder, index, newest, facts.trained, facts.probes, facts.recall)


def sound(path: Path, facts: Facts) -> bool:
    """Whether an inverted file is there and as it was written; reads the whole of it."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == facts.sha256
    except OSError:
        return False


def _fit(index: Any, database: Database, keys: Keys, dimension: int) -> tuple[int, float]:
    """The fewest lists to read for the wanted recall, and the recall that they give.

    A question is made up of three stored vectors, a + b - c: about as far from the nearest passages
    as what people ask, and spread as the passages are. `benchmarks.vector_index` compares the two.
    """
    sample = _spread(keys, 3 * _FITTED_ON)
    a, b, c = (database.vectors(sample[i::3].tolist(), dimension)[1] for i in range(3))
    questions = a[: len(c)] + b[: len(c)][::-1] - c
    faiss.normalize_L2(questions)
    stream = (vectors for _, vectors in database.all_vectors(dimension))
    _, places = knn_ground_truth(  # type: ignore[no-untyped-call]
        questions, stream, RECALL_AT, faiss.METRIC_INNER_PRODUCT
    )
    truth = keys[places]
    probes = 1
    while True:
        parameters = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]
        _, found = index.search(questions, RECALL_AT * OVERFETCH, params=parameters)
        recall = float((truth[:, :, None] == found[:, None, :]).any(axis=2).mean())
        if recall >= WANTED_RECALL or probes == index.nlist:
            return probes, round(recall, 4)
        probes = min(math.ceil(probes * _STEP), index.nlist)


def _write(
    folder: Path, index: Any, newest: int, trained: int, probes: int, recall: float
) -> Facts:
    path = folder / f"{_PREFIX}{uuid.uuid4().hex}{_SUFFIX}"
    digest = hashlib.sha256()

    def write(part: bytes) -> None:
        digest.update(part)
        out.write(part)

    try:
        with path.open("xb") as out:
            faiss.write_index(index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        head = size - index.ntotal * (index.code_size + _ID_BYTES)
        with path.open("rb") as file:
            head_sha256 = hashlib.sha256(file.read(head)).hexdigest()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Facts(
        file=path.name,
        sha256=digest.hexdigest(),
        bytes=size,
        head=head,
        head_sha256=head_sha256,
        passages=index.ntotal,
        newest=newest,
        trained=trained,
        lists=index.nlist,
        probes=probes,
        recall=recall,
    )


def _mapped_lists(index: Any) -> Any:
    return faiss.downcast_InvertedLists(index.invlists)


def _spread(keys: Keys, count: int) -> Keys:
    """So many of the keys, or all, evenly spread."""
    places = np.linspace(0, keys.size - 1, min(count, keys.size)).astype(np.int64)
    return np.asarray(keys[places])


def _bitmap(keys: Keys, newest: int) -> npt.NDArray[np.uint8]:
    """A bit for each key up to the newest, as FAISS reads them."""
    allowed = np.zeros(newest + 1, bool)
    allowed[keys[keys <= newest]] = True
    return np.packbits(allowed, bitorder="little")
