from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qa.collection import Collection
from qa.collection.database import FILE as DATABASE
from qa.collection.database import Database
from qa.collection.manifest import FILE, FORMAT, Manifest, replace
from qa.errors import CollectionError
from qa.testing import HashingEmbedder
from tests.factories import Shelf, article, manifest_for

WANTED = manifest_for(HashingEmbedder())


def opened(folder: Path, wanted: Manifest = WANTED) -> Manifest:
    """What a folder's manifest says, once the collection there is open."""
    collection = Collection.open(folder, wanted)
    collection.close()
    return collection.manifest


def error_of(folder: Path, wanted: Manifest = WANTED) -> CollectionError:
    with pytest.raises(CollectionError) as caught:
        opened(folder, wanted)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("folder", ["new", "new/and/deep"])
def test_opening_starts_a_collection(tmp_path: Path, folder: str) -> None:
    assert opened(tmp_path / folder) == WANTED
    assert json.loads((tmp_path / folder / FILE).read_text())["embedder"] == "hashing-256"


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert opened(tmp_path) == WANTED


def test_a_collection_keeps_the_choices_it_was_built_with(tmp_path: Path) -> None:
    opened(tmp_path)
    other = Manifest.new(
        embedder="hashing-256", dimension=256, passage_tokens=99, passage_overlap=0
    )
    assert opened(tmp_path, other) == WANTED


def test_no_two_collections_have_the_same_name() -> None:
    assert manifest_for(HashingEmbedder()).collection != manifest_for(HashingEmbedder()).collection


@pytest.mark.parametrize(
    ("embedder", "told"), [("minilm", "'minilm'"), ("hashing-256", "'hashing-256' (384)")]
)
def test_another_embedder_is_an_error_with_the_command(
    tmp_path: Path, embedder: str, told: str
) -> None:
    opened(tmp_path)
    wanted = Manifest.new(embedder=embedder, dimension=384, passage_tokens=32, passage_overlap=1)
    assert str(error_of(tmp_path, wanted)) == (
        f"The index {tmp_path} was built with the embedding model 'hashing-256' (256 numbers a"
        f" passage), not {told}. Set QA_EMBEDDER=hashing-256, or ingest the articles"
        " into a new folder with `qa ingest SOURCE… --index DIR`."
    )


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    assert "holds something else than an index" in error_of(tmp_path).problem
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("below", ["", "index", "a/b"])
def test_a_file_is_no_folder(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("years of work")
    error = error_of(tmp_path / "file" / below)
    assert "(Not a directory)" in error.problem
    assert (tmp_path / "file").read_text() == "years of work"


def test_a_folder_that_the_system_does_not_give_is_an_error() -> None:
    assert "cannot be written" in error_of(Path("/proc/index")).problem


def test_a_name_that_is_too_long_is_an_error(tmp_path: Path) -> None:
    assert "(File name too long)" in error_of(tmp_path / ("x" * 300)).problem


def test_a_folder_that_may_not_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tmp_path)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)  # the tests may run as root
    assert "cannot be read (Permission denied)" in error_of(tmp_path).problem


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "null", '"x"', "{}", '{"format": 1}', '{"format": "1"}'),
        '{"format": 1, "collection": "x", "embedder": "x", "dimension": 1, "colour": "red"}',
        "\0\0\0",
    ],
)
def test_a_damaged_manifest_is_an_error(tmp_path: Path, content: str) -> None:
    opened(tmp_path)
    (tmp_path / FILE).write_text(content)
    assert f"{tmp_path / FILE}, is damaged" in error_of(tmp_path).problem


def test_bytes_that_are_no_text_are_a_damaged_manifest(tmp_path: Path) -> None:
    opened(tmp_path)
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    assert "is damaged" in error_of(tmp_path).problem


def test_a_later_format_asks_for_a_later_program(tmp_path: Path) -> None:
    opened(tmp_path)
    content = json.loads((tmp_path / FILE).read_text())
    (tmp_path / FILE).write_text(json.dumps(content | {"format": FORMAT + 1, "colour": "red"}))
    error = error_of(tmp_path)
    assert f"(format {FORMAT + 1}, this one reads {FORMAT})" in error.problem
    assert error.remedy.startswith("Upgrade")


def test_a_start_that_was_cut_off_is_taken_up(tmp_path: Path) -> None:
    Database(tmp_path).create()
    (tmp_path / f".{FILE}.123.tmp").write_text("{")
    shelf = Shelf(tmp_path)
    shelf.put(article())
    assert shelf.match("drones") == ["a"]
    shelf.collection.close()


def test_a_start_that_was_cut_off_inside_the_database_is_taken_up(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"")
    assert opened(tmp_path) == WANTED


def test_content_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    replace(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
