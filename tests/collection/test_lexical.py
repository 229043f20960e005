"""However a question is searched for, the same passages are found with the same scores."""

from __future__ import annotations

import logging
import os
import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from qa.collection import lexical, postings
from qa.collection.database import FILE, Database
from qa.collection.lexical import LOCK, PREFIX, LexicalIndex
from qa.collection.postings import Postings
from qa.records import Article, Filters
from tests.collection.stories import index, stories, write
from tests.collection.test_concurrency import process
from tests.factories import Shelf, article, full_disk

ARTICLES = 40
WORDS = [f"w{number}" for number in range(60)]
RARER = [1 / (rank + 1) for rank in range(60)]
FIRST_DAY = date(2024, 1, 1)
FILTERS = [
    None,
    Filters(since=date(2024, 1, 15)),
    Filters(until=date(2024, 1, 5)),
    Filters(date(2024, 1, 3), date(2024, 1, 20), frozenset({"COURIER"})),
    Filters(sources=frozenset({"Courier", ""})),
    Filters(sources=frozenset({"nobody", "\udcff"})),
]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index is made for dozens of passages, as it would be for thousands."""
    monkeypatch.setattr(lexical, "UNINDEXED", 20)
    monkeypatch.setattr(lexical, "FREQUENT", 30)
    monkeypatch.setattr(lexical, "_READ_AT_ONCE", 50)


def tale(chance: random.Random, number: int) -> Article:
    """An article of common and rare words, of any length, on a day of January or on none."""
    body = " ".join(chance.choices(WORDS, RARER, k=chance.randint(1, 150)))
    day = f"{FIRST_DAY + timedelta(days=number % 30)}" if number % 7 else None
    source = ("Courier", "Écho", "")[number % 3]
    title = " ".join(chance.choices(WORDS, k=3))
    return article(f"{body}.", id=f"{number}", title=title, published=day, source=source)


@pytest.fixture
def told(shelf: Shelf) -> Shelf:
    """Some articles, indexed."""
    chance = random.Random(1)
    shelf.put(*(tale(chance, number) for number in range(ARTICLES)))
    assert indexes(shelf)
    return shelf


def indexes(shelf: Shelf) -> set[Path]:
    return set(shelf.folder.glob(f"{PREFIX}*"))


def agree(shelf: Shelf, seed: int = 0, limit: int = 10) -> None:
    """Fails unless search finds what FTS5 finds, and each term is counted right."""
    chance = random.Random(seed)
    database = Database(shelf.folder)
    stored = database.terms_of(database.keys().tolist()).values()
    counts = Counter(term for each in stored for term in set(each.split()))
    words = [*sorted(counts), "unknown"]
    for filters in FILTERS:
        for _ in range(8):
            wanted = chance.choices(words, k=chance.randint(1, 12))
            found = shelf.collection.match(wanted, limit, filters)
            expected = database.match(list(dict.fromkeys(wanted)), limit, filters)
            assert found == expected
    assert shelf.collection.document_frequencies(words) == counts
    assert database.lexical_totals() == (len(stored), sum(len(each.split()) for each in stored))
    assert shelf.collection.count_passages() == len(stored)
    database.close()


# The same as FTS5


def test_an_index_proposes_and_the_scores_are_those_of_fts5(
    told: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(told)
    monkeypatch.delattr(Database, "match")
    assert len(told.collection.match(WORDS[:3], 10)) == 10


def test_few_passages_need_no_index(shelf: Shelf) -> None:
    shelf.put(*(article(f"w{number} w1.", id=f"{number}") for number in range(20)))
    agree(shelf)
    assert not indexes(shelf)
    assert not (shelf.folder / LOCK).exists()


def test_no_change_makes_a_difference_between_them(told: Shelf) -> None:
    chance = random.Random(2)
    seen = set()
    for turn in range(8):
        changed = chance.sample(range(ARTICLES + 10), 6)
        for number in changed[:2]:
            told.collection.remove(f"{number}")
        told.put(*(tale(chance, number) for number in changed[2:]))
        agree(told, turn)
        seen |= indexes(told)
    assert len(seen) > 2  # they were made on the way, and those that were needed no more are gone
    assert len(indexes(told)) <= 2


def test_of_equals_the_first_stored_comes_first(shelf: Shelf) -> None:
    shelf.put(*(article("Jets came.", id=f"{number}") for number in range(50)))
    assert shelf.match("jets", 30) == [f"{number}" for number in range(30)]


def test_a_score_is_bm25_by_the_book(shelf: Shelf) -> None:
    plain = [article("Ships left port.", id=f"{number}", title="") for number in range(30)]
    shelf.put(*plain, article("Jets came, jets left.", id="jets", title="Jets"))
    ((_, score),) = shelf.collection.match(["jet"], 5)
    # 31 passages, 1 with the word: idf = ln(30.5 / 1.5) = 3.0123; it is there 3 times among 5
    # terms, where the average is (30 · 3 + 5) / 31 = 3.0645:
    # 3.0123 · 3 · 2.2 / (3 + 1.2 · (0.25 + 0.75 · 5 / 3.0645)) = 4.1693.
    assert score == pytest.approx(4.1693, abs=1e-4)


def test_what_is_proposed_is_enough_however_many_are_nearly_as_good(
    told: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "_PROPOSED", 1)
    monkeypatch.setattr(lexical, "_PROPOSED_MORE", 2)
    agree(told, limit=3)


def test_a_snapshot_is_searched_as_it_was(told: Shelf) -> None:
    before = told.collection.match(["w1", "w30"], 10)
    other = Shelf(told.folder, told.embedder)
    with told.collection.snapshot():
        assert told.collection.match(["w1", "w30"], 10) == before
        other.put(*(article("W1 w30.", id=f"new{number}") for number in range(50)))
        assert told.collection.match(["w1", "w30"], 10) == before
    assert told.collection.match(["w1", "w30"], 10) != before
    agree(told)
    other.collection.close()


# The index is derived: whatever becomes of it, the same is found


def _missing(index: Path) -> None:
    shutil.rmtree(index)


def _without_a_file(index: Path) -> None:
    next(index.glob("*.idx")).unlink()


def _emptied(index: Path) -> None:
    (index / "meta.json").write_bytes(b"")


def _half(index: Path) -> None:
    os.truncate(next(index.glob("*.idx")), 10)


def _one_bit(index: Path) -> None:
    file = next(index.glob("*.idx"))
    content = bytearray(file.read_bytes())
    content[3] ^= 1
    file.write_bytes(content)


def _of_others(index: Path) -> None:
    shutil.rmtree(index)
    postings.write(index, [postings.Entry(1, "w1 w2", None, "")], None)


@pytest.mark.parametrize(
    "damage",
    [_missing, _without_a_file, _emptied, _half, _one_bit, _of_others],
)
def test_a_damaged_index_is_made_again(told: Shelf, damage: Callable[[Path], None]) -> None:
    (index,) = indexes(told)
    embedded = told.embedder.embedded
    damage(index)
    again = told.reopened()
    agree(again)
    assert index not in indexes(again)
    assert len(indexes(again)) == 1
    assert again.embedder.embedded == embedded
    again.collection.close()


def test_one_that_is_extended_leaves_the_earlier_as_it_was(told: Shelf) -> None:
    (earlier,) = indexes(told)
    before = postings.digest(earlier)
    told.put(*(article("W1 w30.", id=f"new{number}") for number in range(50)))
    (later,) = indexes(told) - {earlier}
    assert postings.digest(earlier) == before
    assert len(Postings(later)) == len(Postings(earlier)) + 50
    assert {file.stat().st_nlink for file in earlier.glob("*.idx")} == {2}


def test_one_that_holds_much_that_is_gone_is_made_anew(told: Shelf) -> None:
    for number in range(15):
        told.collection.remove(f"{number}")
    agree(told)
    held = told.collection.count_passages()
    assert min(len(Postings(index)) for index in indexes(told)) == held


def test_the_index_of_a_history_that_was_undone_is_not_believed(told: Shelf) -> None:
    told.collection.close()
    backup = (told.folder / FILE).read_bytes()
    told.put(*(article("Undone w1.", id=f"{number}") for number in range(50)))
    told.collection.close()
    (told.folder / FILE).write_bytes(backup)
    restored = told.reopened()
    restored.put(*(article("Done w2.", id=f"{number}") for number in range(50)))
    agree(restored)
    restored.collection.close()


def test_without_room_for_an_index_all_is_found(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(3)
    database = Database(shelf.folder)
    with FileLock(shelf.folder / LOCK):
        shelf.put(*(tale(chance, number) for number in range(ARTICLES)))
    with full_disk(1_000), caplog.at_level(logging.WARNING):
        LexicalIndex(shelf.folder, database).refresh()
    assert "cannot be indexed" in caplog.text
    assert not indexes(shelf)
    agree(shelf)
    assert indexes(shelf)
    database.close()


# Processes


def test_while_another_makes_the_index_all_is_found(shelf: Shelf) -> None:
    chance = random.Random(4)
    with FileLock(shelf.folder / LOCK):
        shelf.put(*(tale(chance, number) for number in range(ARTICLES)))
        agree(shelf)
        assert not indexes(shelf)
    agree(shelf)
    assert indexes(shelf)


def test_what_another_process_stores_is_found(told: Shelf) -> None:
    with process(write, told.folder, 1) as (child, _):
        child.join()
        assert child.exitcode == 0
    told_anew = {each.id for each in stories(1) if "version1" in each.body}
    assert set(told.match("version1", 1_000)) == told_anew
    agree(told)


def test_a_process_killed_while_it_makes_an_index_harms_nothing(told: Shelf) -> None:
    chance = random.Random(5)
    for version in range(6):
        with process(index, told.folder, version) as (child, progress):
            for _ in range(1 + version % 3):
                progress.recv()
            time.sleep(chance.uniform(0, 0.05))
            child.kill()
        agree(told, version)
    told.put(*(article("The end.", id=f"end{number}") for number in range(30)))
    assert len(indexes(told)) <= 2


# Earlier versions


@pytest.fixture
def old(shelf: Shelf) -> Iterator[Shelf]:
    """A collection as versions left it that knew no other index than FTS5."""
    chance = random.Random(6)
    with FileLock(shelf.folder / LOCK):
        shelf.put(*(tale(chance, number) for number in range(ARTICLES)))
    with closing(sqlite3.connect(shelf.folder / FILE, isolation_level=None)) as sql:
        sql.execute("DROP TABLE postings")
        sql.execute("DROP TABLE frequent")
    opened = shelf.reopened()
    yield opened
    opened.collection.close()


def test_an_old_collection_is_searched_quickly_from_the_first_time_on(old: Shelf) -> None:
    embedded = old.embedder.embedded
    assert len(old.match("w1 w2", 10)) == 10
    assert indexes(old)
    assert old.embedder.embedded == embedded
    agree(old)


def test_an_old_collection_can_be_changed_first(old: Shelf) -> None:
    old.collection.remove("1")
    old.put(article("W1 w30.", id="new"))
    agree(old)


def test_a_small_old_collection_stays_as_it_is_until_it_changes(shelf: Shelf) -> None:
    shelf.put(article("W1 w2."))
    with closing(sqlite3.connect(shelf.folder / FILE, isolation_level=None)) as sql:
        sql.execute("DROP TABLE postings")
        sql.execute("DROP TABLE frequent")
    again = shelf.reopened()
    agree(again)
    assert again.match("w2") == ["a"]
    again.collection.close()
