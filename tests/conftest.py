"""The example articles behind the real embedding model, ingested once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from qa import Assistant, SentenceTransformerEmbedder
from tests.factories import Shelf
from tests.llm.servers import SmallModel

settings.register_profile("qa", deadline=None, max_examples=200)
settings.load_profile("qa")

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """An empty collection behind the hashing embedder."""
    opened = Shelf(tmp_path / "index")
    yield opened
    opened.collection.close()


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def untouched(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Path:
    """The folder of an index of all example articles, to be copied and never opened.

    A process that reads a database's file while it has it open gives up SQLite's locks on it, and
    the next process to close it takes the log away.
    """
    folder = tmp_path_factory.mktemp("untouched") / "index"
    with Assistant.open(folder, embedder=embedder) as assistant:
        report = assistant.ingest(SEEDS)
    assert not report.skipped
    return folder


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, untouched: Path) -> Path:
    """The folder of an index of all example articles, to be opened and not changed."""
    return shutil.copytree(untouched, tmp_path_factory.mktemp("real") / "index")


@pytest.fixture(scope="session")
def assistant(index: Path, embedder: SentenceTransformerEmbedder) -> Iterator[Assistant]:
    with Assistant.open(index, embedder=embedder) as opened:
        yield opened


@pytest.fixture(scope="session")
def small_model() -> Iterator[SmallModel]:
    started = SmallModel()
    yield started
    started.kill()


@pytest.fixture
def mortal_model() -> Iterator[SmallModel]:
    """One that a test may kill."""
    started = SmallModel()
    yield started
    started.kill()
