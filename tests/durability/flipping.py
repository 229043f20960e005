"""Flip bits in the files of a collection, and see what it answers and what repairs it.

    python -m tests.durability.flipping FOLDER SEED DATABASE OTHERS

So many bits in the database, and so many in each of the other files. Prints a JSON object for each;
fails at a crash, at an error that is none of ours, and at words that no article has. A process of
its own, since it forks: what crashes is seen.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa import QAError
from qa.collection.database import FILE
from tests.durability.news import answers, edition, examined, opened, write

EDITION = 1
LONGEST_ERROR = 700

Outcome = str | list[str]


@dataclass(frozen=True)
class Seen:
    """What became of a collection with a flipped bit; a text is an error instead."""

    asked: Outcome
    found: Outcome
    """The damaged parts."""
    repaired: Outcome
    """The parts that are damaged after a repair."""
    left: Outcome
    """The parts that are damaged when the articles are ingested again after that."""
    asked_again: Outcome


def run(work: Path, seed: int, database: int, others: int) -> Iterator[dict[str, str]]:
    """Flip bits in a collection that was closed, and in one whose process was killed."""
    chance = random.Random(seed)
    file = work / "news.jsonl"
    closed, killed = _collections(work, file)
    expected = list(map(bytes.decode, answers(closed)))
    assert list(map(bytes.decode, answers(_copy(killed, work / "copy")))) == expected
    for folder in (closed, killed):
        for name in sorted(each.name for each in folder.iterdir()):
            for _ in range(database if name == FILE else others):
                copy = _copy(folder, work / "copy")
                where = _flip(copy / name, chance)
                seen = _seen(copy, file)
                try:
                    came = judged(seen, name, expected)
                except AssertionError as error:
                    raise AssertionError(f"{folder.name}/{name} {where}: {seen}") from error
                yield {"file": name, "came": came}


def judged(seen: Seen, name: str, expected: list[str]) -> str:
    """One word for what came of it; fails if that is not allowed."""
    for outcome in (seen.asked, seen.found, seen.repaired, seen.left, seen.asked_again):
        if isinstance(outcome, str):
            assert "\n" not in outcome
            assert len(outcome) < LONGEST_ERROR
    for outcome in (seen.asked, seen.asked_again):
        if not isinstance(outcome, str):
            assert all(map(is_verbatim, outcome))
    if seen.left == []:
        assert list(map(_settled, seen.asked_again)) == list(map(_settled, expected))
    else:
        # What cannot be repaired is the file itself, and that is told.
        assert isinstance(seen.left, str) or seen.left[0] in ("manifest", "database"), (
            "not repaired"
        )
    if isinstance(seen.asked, str):
        assert seen.found != [], "an error, and nothing wrong"
        return "an error"
    if seen.asked == expected:
        return "the same" if seen.found == [] else "the same, and found"
    if seen.found:
        return "another answer, and found"
    # A transaction whose record is broken never happened: the collection is as it was before it.
    assert name.endswith("-wal") or _words(seen.asked) == _words(expected), "another answer"
    return "as before the last ingest" if name.endswith("-wal") else "other figures"


def is_verbatim(answer: str) -> bool:
    """Whether an answer quotes an article as it was written."""
    bodies = {
        (article["id"], article["title"]): article["body"]
        for number in (0, EDITION)
        for article in edition(number)
    }
    return all(
        bodies[cited["article"]["id"], cited["article"]["title"]][cited["start"] : cited["end"]]
        == cited["quote"]
        for cited in json.loads(answer)["citations"]
    )


def _settled(answer: str) -> dict[str, Any]:
    """An answer whose equal hits do not stand as they were stored: some were stored again."""
    told: dict[str, Any] = json.loads(answer)
    told["hits"].sort(key=lambda hit: (-hit["score"], hit["passage"]["id"]))
    return told


def _words(told: list[str]) -> list[Any]:
    return [(answer["text"], answer["citations"]) for answer in map(json.loads, told)]


def _collections(work: Path, file: Path) -> tuple[Path, Path]:
    """The same articles, in a collection that was closed and in one that was not."""
    closed, killed = work / "closed", work / "killed"
    write(file, 0)
    with opened(work / "index") as assistant:
        assistant.ingest(file)
    write(file, EDITION)
    with opened(work / "index") as assistant:
        assistant.ingest(file)
        _copy(work / "index", killed)
    _copy(work / "index", closed)
    return closed, killed


def _copy(folder: Path, copy: Path) -> Path:
    shutil.rmtree(copy, ignore_errors=True)
    return Path(shutil.copytree(folder, copy))


def _flip(file: Path, chance: random.Random) -> str:
    content = bytearray(file.read_bytes())
    # What is zero is room that nothing is in yet, for the most part.
    at, bit = chance.choice([i for i, byte in enumerate(content) if byte]), chance.randrange(8)
    content[at] ^= 1 << bit
    file.write_bytes(content)
    return f"byte {at}, bit {bit}"


def _seen(folder: Path, file: Path) -> Seen:
    """Look at a collection in a process that may crash."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            told = json.dumps(_look(folder, file)).encode()
            while told:
                told = told[os.write(theirs, told) :]
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, f"it ended with {status}"
    return Seen(**json.loads(told))


def _look(folder: Path, file: Path) -> dict[str, Outcome]:
    def ingest() -> Outcome:
        with opened(folder) as assistant:
            assistant.ingest(file)
        return damaged()

    def damaged(*, repair: bool = False) -> list[str]:
        return [
            check for check, verdict, _ in examined(folder, repair=repair) if verdict == "damaged"
        ]

    def ask() -> Outcome:
        return list(map(bytes.decode, answers(folder)))

    def outcome(of: Any, **how: bool) -> Outcome:
        try:
            found: Outcome = of(**how)
        except QAError as error:
            return str(error)
        return found

    return {
        "asked": outcome(ask),
        "found": outcome(damaged),
        "repaired": outcome(damaged, repair=True),
        "left": outcome(ingest),
        "asked_again": outcome(ask),
    }


if __name__ == "__main__":
    for told in run(Path(sys.argv[1]), *map(int, sys.argv[2:])):
        print(json.dumps(told), flush=True)  # noqa: T201
