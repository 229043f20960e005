"""Articles ingested over two machines are those of one, even when a machine dies."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa import Assistant, QAError, SentenceTransformerEmbedder, distributed
from qa.collection.database import FILE
from qa.distributed import RayEmbedder
from tests.conftest import SEEDS
from tests.ray.cluster import Cluster

HEADLINE = "Why did Serbia cancel the Bayraktar order?"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster() as started:
        yield started


def ingesting(source: Path, index: Path, address: str) -> subprocess.Popen[str]:
    """`qa ingest --ray` in a process of its own, as Ray takes over signals and logs."""
    arguments = ["ingest", str(source), "--index", str(index), "--ray", address]
    return subprocess.Popen(
        [sys.executable, "-c", f"from qa.cli import main; main({arguments!r})"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def vectors(index: Path) -> dict[tuple[str, int], np.ndarray]:
    with closing(sqlite3.connect(index / FILE)) as sql:
        rows = sql.execute(
            "SELECT a.id, p.start, v.vector FROM passages p JOIN articles a ON a.key = p.article"
            " JOIN vectors v ON v.passage = p.key"
        )
        return {
            (article, start): np.frombuffer(blob, "<f2").astype(np.float32)
            for article, start, blob in rows
        }


def test_a_cluster_embeds_as_this_machine_and_outlives_a_node(
    cluster: Cluster,
    tmp_path: Path,
    index: Path,
    assistant: Assistant,
    embedder: SentenceTransformerEmbedder,
) -> None:
    run = ingesting(SEEDS, tmp_path / "index", cluster.address)
    cluster.wait_until_the_other_embeds()
    cluster.kill_the_other()
    _, err = run.communicate(timeout=240)
    assert (run.returncode, err) == (0, "")
    expected, found = vectors(index), vectors(tmp_path / "index")
    assert expected.keys() == found.keys()
    assert all(found[place] @ vector > 0.999 for place, vector in expected.items())
    with Assistant.open(tmp_path / "index", embedder=embedder) as opened:
        assert opened.ask(HEADLINE).text == assistant.ask(HEADLINE).text


def test_without_a_cluster_there_is_one_clear_line(tmp_path: Path) -> None:
    run = ingesting(SEEDS / "balkans", tmp_path / "index", "127.0.0.1:1")
    out, err = run.communicate(timeout=120)
    assert (run.returncode, out) == (1, "")
    assert err.startswith("qa: There is no Ray cluster at 127.0.0.1:1. Give --ray the HOST:PORT")
    assert len(err.splitlines()) == 1


def test_without_its_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "installed", lambda _: False)
    with pytest.raises(QAError, match=r"not installed.*pip install 'qa\[ray\]'"):
        RayEmbedder("127.0.0.1:1")
