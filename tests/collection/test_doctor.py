"""Damage behind the library's back: it is found, told, and made good where that can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa import Assistant, CollectionError, Diagnosis, Settings
from qa.collection import manifest
from qa.testing import HashingEmbedder
from tests.chatting import ALBANIA, KOSOVO, SERBIA, client, execute

CHECKS = [
    "manifest",
    "database",
    "references",
    "articles",
    "words",
    "passages",
    "vectors",
    "index",
    "room",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A collection of three articles."""
    with client(tmp_path / "index"):
        pass
    return tmp_path / "index"


def examined(folder: Path, *, repair: bool = False) -> list[Diagnosis]:
    return Assistant.examine(folder, embedder=HashingEmbedder(), settings=Settings(), repair=repair)


def verdicts(folder: Path, *, repair: bool = False) -> dict[str, str]:
    """Of the checks that found something."""
    return {d.check: d.verdict for d in examined(folder, repair=repair) if d.verdict != "whole"}


def asked(folder: Path) -> list[str]:
    with client(folder) as assistant:
        return [
            json.dumps(assistant.ask(question).to_dict() | {"timings": {}})
            for question in (SERBIA, ALBANIA, KOSOVO)
        ]


def test_a_whole_collection_passes_every_check(folder: Path) -> None:
    assert examined(folder) == [Diagnosis(check, "whole") for check in CHECKS]


@pytest.mark.parametrize(
    ("damage", "damaged"),
    [
        ("DELETE FROM lexical WHERE rowid = 2", {"words"}),
        ("UPDATE lexical SET body = 'tank' WHERE rowid = 2", {"words"}),
        ("INSERT INTO lexical (rowid, title, body) VALUES (99, 'a', 'b')", {"words"}),
        ("DELETE FROM lexical_docsize WHERE id = 2", {"words"}),
        ("UPDATE lexical_data SET block = zeroblob(9) WHERE id > 10", {"words"}),
        ("UPDATE lexical_content SET c1 = 'tank' WHERE id = 2", {"words"}),
        ("UPDATE passages SET end = end + 1", {"passages"}),
        ("UPDATE passages SET end = 5", {"passages", "words"}),
        ("UPDATE passages SET start = 'x' WHERE key = 1", {"passages"}),
        ("UPDATE passages SET sentences = x'0000000001'", {"passages"}),
        ("UPDATE passages SET sentences = x'00000000ffffff00'", {"passages"}),
        ("UPDATE vectors SET vector = x'00'", {"vectors", "index"}),
        ("UPDATE vectors SET vector = zeroblob(512)", {"vectors"}),
        ("UPDATE vectors SET vector = CAST(x'007e' || zeroblob(510) AS BLOB)", {"vectors"}),
        ("DELETE FROM vectors WHERE passage = 3", {"vectors"}),
        ("DELETE FROM passages WHERE key = 2", {"passages", "references", "words"}),
        ("INSERT INTO vectors VALUES (77, zeroblob(512))", {"references"}),
        ("UPDATE articles SET source_key = 'other' WHERE id = 'serbia'", {"articles"}),
        ("UPDATE articles SET tags = '[\"'", {"articles"}),
    ],
)
def test_what_is_made_of_the_text_is_made_again(
    folder: Path, damage: str, damaged: set[str]
) -> None:
    expected = asked(folder)
    execute(folder, damage)
    assert verdicts(folder).keys() >= damaged
    assert set(verdicts(folder).values()) == {"damaged"}
    assert "damaged" not in verdicts(folder, repair=True).values()
    assert verdicts(folder) == {}
    assert asked(folder) == expected


def test_an_index_of_other_vectors_is_made_again(folder: Path) -> None:
    expected = asked(folder)
    swap = (
        "UPDATE vectors SET vector = (SELECT other.vector FROM kept other"
        " WHERE other.passage = 4 - vectors.passage)"
    )
    execute(folder, "CREATE TABLE kept AS SELECT * FROM vectors", swap)
    with client(folder) as assistant:
        assistant.collection.rebuild()
    execute(folder, swap.replace("4 - ", ""))
    assert verdicts(folder) == {"index": "damaged"}
    assert verdicts(folder, repair=True) == {"index": "repaired"}
    assert verdicts(folder) == {}
    assert asked(folder) == expected


# The text itself


@pytest.mark.parametrize(
    "damage",
    [
        "body = replace(body, 'Bayraktar', 'Bayrajtar')",
        "body = CAST(replace(CAST(body AS BLOB), 'B', x'ff') AS TEXT)",
        "title = 'Other'",
        "tags = '[\"war\"]'",
        "published = '2024-13-77'",
        "fingerprint = 'f'",
    ],
)
def test_a_text_that_changed_is_told_and_comes_back_from_its_origin(
    folder: Path, damage: str
) -> None:
    expected = asked(folder)
    execute(folder, f"UPDATE articles SET {damage} WHERE id = 'serbia'")
    with client(folder) as assistant, pytest.raises(CollectionError) as caught:
        assistant.ask(SERBIA)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500

    (told,) = [d for d in examined(folder, repair=True) if d.verdict == "damaged"]
    assert told.check == "articles"
    assert "(serbia) from file://" in told.problems[0]
    assert "`qa ingest ORIGIN`" in told.remedy

    with client(folder) as assistant:
        assert [
            found.article_id for found in assistant.ingest(folder.parent / "news.jsonl").updated
        ] == ["serbia"]
    assert verdicts(folder) == {}
    assert sorted(asked(folder)) == sorted(expected)


def test_a_text_whose_origin_is_gone_can_be_removed(folder: Path) -> None:
    execute(folder, "UPDATE articles SET body = CAST(x'ff' || body AS TEXT) WHERE id = 'serbia'")
    assert verdicts(folder, repair=True) == {"articles": "damaged"}
    with client(folder) as assistant:
        assert assistant.remove("serbia").body.startswith("\ufffdSerbia")
    assert verdicts(folder) == {}


def test_without_repair_nothing_is_changed(folder: Path) -> None:
    execute(
        folder,
        "DELETE FROM vectors WHERE passage = 1",
        "UPDATE lexical SET body = 'tank' WHERE rowid = 2",
        "UPDATE articles SET body = CAST(x'ff' || body AS TEXT) WHERE id = 'albania'",
    )
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert verdicts(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


# The manifest and the file


def test_a_manifest_is_written_again_if_the_embedder_is_that_of_the_vectors(folder: Path) -> None:
    expected = asked(folder)
    (folder / manifest.FILE).write_text("{")
    assert verdicts(folder) == {"manifest": "damaged"}
    assert verdicts(folder, repair=True) == {"manifest": "repaired"}
    assert verdicts(folder) == {}
    assert asked(folder) == expected


def test_a_manifest_is_not_written_again_for_other_vectors(folder: Path) -> None:
    execute(folder, "UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE passage = 1)")
    (folder / manifest.FILE).write_text("{")
    assert verdicts(folder, repair=True) == {"manifest": "damaged"}


def test_a_manifest_with_another_number_is_damaged(folder: Path) -> None:
    file = folder / manifest.FILE
    file.write_text(file.read_text().replace("128", "928"))
    with pytest.raises(CollectionError, match="is damaged"):
        client(folder).__enter__()


def test_a_manifest_of_an_earlier_version_has_no_digest(folder: Path) -> None:
    file = folder / manifest.FILE
    content = json.loads(file.read_text())
    del content["sha256"]
    file.write_text(json.dumps(content))
    assert verdicts(folder) == {}


def test_a_file_that_sqlite_cannot_read_is_told_first(folder: Path) -> None:
    file = folder / "collection.sqlite"
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 9] = bytes(4096 * 6)
    file.write_bytes(content)
    last = examined(folder, repair=True)[-1]
    assert (last.check, last.verdict) == ("database", "damaged")
    assert "backup" in last.remedy


def test_where_there_is_no_collection(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="There is no index in"):
        examined(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
