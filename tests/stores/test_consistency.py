"""Whatever breaks off, the store has what the database has when it is next searched."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.vector_stores import SimpleVectorStore

from qa import CollectionError, StoreUnavailable
from qa.collection.database import FILE
from qa.collection.remote import RemoteIndex
from qa.stores import OpenStore
from tests.factories import Shelf, article

DRONES = article("Serbia cancelled the drones.", id="drones")
JETS = article("Croatia bought twelve jets.", id="jets")
SHIPS = article("Greece sold three ships.", id="ships")


class Broken(Exception):
    """What a client library raises, whatever it is called."""


class Frail:
    """LlamaIndex's store in memory, which outlives a process and breaks off when told to."""

    def __init__(self) -> None:
        self.kept = SimpleVectorStore()
        self.calls = 0
        self.breaks_at: int | None = None
        self.sent = 0

    def __call__(self, name: str, dimension: int) -> Any:
        return self

    def add(self, nodes: list[Any]) -> list[str]:
        self._count()
        self.sent += len(nodes)
        return self.kept.add(nodes)

    def delete_nodes(self, node_ids: list[str] | None = None, filters: Any = None) -> None:
        self._count()
        self.kept.delete_nodes(node_ids, filters)

    def query(self, query: Any) -> Any:
        self._count()
        return self.kept.query(query)

    def _count(self) -> None:
        self.calls += 1
        if self.breaks_at is not None and self.calls >= self.breaks_at:
            raise Broken


@pytest.fixture
def frail() -> Frail:
    return Frail()


@pytest.fixture
def kept(tmp_path: Path, frail: Frail) -> Iterator[Shelf]:
    opened = Shelf(tmp_path / "index", store=frail)
    yield opened
    opened.collection.close()


def held(frail: Frail) -> int:
    """How many vectors the store has, its mark not counted."""
    return len(frail.kept.data.embedding_dict) - 1


def test_it_is_made_good_wherever_sending_broke_off(kept: Shelf, frail: Frail) -> None:
    kept.put(DRONES, JETS)
    for calls in range(1, 20):
        frail.calls, frail.breaks_at = 0, calls
        with suppress(StoreUnavailable):
            kept.put(article(f"Greece sold {calls} ships.", id="ships"))
        whole = frail.calls < calls
        frail.breaks_at = None
        assert kept.nearest(f"Greece sold {calls} ships", 5)[0] == "ships"
        assert held(frail) == kept.collection.count_passages() == 3
        if whole:
            break
    assert calls > 5  # look for marks, a new one, off with the old, what is gone, what is new


def test_what_was_stored_while_it_was_away_is_sent_when_it_is_back(
    kept: Shelf, frail: Frail
) -> None:
    frail.breaks_at = 0
    with pytest.raises(StoreUnavailable, match=r"answer \(Broken\).*what was ingested is kept"):
        kept.put(DRONES, JETS)
    with pytest.raises(StoreUnavailable):
        kept.nearest("jets")
    assert kept.collection.count_articles() == 2
    frail.breaks_at = None
    embedded = kept.embedder.embedded
    assert kept.nearest("jets") == ["jets", "drones"]
    assert kept.embedder.embedded == embedded


def test_a_store_that_starts_again_between_two_searches_is_not_noticed(
    kept: Shelf, frail: Frail, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put(JETS)
    monkeypatch.setattr(frail, "query", _fails_once(frail.query))
    assert kept.nearest("jets") == ["jets"]


def _fails_once(call: Callable[..., Any]) -> Callable[..., Any]:
    failed: list[bool] = []

    def fails(*arguments: Any) -> Any:
        if not failed:
            failed.append(True)
            raise Broken
        return call(*arguments)

    return fails


@pytest.mark.parametrize("reopened", [False, True])
def test_a_store_that_lost_everything_is_filled_again(
    kept: Shelf, frail: Frail, reopened: bool
) -> None:
    kept.put(DRONES, JETS)
    embedded = kept.embedder.embedded
    frail.kept = SimpleVectorStore()
    if reopened:
        kept = kept.reopened()
    else:
        kept.collection.refresh()
    assert kept.nearest("jets") == ["jets", "drones"]
    assert kept.embedder.embedded == embedded


def test_what_has_not_changed_is_not_sent_again(kept: Shelf, frail: Frail) -> None:
    kept.put(DRONES, JETS)
    sent = frail.sent
    again = kept.reopened()
    again.put(DRONES, JETS)
    again.nearest("jets")
    assert frail.sent == sent
    again.put(SHIPS)
    assert frail.sent == sent + 2  # a mark, and what is new


def test_another_store_gets_everything_and_so_does_the_first_again(
    kept: Shelf, frail: Frail
) -> None:
    kept.put(DRONES, JETS)
    other = Frail()
    elsewhere = Shelf(kept.folder, kept.embedder, other)
    assert elsewhere.nearest("jets") == ["jets", "drones"]
    elsewhere.collection.remove("drones")
    elsewhere.put(SHIPS)
    assert set(kept.reopened().nearest("jets")) == {"jets", "ships"}
    assert held(frail) == 2
    elsewhere.collection.close()


def test_a_collection_restored_from_a_backup_is_found_as_it_was(kept: Shelf, frail: Frail) -> None:
    kept.put(DRONES, JETS)
    kept.collection.close()
    backup = shutil.copy(kept.folder / FILE, kept.folder.parent / "backup")
    kept.collection.remove("jets")
    kept.put(SHIPS)
    kept.collection.close()
    shutil.copy(backup, kept.folder / FILE)
    restored = kept.reopened()
    assert restored.nearest("jets") == ["jets", "drones"]
    restored.put(article("Croatia sold a boat.", id="boat"))  # with the key that the ships had
    assert restored.nearest("boat", 1) == ["boat"]
    assert held(frail) == 3


def test_two_processes_send_in_turn(kept: Shelf, frail: Frail) -> None:
    other = Shelf(kept.folder, kept.embedder, frail)
    kept.put(DRONES)
    assert other.nearest("drones") == ["drones"]
    other.put(JETS)
    other.collection.remove("drones")
    assert kept.nearest("jets") == ["jets"]
    assert held(frail) == 1
    other.collection.close()


def test_a_search_inside_a_snapshot_sends_too_and_shows_the_snapshot(kept: Shelf) -> None:
    kept.put(DRONES)
    other = Shelf(kept.folder, kept.embedder, kept.store)
    with kept.collection.snapshot():
        assert kept.collection.count_passages() == 1
        other.put(JETS)
        assert kept.nearest("jets") == ["drones"]
    assert kept.nearest("jets") == ["jets", "drones"]
    other.collection.close()


def test_forgetting_what_was_sent_sends_it_again(kept: Shelf, frail: Frail) -> None:
    kept.put(DRONES, JETS)
    sent = frail.sent
    index = kept.collection._vectors
    assert isinstance(index, RemoteIndex)
    index.drop()
    index.refresh()
    assert frail.sent == sent + 3
    assert kept.nearest("jets") == ["jets", "drones"]


def test_collections_share_a_store_and_see_their_own(tmp_path: Path, store: OpenStore) -> None:
    one, two = (Shelf(tmp_path / name, store=store) for name in ("one", "two"))
    one.put(DRONES)
    two.put(JETS)
    assert one.nearest("jets") == ["drones"]
    assert two.nearest("jets") == ["jets"]
    one.collection.close()
    two.collection.close()


def test_a_folder_that_cannot_be_written_is_not_taken_for_a_store_that_is_down(
    kept: Shelf, tmp_path: Path
) -> None:
    (kept.folder / "store.lock").mkdir()
    with pytest.raises(CollectionError, match="cannot be written") as told:
        kept.put(DRONES)
    assert not isinstance(told.value, StoreUnavailable)
