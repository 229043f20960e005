"""Collections side by side: which there are, how a new one may be called, how one is opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Assistant, CollectionError, QAError, Settings, collection_name, collections
from qa.testing import HashingEmbedder
from tests.chatting import ALBANIA, client


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with client(tmp_path / "news") as opened:
        yield opened


def test_only_folders_that_hold_a_collection_are_listed(
    assistant: Assistant, tmp_path: Path
) -> None:
    for name in ("zoo", "Balkans 2024"):
        assistant.beside(tmp_path / name).close()
    (tmp_path / "empty").mkdir()
    (tmp_path / "web app").mkdir()
    (tmp_path / "web app" / "manifest.json").write_text("{}")
    assistant.beside(tmp_path / "nested" / "deeper").close()
    assert [found.name for found in collections(tmp_path)] == ["Balkans 2024", "news", "zoo"]
    assert collections(str(tmp_path)) == collections(tmp_path)


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert collections(tmp_path / "nowhere") == []


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CollectionError, match="cannot be read"):
        collections(tmp_path / "file")


def test_one_is_opened_beside_another_with_the_same_models(
    assistant: Assistant, tmp_path: Path
) -> None:
    with assistant.beside(tmp_path / "other") as other:
        assert other.count_articles() == 0
        shared = ("embedder", "reader", "rewriter", "settings")
        assert all(getattr(other, part) is getattr(assistant, part) for part in shared)
        file = tmp_path / "jets.txt"
        file.write_text("Jets\n\nCroatia bought twelve jets.", encoding="utf-8")
        other.ingest(file)
        assert "twelve jets" in other.ask("What did Croatia buy?").text
        assert other.chat().ask(ALBANIA).hits[0].passage.title == "Jets"
    assert assistant.count_articles() == 3
    assert "three drones" in assistant.ask(ALBANIA).text
    with assistant.beside(str(tmp_path / "other")) as again:
        assert again.count_articles() == 1
        assert [session.title for session in again.sessions()] == [ALBANIA]


def test_one_of_another_embedder_is_not_opened(assistant: Assistant, tmp_path: Path) -> None:
    Assistant.open(tmp_path / "other", embedder=HashingEmbedder(32), settings=Settings()).close()
    with pytest.raises(CollectionError, match="QA_EMBEDDER=hashing-32"):
        assistant.beside(tmp_path / "other")


@pytest.mark.parametrize(
    "name", ["news", " Balkans 2024 ", "Čačak-vesti", "新聞", "a_b", "x" * 60, "cafe\u0301"]
)
def test_a_name_that_a_collection_may_have(name: str, assistant: Assistant, tmp_path: Path) -> None:
    accepted = collection_name(name)
    assert accepted == unicodedata.normalize("NFC", name).strip()
    folder = tmp_path / accepted
    assistant.beside(folder).close()
    assert folder in collections(tmp_path)


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", ".hidden", "a/b", "a\\b", "../x", "C:", "a.b", "a\nb", "a\0", "x" * 61],
)
def test_a_name_that_none_may_have(name: str) -> None:
    with pytest.raises(QAError, match="Choose 1 to 60 letters"):
        collection_name(name)
