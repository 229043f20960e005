from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.collection.database import FILE as DATABASE
from qa.collection.vectors import FILE, LABEL
from qa.errors import CollectionError
from tests.factories import Shelf, article

DRONES = article("Serbia cancelled the drones.", id="drones")
JETS = article("Croatia bought twelve jets.", id="jets")
SHIPS = article("Greece sold three ships.", id="ships")


def all_cosines(shelf: Shelf, question: str = "who bought jets") -> list[tuple[int, float]]:
    return shelf.collection.nearest(shelf.embedder.embed_question(question), 1_000)


# Search


def test_the_nearest_come_first_with_their_cosines(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    (jets, cosine), (drones, less) = all_cosines(shelf, "Croatia bought twelve jets.")
    assert shelf.collection.passages([jets])[jets].article_id == "jets"
    # The title is embedded too: 4 of its 5 terms are those of the question, 4 / (√4 · √5) = .894.
    assert cosine == pytest.approx(4 / (np.sqrt(4) * np.sqrt(5)), abs=0.01)
    assert less == pytest.approx(0, abs=0.01)
    assert jets != drones


def test_search_of_nothing_finds_nothing(shelf: Shelf) -> None:
    assert shelf.nearest("jets") == []
    shelf.put(JETS)
    assert shelf.nearest("jets", limit=0) == []


def test_more_may_be_wanted_than_there_are(shelf: Shelf) -> None:
    shelf.put(JETS, DRONES)
    assert shelf.nearest("jets", limit=10_000) == ["jets", "drones"]


def test_of_equals_the_first_stored_comes_first(shelf: Shelf) -> None:
    shelf.put(*(article("Jets came.", id=name) for name in "cab"))
    assert shelf.nearest("jets", 3) == ["c", "a", "b"]


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["", "x.", "x y.", "z. " * 40])))
)
def test_search_equals_the_arithmetic_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str]]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("vectors") / "index")
    for name, body in changes:
        shelf.put(article(body, id=name)) if body else shelf.collection.remove(name)
        all_cosines(shelf)
    question = shelf.embedder.embed_question("x")
    keys = [key for key, _ in all_cosines(shelf, "x")]
    expected = shelf.collection.cosines(keys, question)
    assert len(keys) == shelf.collection.count_passages()
    assert keys == sorted(expected, key=lambda key: (-round(expected[key], 6), key))
    assert dict(all_cosines(shelf, "x")) == pytest.approx(expected, abs=1e-6)
    shelf.collection.close()


# The saved file is derived: whatever becomes of it, the same is found and nothing embedded


def _missing(folder: Path) -> None:
    (folder / FILE).unlink()


def _without_label(folder: Path) -> None:
    (folder / LABEL).unlink()


def _gone(folder: Path) -> None:
    _missing(folder)
    _without_label(folder)


def _emptied(folder: Path) -> None:
    (folder / FILE).write_bytes(b"")


def _truncated(folder: Path) -> None:
    file = folder / FILE
    file.write_bytes(file.read_bytes()[:-5])


def _garbage(folder: Path) -> None:
    (folder / FILE).write_bytes(os.urandom(1_000))


def _one_bit(folder: Path) -> None:
    content = bytearray((folder / FILE).read_bytes())
    content[-100] ^= 1
    (folder / FILE).write_bytes(content)


def _garbage_label(folder: Path) -> None:
    (folder / LABEL).write_bytes(b"\xff{")


def _label_of_nothing(folder: Path) -> None:
    (folder / LABEL).write_text("[]")


def _label_cut_short(folder: Path) -> None:
    label = json.loads((folder / LABEL).read_text())
    del label["sha256"]
    (folder / LABEL).write_text(json.dumps(label))


def _folder_instead(folder: Path) -> None:
    _missing(folder)
    (folder / FILE).mkdir()


def _foreign(folder: Path) -> None:
    other = Shelf(folder.parent / "other")
    other.put(SHIPS, JETS)
    other.collection.close()
    for name in (FILE, LABEL):
        shutil.copy(folder.parent / "other" / name, folder / name)


DAMAGES = [
    *(_missing, _without_label, _gone, _emptied, _truncated, _garbage, _one_bit, _foreign),
    *(_garbage_label, _label_of_nothing, _label_cut_short, _folder_instead),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_made_again_from_the_database(
    shelf: Shelf, damage: Callable[[Path], None]
) -> None:
    shelf.put(DRONES, JETS)
    expected, embedded = all_cosines(shelf), shelf.embedder.embedded
    damage(shelf.folder)
    assert all_cosines(shelf.reopened()) == expected
    assert shelf.embedder.embedded == embedded


@pytest.mark.parametrize("damage", [each for each in DAMAGES if each is not _folder_instead])
def test_the_next_ingest_saves_it_as_it_was(shelf: Shelf, damage: Callable[[Path], None]) -> None:
    shelf.put(DRONES, JETS)
    files = [shelf.folder / FILE, shelf.folder / LABEL]
    expected = [file.read_bytes() for file in files]
    damage(shelf.folder)
    shelf.reopened().put(JETS)
    assert [file.read_bytes() for file in files] == expected


def test_a_sound_file_is_read_instead_of_the_database(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    expected = all_cosines(shelf)
    again = shelf.reopened()
    with closing(sqlite3.connect(shelf.folder / DATABASE, isolation_level=None)) as sql:
        sql.execute("DELETE FROM vectors")
    assert all_cosines(again) == expected


def test_a_stale_file_is_caught_up(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    stale = {name: (shelf.folder / name).read_bytes() for name in (FILE, LABEL)}
    shelf.put(SHIPS)
    shelf.collection.remove("drones")
    expected = all_cosines(shelf)
    for name, content in stale.items():
        (shelf.folder / name).write_bytes(content)
    assert all_cosines(shelf.reopened()) == expected
    assert shelf.nearest("ships", 3) == ["ships", "jets"]


def test_the_file_of_a_history_that_was_undone_is_not_believed(shelf: Shelf) -> None:
    shelf.put(DRONES)
    shelf.collection.close()
    backup = (shelf.folder / DATABASE).read_bytes()
    shelf.put(JETS)
    shelf.collection.close()
    (shelf.folder / DATABASE).write_bytes(backup)
    restored = shelf.reopened()
    restored.put(SHIPS)  # as many changes as were undone, and the same keys
    found = dict(all_cosines(restored, "ships"))
    question = shelf.embedder.embed_question("ships")
    assert found == pytest.approx(restored.collection.cosines(list(found), question), abs=1e-6)
    restored.collection.close()


def test_the_file_of_another_collection_is_not_believed(shelf: Shelf) -> None:
    other = Shelf(shelf.folder.parent / "other", shelf.embedder)
    for each, stored in ((shelf, DRONES), (other, JETS)):
        each.put(stored)
        _set_generation(each, 7)
        each.reopened().put(stored)
    expected = all_cosines(shelf)
    for name in (FILE, LABEL):
        shutil.copy(other.folder / name, shelf.folder / name)
    assert json.loads((shelf.folder / LABEL).read_text())["generation"] == 7
    assert all_cosines(shelf.reopened()) == expected
    other.collection.close()


def _set_generation(shelf: Shelf, generation: int) -> None:
    with closing(sqlite3.connect(shelf.folder / DATABASE, isolation_level=None)) as sql:
        sql.execute("UPDATE state SET generation = ?", [generation])


def test_what_another_process_stores_is_found(shelf: Shelf) -> None:
    shelf.put(DRONES)
    assert shelf.nearest("drones") == ["drones"]
    other = Shelf(shelf.folder, shelf.embedder)
    other.put(JETS)
    other.collection.remove("drones")
    assert shelf.nearest("jets") == ["jets"]
    other.collection.close()


def test_a_file_that_cannot_be_written_is_an_error_with_the_remedy(shelf: Shelf) -> None:
    (shelf.folder / FILE).mkdir()
    with pytest.raises(CollectionError, match=r"cannot be written .* Check that the folder is"):
        shelf.put(DRONES)
    assert shelf.nearest("drones") == ["drones"]
    assert not list(shelf.folder.glob(".*"))
