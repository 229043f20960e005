from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Event

import pytest

from tests.collection.stories import STORIES, contents, look, read, stories, write
from tests.factories import Shelf

KILLS = 16

# Children fork from a process that has imported everything and started no thread.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.collection.stories"])


@contextmanager
def process(
    target: Callable[..., None], *arguments: object
) -> Iterator[tuple[ForkServerProcess, Connection]]:
    """A child process and the connection to it; killed at the end if it still runs."""
    ours, theirs = _CONTEXT.Pipe()
    child = _CONTEXT.Process(target=target, args=(*arguments, theirs))
    child.start()
    theirs.close()
    try:
        yield child, ours
    finally:
        child.kill()
        child.join()
        ours.close()


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, object]:
    """What a collection of the last version holds that was never killed."""
    shelf = Shelf(tmp_path / "undisturbed")
    shelf.put(*stories(KILLS))
    shelf.collection.close()
    return contents(shelf.folder)


def test_an_ingest_killed_at_any_instant_leaves_each_article_whole(
    tmp_path: Path, undisturbed: dict[str, object]
) -> None:
    folder = tmp_path / "killed"
    chance = random.Random(7)
    for version in range(1, KILLS + 1):
        with process(write, folder, version) as (child, progress):
            # From before there is a collection to when the vector index is being saved.
            for _ in range(chance.randint(0, STORIES + 1)):
                progress.recv()
            time.sleep(chance.uniform(0, 0.01))
            child.kill()
        known = {article.body for past in range(version + 1) for article in stories(past)}
        if folder.exists():
            articles = contents(folder)["articles"]
            assert {article.body for article in articles} <= known

    shelf = Shelf(folder)
    done = shelf.put(*stories(KILLS))
    assert len(done.added + done.updated + done.unchanged) == STORIES
    assert len(done.unchanged) >= STORIES // 3
    assert len(shelf.passages()) == shelf.collection.count_passages()
    shelf.collection.close()
    assert contents(folder) == undisturbed


def test_processes_read_one_state_or_the_next_while_another_writes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "index")
    shelf.put(*stories(0))
    with process(read, shelf.folder) as (_, one), process(read, shelf.folder) as (_, two):
        assert (one.recv(), two.recv()) == ("reading", "reading")
        for version in range(1, 6):
            shelf.put(*stories(version))
        for reader in (one, two):
            reader.send("stop")
            assert reader.recv() > 1
    shelf.collection.close()
    contents(shelf.folder)


def test_processes_that_start_one_collection_at_once_share_it(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with process(write, folder, 0) as (one, _), process(write, folder, 0) as (two, _):
        one.join()
        two.join()
        assert (one.exitcode, two.exitcode) == (0, 0)
    assert len(contents(folder)["articles"]) == STORIES


def test_threads_search_one_collection_while_another_writes(shelf: Shelf) -> None:
    shelf.put(*stories(0))
    stop = Event()

    def search() -> int:
        for turn in count():
            look(shelf, turn)
            if stop.is_set():
                return turn
        raise AssertionError

    with ThreadPoolExecutor(8) as threads:
        searches = [threads.submit(search) for _ in range(8)]
        try:
            for version in range(1, 4):
                shelf.put(*stories(version))
        finally:
            stop.set()
        assert all(done.result() >= 0 for done in searches)
    assert len(shelf.passages()) == shelf.collection.count_passages()
    shelf.collection.close()
    contents(shelf.folder)
