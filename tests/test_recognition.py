"""A file is parsed again only if its bytes, its article or the program changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa.articles import recognition, sources
from qa.articles.kinds import Kind
from qa.articles.raw import Raw
from qa.collection.database import FILE
from qa.ingest import Ingest, report
from qa.records import Article, Skipped
from qa.settings import Settings
from tests.factories import Shelf
from tests.test_ingest import ids


class Desk:
    """Files that are read into a shelf, and those of them that were parsed."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        self.folder = folder
        self.shelf = shelf
        self.parsed: list[str] = []
        folder.mkdir()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def ingest(self) -> dict[str, list[str]]:
        """What came of each file, by outcome."""
        self.parsed = []

        def parse(kind: Kind, raw: Raw, settings: Settings) -> Iterator[Article | Skipped]:
            self.parsed.append(raw.name)
            yield from sources.here(kind, raw, settings)

        run = Ingest(self.shelf.collection, self.shelf.embedder)
        recognising = recognition.recognising(parse, run.recall)
        told = report(run.run(sources.read(self.folder, Settings(), recognising)))
        skipped = {"skipped": [one.reason for one in told.skipped]} if told.skipped else {}
        return ids(told) | skipped

    def sql(self, statement: str) -> None:
        with closing(sqlite3.connect(self.shelf.folder / FILE)) as database, database:
            database.execute(statement)


@pytest.fixture
def desk(tmp_path: Path, shelf: Shelf) -> Desk:
    desk = Desk(tmp_path / "news", shelf)
    for name in ("drones", "jets"):
        desk.write(f"{name}.md", f"---\nid: {name}\n---\nThe story of {name}.\n")
    assert desk.ingest() == {"added": ["drones", "jets"]}
    assert desk.parsed == ["drones.md", "jets.md"]
    return desk


def test_what_has_not_changed_is_not_parsed_again(desk: Desk) -> None:
    before = desk.shelf.collection.articles()
    assert desk.ingest() == {"unchanged": ["drones", "jets"]}
    assert desk.parsed == []
    assert desk.shelf.collection.articles() == before


def test_only_the_changed_file_is_parsed(desk: Desk) -> None:
    desk.write("jets.md", "---\nid: jets\n---\nThere are none.\n")
    assert desk.ingest() == {"unchanged": ["drones"], "updated": ["jets"]}
    assert desk.parsed == ["jets.md"]
    assert desk.ingest() == {"unchanged": ["drones", "jets"]}
    assert desk.parsed == []


def test_other_bytes_of_the_same_article_are_parsed_once(desk: Desk) -> None:
    desk.write("jets.md", '---\nid: "jets"\n---\nThe story of jets.\n')
    for parsed in (["jets.md"], []):
        assert desk.ingest() == {"unchanged": ["drones", "jets"]}
        assert desk.parsed == parsed


def test_a_moved_file_is_parsed_once(desk: Desk) -> None:
    desk.write("jets.md", "---\nid: jets\nsource: The Courier\n---\nThe story of jets.\n")
    desk.ingest()
    (desk.folder / "jets.md").rename(desk.folder / "planes.md")
    for parsed in (["planes.md"], []):
        assert desk.ingest() == {"unchanged": ["drones", "jets"]}
        assert desk.parsed == parsed


def test_an_article_that_was_removed_comes_back(desk: Desk) -> None:
    desk.shelf.collection.remove("jets")
    assert desk.ingest() == {"unchanged": ["drones"], "added": ["jets"]}
    assert desk.parsed == ["jets.md"]


def test_an_article_that_another_file_has_overwritten_is_read_again(desk: Desk) -> None:
    page = "---\nid: jets\nurl: https://example.org/jets\n---\n"
    desk.write("jets.md", f"{page}Twelve.\n")
    desk.ingest()
    (desk.folder / "jets.md").rename(desk.folder.parent / "jets.md")
    desk.write("newer.md", f"{page}None.\n")
    desk.ingest()
    (desk.folder / "newer.md").unlink()
    (desk.folder.parent / "jets.md").rename(desk.folder / "jets.md")
    assert desk.ingest() == {"unchanged": ["drones"], "updated": ["jets"]}
    assert desk.parsed == ["jets.md"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE articles SET body = 'Another story.' WHERE id = 'jets'",
        "UPDATE articles SET published = 'never' WHERE id = 'jets'",
        "UPDATE articles SET body = CAST(x'ff' AS TEXT) WHERE id = 'jets'",
    ],
)
def test_a_damaged_article_is_read_again(desk: Desk, damage: str) -> None:
    whole = desk.shelf.collection.article("jets")
    desk.sql(damage)
    assert desk.ingest() == {"unchanged": ["drones"], "updated": ["jets"]}
    assert desk.parsed == ["jets.md"]
    assert desk.shelf.collection.article("jets") == whole


def test_another_program_reads_everything_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "_program", lambda: b"a later version")
    for parsed in (["drones.md", "jets.md"], []):
        assert desk.ingest() == {"unchanged": ["drones", "jets"]}
        assert desk.parsed == parsed


def test_a_collection_of_an_earlier_version_learns_it(desk: Desk) -> None:
    desk.sql("DROP TABLE readings")
    for parsed in (["drones.md", "jets.md"], []):
        assert desk.ingest() == {"unchanged": ["drones", "jets"]}
        assert desk.parsed == parsed


def test_an_article_is_removed_from_a_collection_of_an_earlier_version(desk: Desk) -> None:
    desk.sql("DROP TABLE readings")
    assert desk.shelf.collection.remove("jets")
    assert [one.id for one in desk.shelf.collection.articles()] == ["drones"]


def test_files_of_many_articles_are_read_as_ever(desk: Desk) -> None:
    desk.write("more.jsonl", '{"id": "ships", "title": "Ships", "body": "The story of ships."}\n')
    desk.ingest()
    assert desk.ingest() == {"unchanged": ["drones", "jets", "ships"]}
    assert desk.parsed == ["more.jsonl"]


def test_a_file_without_content_is_told(desk: Desk) -> None:
    desk.write("jets.md", "")
    assert desk.ingest() == {"unchanged": ["drones"], "skipped": ["It is empty."]}


def test_the_program_is_told_by_its_text_and_by_what_it_stands_on() -> None:
    assert recognition.digest(b"one") == recognition.digest(b"one") != recognition.digest(b"two")
    assert recognition._version("markdown-it-py")
    assert recognition._version("no-such-package") == ""
