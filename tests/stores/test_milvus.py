"""A real Milvus server: answers over it, its death, and ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa import Assistant, QAError, SentenceTransformerEmbedder, Settings, StoreUnavailable, stores
from qa.stores import from_setting
from tests.conftest import SEEDS
from tests.factories import Shelf, article
from tests.stores.servers import TOKEN, Milvus

QUESTIONS = [
    "Why did Serbia cancel the Bayraktar order?",
    "How many Bayraktar drones did Kosovo receive?",
    "What is the capital of Mongolia?",
]


def settings(milvus: Milvus) -> Settings:
    return Settings(store=milvus.setting, store_token=TOKEN)


def test_the_answers_are_those_of_the_built_in_index(
    milvus: Milvus, index: Path, assistant: Assistant, embedder: SentenceTransformerEmbedder
) -> None:
    """The same folder, opened with a store: nothing is embedded again."""
    with Assistant.open(index, settings=settings(milvus), embedder=embedder) as kept:
        for question in QUESTIONS:
            expected, found = assistant.ask(question), kept.ask(question)
            assert found.text == expected.text
            assert [hit.passage for hit in found.hits] == [hit.passage for hit in expected.hits]
            expected, found = (
                each.ask(question, since="2023-09", until="2024") for each in (assistant, kept)
            )
            assert found.text == expected.text


_INGEST = """
import os, signal, sys
from qa import cli
from qa.collection.remote import RemoteIndex

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(RemoteIndex, sys.argv.pop(1), die)
cli.main(sys.argv[1:])
"""


@pytest.mark.parametrize("moment", ["_send", "_note", "_unsent"])
def test_we_die_between_the_database_and_the_server(
    milvus: Milvus, tmp_path: Path, embedder: SentenceTransformerEmbedder, moment: str
) -> None:
    """Before anything is sent; when the mark is, but nobody noted it; and when it was noted."""
    articles = tmp_path / "articles.jsonl"
    articles.write_text(json.dumps({"title": "Jets", "body": "Croatia bought twelve jets."}))
    index = tmp_path / "index"
    died = subprocess.run(
        [sys.executable, "-c", _INGEST, moment, "ingest", articles, "--index", index],
        env=os.environ | {"QA_STORE": milvus.setting, "QA_STORE_TOKEN": TOKEN},
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    with Assistant.open(index, settings=settings(milvus), embedder=embedder) as kept:
        assert kept.count_articles() == 1
        assert kept.search("How many jets did Croatia buy?")[0].passage.title == "Jets"


def test_the_server_dies_and_comes_back(milvus: Milvus, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "index", store=from_setting(milvus.setting, TOKEN))
    shelf.put(article("Serbia cancelled the drones.", id="drones"))
    milvus.kill()
    try:
        with pytest.raises(StoreUnavailable, match="See that it runs, and that QA_STORE has its"):
            shelf.put(article("Croatia bought twelve jets.", id="jets"))
        with pytest.raises(StoreUnavailable):
            shelf.nearest("jets")
    finally:
        milvus.start()
    assert shelf.nearest("jets") == ["jets", "drones"]
    shelf.collection.close()


def test_a_server_that_hangs_is_given_up(
    milvus: Milvus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path / "index", store=from_setting(milvus.setting, TOKEN))
    shelf.put(article("Serbia cancelled the drones.", id="drones"))
    monkeypatch.setattr("qa.collection.remote._PATIENCE", 2.0)
    with milvus.stopped():
        started = time.monotonic()
        with pytest.raises(StoreUnavailable, match=r"does not answer \(TimeoutError\)"):
            shelf.nearest("drones")
        assert time.monotonic() - started < 10
    monkeypatch.undo()
    assert shelf.nearest("drones") == ["drones"]
    shelf.collection.close()


def test_a_wrong_token_is_an_error_that_says_where_it_goes(milvus: Milvus, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "index", store=from_setting(milvus.setting, "root:wrong"))
    with pytest.raises(StoreUnavailable, match="QA_STORE_TOKEN") as told:
        shelf.put(article())
    assert "root:wrong" not in str(told.value)
    shelf.collection.close()


@pytest.mark.parametrize(
    "setting",
    [
        *("milvus", "milvus:", "milvus:localhost", "milvus:http://", "milvus:ftp://localhost"),
        *("milvus:http://root:secret@localhost:19530", "milvus:http://localhost:99999"),
        *("http://localhost:19530", "weaviate:http://localhost", "milvus:http://local host"),
    ],
)
def test_a_setting_that_names_no_store_is_not_repeated(setting: str) -> None:
    with pytest.raises(QAError, match="QA_STORE does not name a vector store") as told:
        from_setting(setting, None)
    assert "root:secret" not in str(told.value)


def test_without_its_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "installed", lambda _: False)
    with pytest.raises(StoreUnavailable, match=r"not installed.*pip install 'qa\[milvus\]'"):
        from_setting("milvus:http://localhost:19530", None)


def test_ingest_without_its_server_says_so_in_one_line_and_keeps_the_articles(
    tmp_path: Path,
) -> None:
    index = tmp_path / "index"
    run = subprocess.run(
        [
            *(sys.executable, "-c", "from qa.cli import main; main()"),
            *("ingest", SEEDS / "balkans", "--index", index),
        ],
        env=os.environ | {"QA_STORE": "milvus:http://127.0.0.1:1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("qa: The vector store does not answer (MilvusException). See that")
    assert len(run.stderr.splitlines()) == 1
    with Assistant.open(index) as opened:
        assert opened.count_articles() == 26
