from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.stores import OpenStore, from_setting
from tests.factories import Shelf
from tests.stores import kinds
from tests.stores.servers import TOKEN, Milvus


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Milvus]:
    started = Milvus(tmp_path_factory.mktemp("milvus"))
    yield started
    started.kill()


@pytest.fixture(params=["simple", "qdrant", "lite", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> OpenStore:
    """An empty store of each kind."""
    if request.param == "simple":
        return kinds.simple()
    if request.param == "qdrant":
        return kinds.qdrant(tmp_path / "qdrant")
    if request.param == "lite":
        return kinds.lite(tmp_path)
    return from_setting(request.getfixturevalue("milvus").setting, TOKEN)


@pytest.fixture
def kept(tmp_path: Path, store: OpenStore) -> Iterator[Shelf]:
    """An empty collection whose vectors such a store has."""
    opened = Shelf(tmp_path / "index", store=store)
    yield opened
    opened.collection.close()
