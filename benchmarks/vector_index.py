"""Which vector index for how many passages: flat, HNSW or an inverted file?

    python -m benchmarks.vector_index --data DIR [--work DIR] [--sizes 10000 100000 1000000]

Real vectors are those of passages, and of questions about them. A collection is made larger by
passages that nobody wrote: the vector of a real one with Gaussian noise of the covariance of the
real ones, at a cosine of about .8 with it. Every form is asked the real questions, opened anew in a
process of its own. HNSW and the inverted file hold 8 bits a number and propose `OVERFETCH`
candidates for each passage that is wanted, which the database scores; their effort is the least
with a recall@10 of `WANTED_RECALL`, for HNSW fitted on half of these questions, for the inverted
file as it fits it itself. Times are of the processor, so that others on the machine do not count.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

import faiss
import numpy as np
from faiss.contrib.exhaustive_search import knn_ground_truth

from benchmarks.datasets import load
from benchmarks.searching import stored
from qa.collection import inverted_file, vectors
from qa.collection.database import Database, Keys
from qa.collection.inverted_file import OVERFETCH, RECALL_AT, WANTED_RECALL
from qa.collection.manifest import Manifest
from qa.collection.vectors import VectorIndex
from qa.embedding import SentenceTransformerEmbedder, Vectors
from qa.records import Filters

Search = Callable[[Vectors, int, Filters | None], list[tuple[int, float]]]

_CHUNK = 10_000
_PASSAGES_PER_ARTICLE = 5
_POOL = 100
"""Passages that `qa` asks for, to read 25."""
_NOISE = 0.75
_HNSW_LINKS = 32
_SHARES = (0.5, 0.1, 0.01)
_HNSW = "hnsw.faiss"


def real(data: Path, work: Path, passages: int, questions: int) -> tuple[Vectors, Vectors]:
    """The vectors of passages and of questions about some of them."""
    dataset = load(data, "reader-train")
    embedder = SentenceTransformerEmbedder()
    asked = dataset.sample(questions)
    wanted = {one.article_id for one in asked}
    articles = sorted(dataset.articles, key=lambda one: one.id not in wanted)[:passages]
    texts = [f"{one.title}\n{one.body}" for one in articles]
    return stored(texts, embedder, work), stored([one.text for one in asked], embedder, work)


def grown(real: Vectors, size: int) -> Iterator[Vectors]:
    """The real vectors, then made-up ones, up to a size."""
    random = np.random.default_rng(0)
    spread = np.linalg.cholesky(np.cov(real.T) + 1e-6 * np.eye(real.shape[1])).astype(np.float32)
    yield real[:size]
    for first in range(len(real), size, _CHUNK):
        count = min(_CHUNK, size - first)
        noise = random.standard_normal((count, real.shape[1]), np.float32) @ spread.T
        made = real[random.integers(len(real), size=count)] + _NOISE * noise
        yield made / np.linalg.norm(made, axis=1, keepdims=True)


def collection(folder: Path, parts: Iterator[Vectors]) -> Database:
    """A database with vectors and without texts; one that an earlier run made is kept."""
    database = Database(folder)
    if (folder / "made").exists():
        return database
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    database.create()
    key = 0
    for part in parts:
        with database.writing() as sql:
            keys = range(key + 1, key + len(part) + 1)
            articles = range(
                key // _PASSAGES_PER_ARTICLE + 1, (key + len(part)) // _PASSAGES_PER_ARTICLE + 1
            )
            sql.executemany(
                "INSERT INTO articles (key, id, title, body, source, source_key, published, origin,"
                " tags, fingerprint) VALUES (?, ?, '', '', '', ?, NULL, '', '[]', '')",
                ((one, str(one), f"source{one % 100}") for one in articles),
            )
            sql.executemany(
                "INSERT INTO passages VALUES (?, ?, 0, 0, x'')",
                ((one, (one - 1) // _PASSAGES_PER_ARTICLE + 1) for one in keys),
            )
            # Passages are counted by their terms.
            sql.executemany(
                "INSERT INTO lexical (rowid, title, body) VALUES (?, '', '')",
                ((one,) for one in keys),
            )
            sql.executemany(
                "INSERT INTO vectors VALUES (?, ?)",
                zip(keys, (row.tobytes() for row in part.astype("<f2")), strict=True),
            )
        key = keys[-1]
    (folder / "made").touch()
    return database


# The forms


def build_flat(folder: Path, database: Database, dimension: int) -> None:
    _index(folder, database, dimension, inverted=False).refresh()


def build_inverted(folder: Path, database: Database, dimension: int) -> None:
    _index(folder, database, dimension, inverted=True).refresh()


def build_hnsw(folder: Path, database: Database, dimension: int) -> None:
    index = faiss.IndexHNSWSQ(
        dimension,
        faiss.ScalarQuantizer.QT_8bit,  # type: ignore[arg-type]
        _HNSW_LINKS,
        faiss.METRIC_INNER_PRODUCT,
    )
    for number, (_, part) in enumerate(database.all_vectors(dimension)):
        if number == 0:
            index.train(part)
        index.add(part)
    faiss.write_index(index, str(folder / _HNSW))


def open_flat(folder: Path, database: Database, dimension: int, _effort: int) -> Search:
    return _index(folder, database, dimension, inverted=False).search


def open_inverted(folder: Path, database: Database, dimension: int, _effort: int) -> Search:
    return _index(folder, database, dimension, inverted=True).search


def open_hnsw(folder: Path, database: Database, dimension: int, effort: int) -> Search:
    index = faiss.read_index(str(folder / _HNSW))

    def search(
        question: Vectors, limit: int, _filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        wanted = limit * OVERFETCH
        parameters = faiss.SearchParametersHNSW(  # type: ignore[attr-defined]
            efSearch=max(effort, wanted)
        )
        _, places = index.search(question[None, :], wanted, params=parameters)
        keys, found = database.vectors((places[0] + 1).tolist(), dimension)
        cosines = found @ question
        best = np.argsort(-cosines, kind="stable")[:limit]
        return list(zip(keys[best].tolist(), cosines[best].tolist(), strict=True))

    return search


def _index(folder: Path, database: Database, dimension: int, *, inverted: bool) -> VectorIndex:
    vectors.FLAT_UP_TO = 0 if inverted else 10**9
    return VectorIndex(folder, Manifest("benchmark", "", dimension, 0, 0), database)


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of index."""

    build: Callable[[Path, Database, int], None]
    open: Callable[[Path, Database, int, int], Search]
    files: str
    efforts: tuple[int, ...] = (0,)
    """From which the least is chosen that finds enough."""
    filters: bool = True


FORMS = {
    "flat": Form(build_flat, open_flat, "vectors.faiss"),
    "HNSW, 8 bits": Form(
        build_hnsw, open_hnsw, _HNSW, efforts=(40, 60, 100, 160, 250, 400), filters=False
    ),
    "inverted file, 8 bits": Form(build_inverted, open_inverted, "vectors-*.faiss"),
}


# Measuring


def measure(name: str, folder: Path, questions: Vectors, truth: Keys) -> dict[str, Any]:
    """Build and open, each in a process of its own, and ask."""
    form = FORMS[name]
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        built = pool.apply(build, (name, folder, questions.shape[1]))
        asked = pool.apply(ask, (name, folder, questions, truth))
    written = sum(file.stat().st_size for file in folder.glob(form.files))
    return {**built, "MB": written / 1e6, **asked}


def build(name: str, folder: Path, dimension: int) -> dict[str, float]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with closing(Database(folder)) as database:
        FORMS[name].build(folder, database, dimension)
    grown_by = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"build s": time.process_time() - started, "build MB": grown_by / 1e3}


def ask(name: str, folder: Path, questions: Vectors, truth: Keys) -> dict[str, Any]:
    form = FORMS[name]
    dimension = questions.shape[1]
    with closing(Database(folder)) as database:
        before = _resident()
        started = time.process_time()
        search = form.open(folder, database, dimension, form.efforts[0])
        search(questions[0], _POOL, None)
        figures: dict[str, Any] = {"first ms": 1e3 * (time.process_time() - started)}
        if name != "flat":
            half = len(questions) // 2
            for effort in form.efforts:
                search = form.open(folder, database, dimension, effort)
                if recall(search, questions[:half], truth[:half]) >= WANTED_RECALL:
                    break
        figures["recall@10"] = recall(search, questions, truth)
        spent = []
        for question in questions:
            started = time.thread_time()
            search(question, _POOL, None)
            spent.append(1e3 * (time.thread_time() - started))
        figures |= {"ms": median(spent), "resident MB": _resident() - before}
        facts = inverted_file.in_use(database)
        if name.startswith("inverted") and facts:
            figures |= {"lists": facts.lists, "probes": facts.probes, "fitted": facts.recall}
        if name.startswith("inverted"):
            for share in _SHARES:
                figures |= filtered(search, database, dimension, questions[:50], share)
        return figures


def recall(search: Search, questions: Vectors, truth: Keys) -> float:
    """Recall@10 of a search for ten."""
    return fmean(
        len(set(best.tolist()) & {key for key, _ in search(question, RECALL_AT, None)}) / RECALL_AT
        for question, best in zip(questions, truth, strict=True)
    )


def filtered(
    search: Search, database: Database, dimension: int, questions: Vectors, share: float
) -> dict[str, float]:
    """Recall@10 and time of searches in which a share of the passages is allowed."""
    sources = frozenset(f"source{number}" for number in range(round(100 * share)))
    filters = Filters(sources=sources)
    keys, allowed = database.vectors(database.keys(filters).tolist(), dimension)
    _, places = faiss.knn(questions, allowed, RECALL_AT, metric=faiss.METRIC_INNER_PRODUCT)
    search(questions[0], _POOL, filters)
    found, spent = [], []
    for question, best in zip(questions, keys[places], strict=True):
        nearest = {key for key, _ in search(question, RECALL_AT, filters)}
        found.append(len(nearest & set(best.tolist())) / RECALL_AT)
        started = time.thread_time()
        search(question, _POOL, filters)
        spent.append(1e3 * (time.thread_time() - started))
    return {f"recall@10 in {share:.0%}": fmean(found), f"ms in {share:.0%}": median(spent)}


def _resident() -> float:
    """Memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    parser.add_argument("--passages", type=int, default=4_000, help="real ones")
    parser.add_argument("--questions", type=int, default=300)
    arguments = parser.parse_args()
    passages, questions = real(
        arguments.data, arguments.work, arguments.passages, arguments.questions
    )
    for size in arguments.sizes:
        folder = arguments.work / f"vector_index-{size}"
        database = collection(folder, grown(passages, size))
        stream = (part for _, part in database.all_vectors(passages.shape[1]))
        started = time.process_time()
        _, places = knn_ground_truth(  # type: ignore[no-untyped-call]
            questions, stream, RECALL_AT, faiss.METRIC_INNER_PRODUCT
        )
        print(f"{size:,} passages; exact search of all {time.process_time() - started:.0f} s")
        for name in arguments.forms:
            figures = measure(name, folder, questions, database.keys()[places])
            told = ", ".join(f"{what} {value:.4g}" for what, value in figures.items())
            print(f"  {name:22} {told}", flush=True)


if __name__ == "__main__":
    main()
