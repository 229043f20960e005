"""The form of the vector index for many passages, with few: the limits are lowered."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import faiss
import numpy as np
import pytest

from qa import Filters
from qa.collection import Collection, inverted_file, vectors
from qa.collection.database import FILE as DATABASE
from qa.collection.inverted_file import Facts
from qa.collection.manifest import Manifest
from qa.collection.vectors import FILE, LABEL
from qa.embedding import Vectors
from qa.errors import CollectionError
from qa.records import Passage, Span
from qa.testing import HashingEmbedder
from tests.collection.test_concurrency import process
from tests.factories import Shelf, article, full_disk

DIMENSION = 32
PASSAGES = 10
"""Of each article."""
ARTICLES = 300
SUBJECTS = 40
MANIFEST = Manifest("many", "random", DIMENSION, 32, 1)
FIRST_DAY = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch.setattr)


def lower(set_: Callable[[object, str, int], None] = setattr) -> None:
    set_(vectors, "FLAT_UP_TO", 1_000)
    set_(vectors, "KEPT_APART", 100)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with more passages than are searched flat; not to be changed."""
    folder = tmp_path_factory.mktemp("many") / "index"
    with pytest.MonkeyPatch.context() as patch, closing(opened(folder)) as collection:
        lower(patch.setattr)
        for number in range(ARTICLES):
            put(collection, number)
        collection.refresh()
    return folder


@pytest.fixture
def many(built: Path, tmp_path: Path) -> Iterator[Collection]:
    """A collection of one's own with those passages."""
    with closing(opened(Path(shutil.copytree(built, tmp_path / "index")))) as collection:
        yield collection


def opened(folder: Path) -> Collection:
    return Collection.open(folder, MANIFEST)


def embedded(number: int, version: int = 0) -> Vectors:
    """The vectors of an article's passages, each near to one of the subjects."""
    random = np.random.default_rng((number, version))
    subjects = np.random.default_rng(7).standard_normal((SUBJECTS, DIMENSION))
    near = subjects[random.integers(SUBJECTS, size=PASSAGES)]
    rows = near + random.standard_normal((PASSAGES, DIMENSION))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def put(collection: Collection, number: int, version: int = 0) -> None:
    """Store an article, a day younger than the one before it."""
    day = (FIRST_DAY + timedelta(number)).isoformat()
    one = article("word " * PASSAGES, id=str(number), published=day)
    spans = [Span(5 * place, 5 * place + 4) for place in range(PASSAGES)]
    cut = [Passage(one.id, one.title, *span, "word", (span,)) for span in spans]
    collection.put(one, cut, embedded(number, version))


QUESTIONS = np.concatenate([embedded(number) for number in range(10_000, 10_010)])


def exact(
    collection: Collection, question: Vectors, limit: int = 10, filters: Filters | None = None
) -> list[tuple[int, float]]:
    """What a flat index of the database finds."""
    keys, stored = collection._database.vectors(
        collection._database.keys(filters).tolist(), DIMENSION
    )
    index = faiss.IndexFlatIP(DIMENSION)
    index.add(stored)
    cosines, places = index.search(question[None, :], min(limit, len(keys)))
    return list(zip(keys[places[0]].tolist(), cosines[0].tolist(), strict=True))


def recall(collection: Collection, filters: Filters | None = None) -> float:
    """Recall@10 over the questions; what is found has the very cosines of a flat index."""
    found = 0
    for question in QUESTIONS:
        nearest = collection.nearest(question, 10, filters)
        truth = exact(collection, question, 10, filters)
        assert nearest == sorted(nearest, key=lambda pair: (-pair[1], pair[0]))
        assert len(nearest) == len(truth)
        everything = dict(exact(collection, question, 100_000, filters))
        assert nearest == [(key, everything[key]) for key, _ in nearest]
        found += len(dict(nearest).keys() & dict(truth).keys())
    return found / (10 * len(QUESTIONS))


def facts(collection: Collection) -> Facts:
    found = inverted_file.in_use(collection._database)
    assert found is not None
    return found


def file(collection: Collection) -> Path:
    return collection.folder / facts(collection).file


def saved(collection: Collection) -> set[str]:
    return {path.name for path in collection.folder.glob("*vectors*")}


def answers(collection: Collection) -> list[list[tuple[int, float]]]:
    return [collection.nearest(question, 10) for question in QUESTIONS]


# Search


def test_it_finds_what_exact_search_finds(many: Collection) -> None:
    assert recall(many) >= 0.98
    assert facts(many).recall >= inverted_file.WANTED_RECALL
    assert facts(many).probes < facts(many).lists == round(4 * np.sqrt(ARTICLES * PASSAGES))
    assert facts(many).passages == ARTICLES * PASSAGES


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
@pytest.mark.parametrize("changed", [False, True])
def test_it_finds_it_through_filters(many: Collection, share: float, changed: bool) -> None:
    if changed:
        for number in range(0, ARTICLES, 40):
            put(many, number, 1)
    until = FIRST_DAY + timedelta(share * ARTICLES - 1)
    filters = Filters(until=until)
    assert len(many._database.keys(filters)) == share * ARTICLES * PASSAGES
    assert recall(many, filters) >= 0.98


def test_filters_that_nothing_passes_find_nothing(many: Collection) -> None:
    assert many.nearest(QUESTIONS[0], 10, Filters(since=date(2030, 1, 1))) == []


def test_all_may_be_wanted(many: Collection) -> None:
    put(many, 0, 1)
    found = many.nearest(QUESTIONS[0], 1_000_000)
    assert [key for key, _ in found] == [
        key for key, _ in exact(many, QUESTIONS[0], ARTICLES * PASSAGES)
    ]


def test_of_equals_the_first_stored_comes_first(many: Collection) -> None:
    one = article("word", id="equal")
    passage = Passage(one.id, one.title, 0, 4, "word", (Span(0, 4),))
    many.put(one, [passage] * 3, QUESTIONS[:1].repeat(3, axis=0))
    merged(many)
    put(many, 0, 1)
    many.put(article("word", id="also"), [passage], QUESTIONS[:1])
    found = [key for key, _ in many.nearest(QUESTIONS[0], 4)]
    assert found == sorted(found)
    stored = many.passages(found)
    assert [stored[key].article_id for key in found] == [*["equal"] * 3, "also"]


def merged(collection: Collection) -> None:
    """Write the inverted file with all changes, however few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "KEPT_APART", 0)
        collection.refresh()


# Change


def test_changes_are_found_at_once_and_the_file_stays(many: Collection) -> None:
    before = file(many).read_bytes()
    removed = {key for key, _ in many.nearest(embedded(5)[0], 10_000)} - {
        key for key, _ in _after(many, lambda: many.remove("5"))
    }
    assert len(removed) == PASSAGES
    put(many, 7, 1)
    put(many, ARTICLES)
    nearest = many.nearest(embedded(ARTICLES)[3], 1)[0][0]
    assert many.passages([nearest])[nearest].article_id == str(ARTICLES)
    assert recall(many) >= 0.98
    many.refresh()
    assert file(many).read_bytes() == before
    expected = answers(many)
    with closing(opened(many.folder)) as again:
        assert answers(again) == expected


def _after(collection: Collection, change: Callable[[], object]) -> list[tuple[int, float]]:
    change()
    return collection.nearest(embedded(5)[0], 10_000)


def test_what_has_not_changed_writes_nothing(many: Collection) -> None:
    put(many, 7, 1)
    many.refresh()
    before = {path: path.stat().st_mtime_ns for path in many.folder.iterdir()}
    with closing(opened(many.folder)) as again:
        again.refresh()
        assert recall(again) >= 0.98
        again.refresh()
        assert {path: path.stat().st_mtime_ns for path in many.folder.iterdir()} == before


def test_many_changes_are_written_with_the_centroids_as_they_are(many: Collection) -> None:
    before = facts(many)
    for number in range(15):
        put(many, 3 * number, 1)
        put(many, ARTICLES + number)
    expected = answers(many)
    many.refresh()
    now = facts(many)
    assert saved(many) == {now.file} != {before.file}
    assert now.passages == many.count_passages()
    assert (now.trained, now.probes) == (before.trained, before.probes)
    assert answers(many) == expected
    with closing(opened(many.folder)) as again:
        assert answers(again) == expected
    assert recall(many) >= 0.98


def test_the_centroids_are_made_again_when_there_are_twice_as_many(many: Collection) -> None:
    for number in range(ARTICLES, 2 * ARTICLES + 1):
        put(many, number)
    many.refresh()
    assert facts(many).trained == facts(many).passages == (2 * ARTICLES + 1) * PASSAGES
    assert recall(many) >= 0.98


def test_what_an_ingest_left_unsaved_is_searched_apart_until_it_is_much(many: Collection) -> None:
    before = facts(many)
    for number in range(ARTICLES, ARTICLES + 30):
        put(many, number)
    assert recall(many) >= 0.98
    assert facts(many) == before
    for number in range(ARTICLES + 30, ARTICLES + 50):
        put(many, number)
    assert recall(many) >= 0.98
    assert facts(many).passages == many.count_passages()


def test_a_collection_grows_out_of_flat_search_and_back_without_embedding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "FLAT_UP_TO", 30)
    shelf = Shelf(tmp_path / "index", HashingEmbedder(4_096))
    stories = [article(f"Number{n} came. ", id=f"{n:02}", title="") for n in range(40)]
    shelf.put(*stories[:30])
    assert saved(shelf.collection) == {FILE, LABEL}
    shelf.put(*stories[30:])
    assert saved(shelf.collection) == {facts(shelf.collection).file}
    assert shelf.embedder.embedded == 40
    for n in range(40):
        assert shelf.nearest(f"Number{n} came.", 1) == [f"{n:02}"]
    for n in range(10):
        shelf.collection.remove(f"{n:02}")
    shelf.collection.refresh()
    assert saved(shelf.collection) == {FILE, LABEL}
    assert shelf.nearest("Number11 came.", 1) == ["11"]
    assert shelf.embedder.embedded == 40
    shelf.collection.close()


# Damage


def _missing(path: Path, _: Facts) -> None:
    path.unlink()


def _emptied(path: Path, _: Facts) -> None:
    path.write_bytes(b"")


def _truncated(path: Path, _: Facts) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _longer(path: Path, _: Facts) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def _headless(path: Path, known: Facts) -> None:
    path.write_bytes(bytes(known.head) + path.read_bytes()[known.head :])


def _one_length(path: Path, known: Facts) -> None:
    content = bytearray(path.read_bytes())
    content[known.head - 9] ^= 0x40
    path.write_bytes(content)


def _folder_instead(path: Path, _: Facts) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage",
    [_missing, _emptied, _truncated, _longer, _headless, _one_length, _folder_instead],
)
def test_a_damaged_file_is_made_again_from_the_database(
    many: Collection, damage: Callable[[Path, Facts], None]
) -> None:
    with closing(opened(many.folder)) as before:
        expected = answers(before)
    known = facts(many)
    damage(file(many), known)
    assert answers(many) == expected
    assert facts(many).file != known.file
    assert inverted_file.sound(file(many), facts(many))


@pytest.mark.parametrize("where", ["anywhere", "keys"])
def test_damage_in_the_lists_proposes_others_and_never_tells_a_wrong_cosine(
    many: Collection, where: str
) -> None:
    path, known = file(many), facts(many)
    content = bytearray(path.read_bytes())
    random = np.random.default_rng(3)
    if where == "anywhere":
        for place in random.integers(known.head, known.bytes, 3_000).tolist():
            content[place] = int(random.integers(256))
    else:
        content[-8 * 5 :] = np.array([-1, 2**62, -(2**63), 1, 10**9], "<i8").tobytes()
    path.write_bytes(content)
    with closing(opened(many.folder)) as again:
        assert recall(again) >= (0.5 if where == "anywhere" else 0.98)
        assert recall(again, Filters(until=FIRST_DAY + timedelta(30))) >= 0.5
        again.remove("3")  # what the file has lost shows when its keys are compared
        recall(again)
        assert not inverted_file.sound(path, known)
        for number in range(30):
            put(again, number, 2)
        again.refresh()
        assert inverted_file.sound(file(again), facts(again))
        assert recall(again) >= 0.98


def test_the_file_of_a_past_that_was_undone_is_not_believed(many: Collection) -> None:
    many.close()
    backup = (many.folder / DATABASE).read_bytes()
    for number in range(ARTICLES, ARTICLES + 20):
        put(many, number, 1)
    many.refresh()
    undone = facts(many)
    many.close()
    (many.folder / DATABASE).write_bytes(backup)
    with closing(opened(many.folder)) as restored:
        for number in range(ARTICLES, ARTICLES + 20):  # the same keys
            put(restored, number, 2)
        assert recall(restored) >= 0.98
        assert facts(restored).file != undone.file


def test_a_full_disk_is_an_error_with_the_remedy_and_the_old_file_stays(many: Collection) -> None:
    before = facts(many)
    for number in range(15):
        put(many, number, 1)
    with full_disk(before.bytes // 2), pytest.raises(CollectionError, match="the disk not full"):
        many.refresh()
    assert saved(many) == {before.file}
    assert recall(many) >= 0.98


def test_what_a_killed_ingest_left_is_deleted_in_time(many: Collection) -> None:
    left, writing = (many.folder / f"vectors-{name}.faiss" for name in ("left", "writing"))
    for path in (left, writing):
        path.write_bytes(b"half")
    os.utime(left, (0, 0))
    merged_after_a_change(many)
    assert saved(many) == {facts(many).file, writing.name}


def merged_after_a_change(collection: Collection) -> None:
    put(collection, 0, 9)
    merged(collection)


# Processes


def rewrite(folder: Path, parent: Connection) -> None:
    """Change articles and write the file again, five times."""
    lower()
    with closing(opened(folder)) as collection:
        for version in range(1, 6):
            for number in range(15):
                put(collection, number, version)
            collection.refresh()
            parent.send(facts(collection).file)


def test_search_goes_on_while_another_process_writes_the_file_again(many: Collection) -> None:
    recall(many)
    with process(rewrite, many.folder) as (child, progress):
        names = set()
        for _ in range(5):
            names.add(progress.recv())
            with many.snapshot():
                assert recall(many) >= 0.98
        child.join()
    assert len(names) == 5
    expected = answers(many)
    with closing(opened(many.folder)) as again:
        assert answers(again) == expected
    assert saved(many) == {facts(many).file}


def test_the_tables_tell_how_it_was_chosen(many: Collection) -> None:
    with closing(sqlite3.connect(many.folder / DATABASE)) as sql:
        (told,) = sql.execute("SELECT probes, recall FROM inverted_file").fetchall()
    assert told == (facts(many).probes, facts(many).recall)


def test_a_name_that_no_file_can_hold_passes_no_filter(many: Collection) -> None:
    assert many.nearest(QUESTIONS[0], 10, Filters(sources=frozenset({"\ud800"}))) == []
