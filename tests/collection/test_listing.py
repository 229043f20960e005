"""Articles as rows of a table, and the sources that they come from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qa import Assistant
from qa.collection.database import FILE, Database
from tests.chatting import client, execute
from tests.factories import article

ARTICLES = (
    article(id="a", title="Vučić drops 100% of the drones", source="Le Courrier", published="2024"
            "-10-11", url="https://courier.example/a"),
    article("Jets came. " * 200, id="b", title="Jets_for Zagreb", source="Večernje Vesti",
            published="2023-05-01"),
    article(id="c", title="ΑΘΗΝΑ: Straße closed", source="LE COURRIER", published="2024-10-11"),
    article(id="d", title="Undated", source=""),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    with client(folder) as opened:
        for one in opened.articles():
            opened.remove(one.id)
        for one in ARTICLES:
            opened.restore(one)
        yield opened


def _ids(assistant: Assistant, matching: str = "", **page: int) -> str:
    return "".join(listed.id for listed in assistant.listing(matching, **page))


def test_a_row_tells_everything_but_the_body(assistant: Assistant) -> None:
    rows = assistant.listing()
    facts = ("id", "title", "source", "published", "url")
    assert [tuple(getattr(row, fact) for fact in facts) for row in rows] == [
        tuple(getattr(one, fact) for fact in facts) for one in assistant.articles()
    ]
    assert {row.id: row.passages for row in rows} == {"a": 1, "c": 1, "d": 1, "b": 4}


def test_pages_come_newest_first_and_the_undated_last(assistant: Assistant) -> None:
    assert _ids(assistant) == "acbd"
    assert [_ids(assistant, limit=3, offset=start) for start in (0, 3, 6)] == ["acb", "d", ""]
    assert _ids(assistant, limit=0) == _ids(assistant, limit=-1) == ""
    assert _ids(assistant, offset=-1) == "acbd"


@pytest.mark.parametrize(
    ("matching", "ids"),
    [
        ("drones", "a"),
        ("DRON", "a"),
        ("  vucic   courr ", "a"),
        ("courrier vucic", "a"),
        ("le courrier", "ac"),
        ("vecernje", "b"),
        ("VEČERNJE", "b"),
        ("αθηνα", "c"),
        ("strasse", "c"),
        ("100%", "a"),
        ("%", "a"),
        ("_", "b"),
        ("s_f", "b"),
        ("drones jets", ""),
        ("'\"; --", ""),
        ("came", ""),
        (" \n", "acbd"),
        ("drones \ud800", "a"),
        ("drones " * 2_000, "a"),
        (" ".join(f"word{number}" for number in range(2_000)), ""),
    ],
)
def test_words_are_looked_for_in_title_and_source(
    assistant: Assistant, matching: str, ids: str
) -> None:
    assert _ids(assistant, matching) == ids
    assert assistant.count_articles(matching) == len(ids)
    assert _ids(assistant, matching, limit=1, offset=1) == ids[1:2]


def test_sources_are_named_once_and_sorted(assistant: Assistant) -> None:
    assistant.restore(article(id="e", source="abendblatt"))
    first, courier, vesti = assistant.sources()
    assert (first, courier.lower(), vesti) == ("abendblatt", "le courrier", "Večernje Vesti")


def test_no_list_reads_a_body(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Any]] = []
    rows = Database.rows

    def kept(self: Database, statement: str, values: Any = (), as_: Any = None) -> list[Any]:
        asked.append((statement, values))
        return rows(self, statement, values, as_)

    monkeypatch.setattr(Database, "rows", kept)
    assistant.listing("drones")
    assistant.count_articles("drones")
    assistant.sources()
    assert len(asked) == 3
    with closing(sqlite3.connect(folder / FILE)) as sql:
        sql.create_function("folded", 1, str.lower, deterministic=True)
        for statement, values in asked:
            steps = [row[3] for row in sql.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert any(step.startswith("SCAN a USING COVERING INDEX articles_") for step in steps)
            assert "SCAN p" not in steps


def test_a_collection_of_an_earlier_version_is_listed_at_once_and_quickly_later(
    assistant: Assistant, folder: Path
) -> None:
    execute(folder, "DROP INDEX articles_newest_first", "DROP INDEX articles_by_source")
    with client(folder) as old:
        assert _ids(old) == "acbd"
        assert len(old.sources()) == 2
        assert not _indexes(folder)
        old.remove("d")
        assert _indexes(folder) == {"articles_newest_first", "articles_by_source"}
        assert _ids(old) == "acb"


def _indexes(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / FILE)) as sql:
        names = {name for (name,) in sql.execute("SELECT name FROM sqlite_master")}
    return names & {"articles_newest_first", "articles_by_source"}
