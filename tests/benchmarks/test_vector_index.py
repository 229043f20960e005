"""What is measured as an inverted file is one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from benchmarks.vector_index import collection, measure
from qa.collection import inverted_file


def test_it_is_built_as_such_and_finds_what_is_near(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    vectors = random.standard_normal((600, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with closing(collection(tmp_path / "it", iter([vectors[:400], vectors[400:]]))) as database:
        assert database.count_passages() == 600
        truth = np.argsort(-(vectors[:20] @ vectors.T))[:, :10] + 1
        told = measure("inverted file, 8 bits", tmp_path / "it", vectors[:20], truth)
        assert told["recall@10"] > 0.9
        assert told["MB"] > 0
        assert inverted_file.in_use(database)
