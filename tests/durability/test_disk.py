"""A disk without room, a folder that may not be written, a clock that is set back, two writers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.chatting import ALBANIA, SERBIA, client
from tests.collection.test_concurrency import process
from tests.durability.killing import Undisturbed
from tests.durability.news import answers, edition, examined, live, opened, over_and_over, write
from tests.durability.whole import contents, searches_are_exact

_MOUNTED = 'mount -t tmpfs -o size=40m tmpfs "$0" && exec "$@"'


def test_a_full_disk_is_one_clear_error_and_loses_nothing(tmp_path: Path) -> None:
    """On a small file system where one may be mounted, and under a limit of sizes everywhere."""
    small = tmp_path / "small"
    small.mkdir()
    ways: dict[str, list[str]] = {"limit": []}
    mounting = ["unshare", "--mount", "sh", "-c", _MOUNTED, str(small)]
    if subprocess.run([*mounting, "true"], capture_output=True, check=False).returncode == 0:
        ways["tmpfs"] = mounting
    for way, wrapper in ways.items():
        work = tmp_path / way
        work.mkdir()
        folder = small / "index" if way == "tmpfs" else work / "index"
        ran = subprocess.run(
            [*wrapper, sys.executable, "-m", "tests.durability.disks", work, folder, way],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        assert ran.returncode == 0, f"{way}: {ran.stderr}"
        told = [json.loads(line) for line in ran.stdout.splitlines()]
        print(way, [(each["left"], not each["ingested"], not each["asked"]) for each in told])  # noqa: T201
        failed = [each["ingested"] for each in told if each["ingested"]]
        assert 1 <= len(failed) < len(told)
        for error in failed + [each["asked"] for each in told if each["asked"]]:
            assert str(folder) in error
            assert "disk" in error
            assert "\n" not in error


@pytest.fixture
def locked() -> Iterator[Path]:
    """The folder of a collection that was closed, where any user may look."""
    work = Path(tempfile.mkdtemp())
    work.chmod(0o755)
    folder, file = work / "index", work / "news.jsonl"
    write(file, 0)
    live(folder, file, lambda _: None)
    answers(folder)
    write(file, 1)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(work)


def test_a_folder_that_may_not_be_written_is_one_clear_error(locked: Path) -> None:
    before = {file.name: file.read_bytes() for file in locked.iterdir()}
    for path in (*locked.iterdir(), locked):
        path.chmod(0o555 if path.is_dir() else 0o444)
    ingested, asked = _as_nobody(
        lambda: opened(locked).ingest(locked.parent / "news.jsonl"), lambda: answers(locked)
    )
    for error in (ingested, asked):
        assert error.startswith(f"CollectionError: The index {locked} cannot be ")
        assert "writable" in error
        assert "\n" not in error
    locked.chmod(0o755)
    assert {file.name: file.read_bytes() for file in locked.iterdir()} == before


def _as_nobody(*attempts: Callable[[], object]) -> list[str]:
    """The error of each attempt, or nothing, in a process whom permissions hold."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            for attempt in attempts:
                told = ""
                try:
                    attempt()
                except Exception as error:
                    told = f"{type(error).__name__}: {error}"
                os.write(theirs, f"{json.dumps(told)}\n".encode())
        finally:
            os._exit(0)
    os.close(theirs)
    os.waitpid(child, 0)
    with os.fdopen(ours) as pipe:
        return [json.loads(line) for line in pipe]


# Two writers


def test_two_processes_ingest_overlapping_folders(tmp_path: Path) -> None:
    news, folder = tmp_path / "news", tmp_path / "index"
    (news / "north").mkdir(parents=True)
    for n, told in enumerate(edition(0)):
        file = (news / "north" if n % 2 else news) / f"{told['id']}.md"
        file.write_text(f"---\ntitle: {told['title']}\n---\n\n{told['body']}\n")
    with (
        process(over_and_over, folder, news) as (one, _),
        process(over_and_over, folder, news / "north") as (two, _),
    ):
        one.join()
        two.join()
        assert (one.exitcode, two.exitcode) == (0, 0)
    stored = contents(folder)
    assert len(stored.articles) == len(edition(0))
    searches_are_exact(folder, stored)
    assert examined(folder) == []


# A clock that is set back


def test_the_latest_conversation_is_the_one_with_the_latest_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(tmp_path / "index") as assistant:
        first = assistant.chat()
        first.ask(SERBIA)
        _set_back(monkeypatch)
        second = assistant.chat()
        second.ask(ALBANIA)
        assert [session.id for session in assistant.sessions()] == [second.id, first.id]
        first.ask(ALBANIA)
        assert [session.id for session in assistant.sessions()] == [first.id, second.id]
        assert [turn.number for turn in assistant.session(first.id or "")] == [1, 2]


def _set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    class Earlier(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Earlier:
            return cls.fromtimestamp(time.time() - timedelta(days=400).total_seconds(), UTC)

    for module in ("qa.collection.sessions", "qa.chat_log", "qa.collection.ratings"):
        monkeypatch.setattr(f"{module}.datetime", Earlier, raising=False)


def test_files_from_the_future_change_nothing(tmp_path: Path) -> None:
    folder, file = tmp_path / "index", tmp_path / "news.jsonl"
    expected = Undisturbed.of(0, file)
    live(folder, file, lambda _: None)
    (folder / ".vectors.json.1.tmp").write_bytes(b"{")
    for path in (file, *folder.iterdir()):
        os.utime(path, (time.time() + 1e9,) * 2)
    live(folder, file, lambda _: None)
    assert answers(folder) == expected.answers
    assert examined(folder) == []
