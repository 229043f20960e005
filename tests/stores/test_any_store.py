"""Whatever store has the vectors, the same is found as without one."""

from __future__ import annotations

from datetime import date

import pytest

from qa.records import Article, Filters
from qa.stores import OpenStore
from tests.factories import Shelf, article

DRONES = article("Serbia cancelled the drones.", id="drones", published="2024-10-11")
JETS = article("Croatia bought twelve jets.", id="jets", published="2024-10-12", source="O’Hara's")
SHIPS = article("Greece sold three ships.", id="ships", source='The "Sea" \\ Post')


def found(shelf: Shelf, question: str, filters: Filters | None = None) -> list[tuple[int, float]]:
    vector = shelf.embedder.embed_question(question)
    return shelf.collection.nearest(vector, 1_000, filters)


def beside(shelf: Shelf) -> Shelf:
    """The same collection, searched in this process."""
    return Shelf(shelf.folder, shelf.embedder)


def test_what_is_stored_changed_and_removed_is_found_as_without_a_store(kept: Shelf) -> None:
    assert kept.nearest("jets") == []
    kept.put(DRONES, JETS, SHIPS)
    assert kept.nearest("jets", 1) == ["jets"]
    kept.put(article("Serbia ordered the drones again.", id="drones", published="2024-10-13"))
    kept.collection.remove("jets")
    kept.collection.refresh()
    assert kept.nearest("drones", 5) == ["drones", "ships"]
    other = beside(kept)
    for question in ("drones", "Serbia ordered ships"):
        (keys, cosines), (expected, near) = (
            zip(*found(shelf, question), strict=True) for shelf in (kept, other)
        )
        assert keys == expected
        assert cosines == pytest.approx(near, abs=1e-6)
    other.collection.close()


def test_filters_reach_the_store(kept: Shelf) -> None:
    kept.put(DRONES, JETS, SHIPS)
    day = date.fromisoformat
    for filters, expected in (
        (Filters(since=day("2024-10-12")), {"jets"}),
        (Filters(until=day("2024-10-11")), {"drones"}),
        (Filters(until=day("2024-10-12")), {"drones", "jets"}),
        (Filters(day("2024-10-11"), day("2024-10-12")), {"drones", "jets"}),
        (Filters(sources=frozenset({"o’hara's"})), {"jets"}),
        (Filters(sources=frozenset({'THE "SEA" \\ POST', "The Courier"})), {"drones", "ships"}),
        (Filters(since=day("2025-01-01")), set()),
        (Filters(sources=frozenset({"\ud800' or 1 == 1"})), set()),
    ):
        assert set(kept.nearest("jets", 5, filters)) == expected


def test_what_was_stored_without_the_store_is_sent_when_it_is_searched(
    kept: Shelf, store: OpenStore
) -> None:
    alone = beside(kept)
    alone.put(DRONES, JETS)
    assert kept.nearest("jets") == ["jets", "drones"]
    alone.collection.remove("drones")
    alone.put(SHIPS)
    assert set(kept.nearest("jets")) == {"jets", "ships"}
    alone.collection.close()


@pytest.mark.parametrize("store", ["simple", "server"], indirect=True)
def test_a_long_article_is_found_whole(kept: Shelf) -> None:
    long = "".join(f"Sentence number {n} is about jets. " for n in range(6_000))
    kept.put(article(long, id="long"))
    passages = kept.collection.count_passages()
    assert passages > 1_000  # more than are sent together
    assert len(found(kept, "jets")) == 1_000
    kept.put(Article("long", "News", "Ships came.", "", None, None, "file:///news/long.md", ()))
    assert len(found(kept, "jets")) == 1
