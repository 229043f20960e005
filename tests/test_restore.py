"""A removed article put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa import Assistant, CollectionError
from qa.collection.database import Database
from qa.collection.vectors import VectorIndex
from tests.chatting import ALBANIA, KOSOVO, SERBIA, client
from tests.collection.stories import contents
from tests.factories import Shelf, article, full_disk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    Shelf(folder).collection.close()  # cut as `contents` cuts
    with client(folder) as opened:
        yield opened


def test_it_is_found_and_cited_as_before(assistant: Assistant) -> None:
    before = [assistant.ask(question) for question in (SERBIA, ALBANIA, KOSOVO)]
    articles = assistant.articles()
    removed = assistant.remove("serbia")
    assert "serbia" not in {hit.passage.article_id for hit in assistant.ask(SERBIA).hits}
    assert assistant.restore(removed)
    assert assistant.articles() == articles
    assert [assistant.ask(question) for question in (SERBIA, ALBANIA, KOSOVO)] == before


def test_it_is_whole_for_another_client_too(assistant: Assistant, folder: Path) -> None:
    whole = article("Jets came.\r\n\r\nשלום 無人機 e\u0301 😀. " * 40, id="x/ü", tags=("war",))
    assistant.restore(whole)
    removed = assistant.remove(whole.id)
    with client(folder) as other:
        assert other.restore(removed)
    assert assistant.article(whole.id) == whole
    assert assistant.search("Jets")[0].passage.article_id == whole.id
    before = contents(folder)
    assistant.restore(assistant.remove(whole.id))
    assert contents(folder) == before


def test_reading_its_source_again_finds_it_unchanged(assistant: Assistant, folder: Path) -> None:
    assistant.restore(assistant.remove("serbia"))
    report = assistant.ingest(folder.parent / "news.jsonl")
    assert len(report.unchanged) == 3


def test_one_that_is_there_meanwhile_stays(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed = assistant.remove("serbia")
    newer = replace(removed, body="Serbia kept the order after all.")
    assert assistant.restore(newer)
    generation = assistant.collection._database.generation
    assert not assistant.restore(removed)
    assert assistant.collection._database.generation == generation
    monkeypatch.setattr(Database, "article", lambda *_: None)  # it comes while this one is embedded
    assert not assistant.restore(removed)
    monkeypatch.undo()
    assert assistant.article("serbia") == newer


def test_it_comes_back_whole_or_not_at_all(assistant: Assistant, folder: Path) -> None:
    big = article("Jets came. " * 20_000, id="big")
    before = contents(folder)
    with full_disk(100_000), pytest.raises(CollectionError, match="the disk not full"):
        assistant.restore(big)
    assert contents(folder) == before
    assert assistant.restore(big)


def test_it_is_there_although_its_vectors_could_not_be_saved(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed = assistant.remove("serbia")
    monkeypatch.setattr(VectorIndex, "refresh", _fail)
    with pytest.raises(CollectionError):
        assistant.restore(removed)
    monkeypatch.undo()
    assert assistant.ask(SERBIA).citations[0].article == removed


def _fail(_: VectorIndex) -> None:
    raise CollectionError("The index cannot be written.", "Make room.")
