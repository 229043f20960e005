from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings

from qa.collection.database import FILE, Database, fingerprint
from qa.errors import CollectionError
from qa.records import Filters
from qa.terms import terms
from tests.factories import BODIES, Shelf, article, full_disk

DRONES = article("Serbia cancelled the drones.", id="drones")
JETS = article("Croatia bought twelve jets.", id="jets")


# Put, replace, remove


def test_an_article_comes_back_as_it_went_in(shelf: Shelf) -> None:
    whole = article(
        "He left.\r\n\r\nשלום 無人機 e\u0301 😀 \x07",
        id="x/ü'\"",
        title="“Exit”",
        published="2024-10-11",
        url="https://example.org/a?b#c",
        tags=("war", "peace"),
    )
    shelf.put(whole)
    assert shelf.reopened().collection.article(whole.id) == whole
    assert shelf.collection.article("another") is None


def test_passages_come_back_as_they_went_in(shelf: Shelf) -> None:
    body = "## שלום\n\n無人機 came. He left 😀. " + "The rest went on. " * 30
    shelf.put(article(body))
    found = shelf.passages()
    assert len(found) > 1
    for passage in found:
        assert passage.text == body[passage.start : passage.end]
        assert passage.title == "News"
        assert all(passage.words(span) in passage.text for span in passage.sentences)
    assert found[0].words(found[0].sentences[0]) == "無人機 came."


def test_a_stored_article_is_found_by_meaning_by_word_and_by_id(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    assert shelf.nearest("cancelled drones", 1) == ["drones"]
    assert shelf.match("drones") == ["drones"]
    assert shelf.collection.article("drones") == DRONES
    assert shelf.collection.document_frequencies(["drone", "jet", "ship"]) == {"drone": 1, "jet": 1}


def test_a_removed_article_is_found_by_nothing(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    assert shelf.collection.remove("drones")
    assert shelf.nearest("cancelled drones") == ["jets"]
    assert shelf.match("cancelled drones") == []
    assert shelf.collection.document_frequencies(["drone"]) == {}
    assert shelf.collection.article("drones") is None
    assert shelf.collection.articles() == [JETS]
    assert shelf.collection.count_passages() == 1


def test_removing_what_is_not_there_says_so(shelf: Shelf) -> None:
    assert not shelf.collection.remove("drones")


def test_a_new_version_takes_the_place_of_the_old_one(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    shelf.put(article("Serbia bought Rafale planes.", id="drones", title="Planes"))
    assert shelf.match("cancelled drones") == []
    assert shelf.match("rafale") == shelf.match("planes", 1) == ["drones"]
    assert shelf.nearest("serbia bought rafale planes", 1) == ["drones"]
    assert [passage.text for passage in shelf.passages()] == [
        *("Croatia bought twelve jets.", "Serbia bought Rafale planes."),
    ]


def test_what_fails_halfway_leaves_all_as_it_was(shelf: Shelf) -> None:
    shelf.put(DRONES)
    (passage,) = shelf.passages()
    too_few = np.empty((0, shelf.embedder.dimension), np.float32)
    with pytest.raises(ValueError, match="zip"):
        shelf.collection.put(JETS, [passage], too_few)
    with pytest.raises(ValueError, match="zip"):
        shelf.collection.put(article("Other.", id="drones"), [passage], too_few)
    assert shelf.collection.articles() == [DRONES]
    assert shelf.match("drones") == shelf.nearest("drones") == ["drones"]
    assert shelf.put(JETS).added


def test_keys_are_never_given_twice(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    database = Database(shelf.folder)
    before = database.keys().tolist()
    shelf.collection.remove("drones")
    shelf.collection.remove("jets")
    shelf.put(JETS)
    assert min(database.keys()) > max(before)
    database.close()


def test_every_change_of_articles_is_a_later_generation(shelf: Shelf) -> None:
    database = Database(shelf.folder)
    generations = [database.generation]
    for change in (
        lambda: shelf.put(DRONES),
        lambda: shelf.put(article("Other.", id="drones")),
        lambda: shelf.collection.remove("drones"),
    ):
        change()
        generations.append(database.generation)
    assert generations == sorted(set(generations))
    shelf.collection.articles()
    assert database.generation == generations[-1]
    database.close()


def test_articles_are_listed_newest_first_undated_ones_last(shelf: Shelf) -> None:
    days = {"old": "2023-01-01", "undated": None, "new": "2024-10-11", "also-new": "2024-10-11"}
    shelf.put(*(article(id=name, published=day) for name, day in days.items()))
    listed = [found.id for found in shelf.collection.articles()]
    assert listed == ["also-new", "new", "old", "undated"]


def test_ids_and_origins_are_found_by_their_beginning(shelf: Shelf) -> None:
    shelf.put(*(article(id=name) for name in ("ab", "a%", "Ab", "abc")))
    assert shelf.collection.article_ids("ab") == ["ab", "abc"]
    assert shelf.collection.article_ids("a%") == ["a%"]
    assert shelf.collection.origins("file:///news/Ab") == [("Ab", "News", "file:///news/Ab.md")]


def test_a_fingerprint_is_of_all_but_the_place() -> None:
    same = article(origin="file:///elsewhere")
    others = [
        article("Other."),
        article(id="b"),
        article(title="Other"),
        article(source="Other"),
        article(published="2024-10-11"),
        article(url="https://example.org"),
        article(tags=("war",)),
    ]
    assert fingerprint(article()) == fingerprint(same)
    assert len({fingerprint(other) for other in [article(), *others]}) == 1 + len(others)


# Words


def test_rarer_words_weigh_more_and_best_comes_first(shelf: Shelf) -> None:
    shelf.put(*(article("Drones came.", id=f"d{n}") for n in range(5)), article("Jets.", id="j"))
    found = shelf.collection.match(["drone", "jet"], 6)
    assert shelf.match("drones and jets", 1) == ["j"]
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert found[-1][1] > 0


def test_no_word_matches_nothing(shelf: Shelf) -> None:
    shelf.put(DRONES)
    assert shelf.collection.match([], 5) == []
    assert shelf.collection.document_frequencies([]) == {}


def test_operators_of_the_lexical_index_are_words(shelf: Shelf) -> None:
    shelf.put(article("To near or not to near.", id="near"))
    assert shelf.match("NEAR(drones) AND title:jets OR * ^ \"' -") == ["near"]


def test_half_a_character_is_nowhere(shelf: Shelf) -> None:
    shelf.put(DRONES)
    assert shelf.collection.article("\udcff") is None
    assert shelf.collection.article_ids("\udcff") == []
    assert shelf.match("drones \udcff") == ["drones"]
    assert shelf.match("drones", 5, Filters(sources=frozenset({"\udcff"}))) == []


def test_thousands_of_words_are_no_problem(shelf: Shelf) -> None:
    shelf.put(DRONES)
    many = [f"word{n}" for n in range(4_000)]
    assert len(shelf.collection.match([*many, "drone"], 5)) == 1
    assert shelf.collection.document_frequencies([*many, "drone"]) == {"drone": 1}


def test_more_passages_than_one_statement_takes(shelf: Shelf) -> None:
    body = "\n\n".join(f"Drone {n} " + "came over the hill " * 7 + "." for n in range(600))
    shelf.put(article(body))
    keys = [key for key, _ in shelf.collection.match(["drone"], 10_000)]
    assert len(shelf.collection.passages(keys)) == len(keys) > 500
    vector = shelf.embedder.embed_question("drone")
    assert shelf.collection.cosines(keys, vector).keys() == set(keys)


def test_a_key_that_is_gone_is_left_out(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    keys = [key for key, _ in shelf.collection.nearest(shelf.embedder.embed_question("x"), 2)]
    shelf.collection.remove("jets")
    assert len(shelf.collection.passages(keys)) == 1
    assert len(shelf.collection.cosines(keys, shelf.embedder.embed_question("x"))) == 1


def test_every_word_of_a_text_is_found_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("words") / "index")

    @settings(max_examples=50)
    @given(BODIES)
    @example("Ꞌꞌ ᦰ i\u0307 ⓐ ㌀ ½ x\u20dd ǅ")
    def found_again(body: str) -> None:
        shelf.collection.remove("a")
        shelf.put(article(body, title=""))
        wanted = {term for passage in shelf.passages() for term in terms(passage.text)}
        assert shelf.collection.document_frequencies(wanted).keys() == wanted
        assert {name for term in wanted for name in shelf.match(term, 1)} == {"a"} or not wanted

    found_again()
    shelf.collection.close()


# Filters work inside the search

DAY = date(2024, 10, 11)


@pytest.mark.parametrize(
    ("filters", "others"),
    [
        (Filters(since=DAY), "2024-10-10"),
        (Filters(until=DAY), "2024-10-12"),
        (Filters(since=DAY, until=DAY), "2024-10-12"),
        (Filters(sources=frozenset({"THE ÉCHO", "Nobody"})), "2024-10-11"),
        (Filters(DAY, DAY, frozenset({"the écho"})), "2024-10-11"),
    ],
)
def test_the_one_that_passes_is_found_below_hundreds_that_do_not(
    shelf: Shelf, filters: Filters, others: str
) -> None:
    body = "Some say that drones were among what was discussed at the long meeting."
    shelf.put(
        *(article("Drones!", id=f"{n}", published=others if n % 2 else None) for n in range(300)),
        article(body, id="wanted", source="The Écho", published=f"{DAY}"),
    )
    for find in (shelf.nearest, shelf.match):
        assert find("Drones!", 1) != ["wanted"]
        assert find("Drones!", 1, filters) == find("Drones!", 9, filters) == ["wanted"]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(since=date(2024, 10, 12)),
        Filters(until=date(2024, 10, 10)),
        Filters(sources=frozenset({"Courier"})),
    ],
)
def test_filters_that_nothing_passes_find_nothing(shelf: Shelf, filters: Filters) -> None:
    shelf.put(article(published="2024-10-11"), article(id="undated"))
    assert shelf.nearest("drones", 5, filters) == shelf.match("drones", 5, filters) == []


# Files that are not what they should be


def _missing(file: Path) -> None:
    file.unlink()


def _garbage(file: Path) -> None:
    file.write_bytes(os.urandom(20_000))


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _scrambled(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:4096] + os.urandom(file.stat().st_size - 4096))


def _half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize("damage", [_missing, _garbage, _emptied, _scrambled, _half])
def test_a_damaged_database_is_an_error_with_the_remedy(
    shelf: Shelf, damage: Callable[[Path], None]
) -> None:
    shelf.put(DRONES)
    shelf.collection.close()
    damage(shelf.folder / FILE)
    opened = Shelf(shelf.folder)
    remedy = r"restore it from a backup or ingest into a new folder with --index|Check that"
    for attempt in (
        lambda: opened.collection.articles(),
        lambda: opened.nearest("drones"),
        lambda: opened.match("drones"),
        lambda: opened.collection.remove("drones"),
        lambda: opened.put(JETS),
    ):
        with pytest.raises(CollectionError, match=remedy) as caught:
            attempt()
        assert str(shelf.folder) in caught.value.problem
    opened.collection.close()


def test_a_full_disk_is_an_error_and_loses_nothing(shelf: Shelf) -> None:
    shelf.put(DRONES)
    big = article("Jets came. " * 20_000, id="big")
    with full_disk(100_000), pytest.raises(CollectionError, match="the disk not full"):
        shelf.put(big)
    assert shelf.match("drones") == shelf.nearest("drones") == ["drones"]
    assert shelf.collection.articles() == [DRONES]
    shelf.put(JETS)
    assert shelf.reopened().nearest("twelve jets", 1) == ["jets"]


@pytest.mark.parametrize("name", ["with space", "50%", "a?b", "a#b", "ünïcode", "a'b\"c"])
def test_any_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    shelf = Shelf(tmp_path / name)
    shelf.put(DRONES)
    assert shelf.reopened().match("drones") == ["drones"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


# Connections


def test_threads_that_come_and_go_leave_no_connections_open(shelf: Shelf) -> None:
    shelf.put(DRONES)

    def open_files() -> int:
        return len(list(Path("/dev/fd").iterdir()))

    before = open_files()
    for _ in range(20):
        thread = threading.Thread(target=shelf.match, args=["drones"])
        thread.start()
        thread.join()
    assert open_files() - before < 5


def test_a_snapshot_does_not_change_whatever_is_written(shelf: Shelf) -> None:
    shelf.put(DRONES)
    writer = Shelf(shelf.folder)
    with shelf.collection.snapshot():
        assert shelf.nearest("drones") == ["drones"]
        with shelf.collection.snapshot():
            assert shelf.match("drones") == ["drones"]
        writer.put(article("Other.", id="drones"), JETS)
        writer.collection.remove("drones")
        assert shelf.nearest("drones") == shelf.match("drones") == ["drones"]
        assert shelf.collection.articles() == [DRONES]
    assert shelf.nearest("drones") == ["jets"]
    assert shelf.collection.articles() == [JETS]
    writer.collection.close()


# What the collection holds


def test_sources_and_tags_are_counted(shelf: Shelf) -> None:
    shelf.put(
        article(id="1", source="The Courier", published="2023-01-01", tags=("war", "eu")),
        article(id="2", source="the courier", published="2024-01-01", tags=("war",)),
        article(id="3", source="", tags=("eu", "eu")),
    )
    (courier,) = shelf.collection.sources()
    assert (courier[0].casefold(), courier[1]) == ("the courier", 2)
    assert shelf.collection.tags() == [("eu", 2), ("war", 2)]
    last_year = Filters(since=date(2024, 1, 1))
    assert shelf.collection.sources(last_year) == [("the courier", 1)]
    assert shelf.collection.tags(last_year) == [("war", 1)]
    assert shelf.collection.count_articles(last_year) == 1
    assert [found.id for found in shelf.collection.articles(filters=last_year)] == ["2"]


def test_mentions_need_all_the_words_in_one_passage_or_a_tag(shelf: Shelf) -> None:
    shelf.put(
        article("A pump was sold. The heat went on.", id="both", published="2023-01-01"),
        article("The pump broke.", id="one", published="2024-01-01"),
        article("Nothing of it.", id="tagged", published="2025-01-01", tags=("heat-pumps",)),
        article("It is installed.", id="titled", title="Heat pump", published="2022-01-01"),
    )
    found = shelf.collection.mentions(["heat", "pump"], ["heat-pumps"])
    assert [(each.article_id, each.passages) for each in found] == [
        ("tagged", 0),
        ("both", 1),
        ("titled", 1),
    ]
    assert [each.of for each in found] == [1, 1, 1]
    old = shelf.collection.mentions(["heat", "pump"], [], Filters(until=date(2022, 12, 31)))
    assert [each.article_id for each in old] == ["titled"]
