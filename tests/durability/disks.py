"""Ingest onto a disk that is full, and then is not any more.

    python -m tests.durability.disks WORK FOLDER tmpfs|limit

On a file system of its own, all but a little is filled; elsewhere, no file may grow beyond a
little. Prints a JSON object for each amount that was left: what ingesting and asking came to.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa import CollectionError
from tests.durability.killing import Killed, Undisturbed, check
from tests.durability.news import answers, live, opened, write
from tests.durability.whole import contents
from tests.factories import full_disk

LEFT = (0, 8, 64, 200, 2_000)
"""Kilobytes."""


@contextmanager
def filled(folder: Path, kilobytes: int) -> Iterator[None]:
    """All of a file system but so much is taken."""
    filler = folder.parent / "filler"
    with filler.open("wb", buffering=0) as out:
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_bsize
        out.write(bytes(max(0, free - kilobytes * 1024)))
    try:
        yield
    finally:
        filler.unlink()


def run(work: Path, folder: Path, way: str) -> Iterator[dict[str, object]]:
    """Ingest edition after edition with so much room, each again when there is room."""
    file = work / "news.jsonl"
    write(file, 0)
    live(folder, file, lambda _: None)
    for number, kilobytes in enumerate(LEFT, 1):
        wanted = Undisturbed.of(number, file)
        before = contents(folder).articles
        room = filled(folder, kilobytes) if way == "tmpfs" else full_disk(kilobytes * 1024)
        with room:
            ingested, asked = _outcome(folder, file)
        check(folder, Killed(before, ["ingesting"]), wanted.articles)
        live(folder, file, lambda _: None)
        assert answers(folder) == wanted.answers
        shutil.rmtree(work / f"undisturbed-{number}")
        yield {"left": kilobytes, "ingested": ingested, "asked": asked}


def _outcome(folder: Path, file: Path) -> tuple[str, str]:
    told = []
    for attempt in (_ingest, answers):
        try:
            attempt(folder, *([file] if attempt is _ingest else []))
        except CollectionError as error:
            told.append(str(error))
        else:
            told.append("")
    return told[0], told[1]


def _ingest(folder: Path, file: Path) -> None:
    with opened(folder) as assistant:
        assistant.ingest(file)


if __name__ == "__main__":
    for told in run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]):
        print(json.dumps(told), flush=True)  # noqa: T201
