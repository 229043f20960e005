"""Kill a process at random instants of its work on one collection, and see what is left.

    python -m tests.durability.killing FOLDER SEED KILLS

Prints a JSON object for each kill: the phase it landed in, and how much was told until then. Fails
at the first collection that is not whole. A process of its own, since it forks: what takes a second
to import is imported once, and no thread is ever started.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.collection import manifest
from tests.durability.news import EDITIONS, REMOVED, answers, examined, live, opened, write
from tests.durability.whole import Contents, contents, searches_are_exact

PHASES = ("opening", "ingesting", "saving", "removing", "rebuilding", "closing")
_AIMED = 0.5
_FROM_NOTHING = 8
"""Every so many editions, the collection is started anew."""
_GOES_ON = 0.7
"""How often a killed process is followed by one that does the work to its end, not by a kill."""


@dataclass
class Killed:
    """A process that worked, and what it told before it was killed."""

    before: dict[str, tuple[Any, ...]]
    """The articles that it found."""
    told: list[str]

    @property
    def phase(self) -> str:
        """The one that it died in."""
        return next(told for told in reversed(self.told) if told in PHASES)


@dataclass
class Killer:
    """Works on one collection in processes that it kills, edition after edition."""

    folder: Path
    file: Path
    chance: random.Random
    lasting: float = 1.0
    """Seconds that the work takes undisturbed."""
    phases: dict[str, float] = field(default_factory=dict)
    """Seconds that each phase of it takes."""
    landed: Counter[str] = field(default_factory=Counter)
    """The kills in each phase."""

    def measure(self) -> None:
        """Do the work, and learn how long it takes."""
        began = time.perf_counter()
        started = {"opening": began}

        def tell(what: str) -> None:
            if what in PHASES:
                started[what] = time.perf_counter()

        live(self.folder, self.file, tell)
        ends = [*list(started.values())[1:], time.perf_counter()]
        self.phases = {
            phase: end - start for (phase, start), end in zip(started.items(), ends, strict=True)
        }
        self.lasting = ends[-1] - began

    def kills(self) -> Iterator[Killed]:
        """Have processes do the work, each killed at some instant, until one was faster.

        Half of the instants are spread over all of its time, half over the phase that was hit the
        least so far.
        """
        while True:
            before = (
                contents(self.folder).articles if (self.folder / manifest.FILE).exists() else {}
            )
            phase, lasting = PHASES[0], self.lasting
            if self.chance.random() < _AIMED:
                phase = min(PHASES, key=lambda phase: self.landed[phase])
                lasting = self.phases[phase]
            told, killed = self._kill(phase, self.chance.uniform(0, lasting))
            if not killed:
                return
            result = Killed(before, told)
            self.landed[result.phase] += 1
            yield result

    def _kill(self, phase: str, seconds: float) -> tuple[list[str], bool]:
        """Kill a process so long after the beginning of a phase: what it told, and if it lived."""
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                live(self.folder, self.file, lambda told: _send(theirs, told))
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(theirs)
        told = b"opening\n"
        while f"{phase}\n".encode() not in told and (read := os.read(ours, 1 << 16)):
            told += read
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or status == 0, "it failed by itself"
        while read := os.read(ours, 1 << 16):
            told += read
        os.close(ours)
        return told.decode().splitlines(), os.WIFSIGNALED(status)


def _send(pipe: int, told: str) -> None:
    os.write(pipe, f"{told}\n".encode())


@dataclass(frozen=True)
class Undisturbed:
    """What an edition comes to where nothing is killed."""

    articles: Contents
    """When it is ingested and nothing is removed yet."""
    answers: list[bytes]
    """When all is done."""

    @classmethod
    def of(cls, number: int, file: Path) -> Undisturbed:
        write(file, number)
        folder = file.parent / f"undisturbed-{number}"
        with opened(folder) as assistant:
            assistant.ingest(file)
        articles = contents(folder)
        live(folder, file, lambda _: None)
        return cls(articles, answers(folder))


def run(work: Path, seed: int, kills: int) -> Iterator[dict[str, object]]:
    """Kill so many times, check after each, and tell of each."""
    chance = random.Random(seed)
    killer = Killer(work / "killed", work / "news.jsonl", chance)
    editions = [Undisturbed.of(number, killer.file) for number in range(EDITIONS)]
    assert len({tuple(edition.answers) for edition in editions}) == EDITIONS
    killer.measure()
    done = turn = 0
    while done < kills:
        turn += 1
        if turn % _FROM_NOTHING == 0:
            shutil.rmtree(killer.folder)
        write(killer.file, turn % EDITIONS)
        wanted = editions[turn % EDITIONS]
        for result in killer.kills():
            done += 1
            yield {"phase": result.phase, "told": len(result.told)}
            check(killer.folder, result, wanted.articles)
            if chance.random() < _GOES_ON:
                break
        live(killer.folder, killer.file, lambda _: None)
        assert answers(killer.folder) == wanted.answers
        assert examined(killer.folder) == []


def check(folder: Path, result: Killed, wanted: Contents) -> None:
    """Each article is as it was before or as its edition has it, and what was told is done."""
    if not (folder / manifest.FILE).exists():
        assert result.phase == "opening"
        assert not result.before
        return
    found = contents(folder)
    assert found.articles.keys() <= wanted.articles.keys()
    for article_id, article in wanted.articles.items():
        states = [result.before.get(article_id), article, None]
        first = int(f"stored {article_id}" in result.told)
        last = article_id in REMOVED and "removing" in result.told
        if f"removed {article_id}" in result.told:
            first = 2
        assert found.articles.get(article_id) in states[first : 2 + last], article_id
    searches_are_exact(folder, found)
    assert examined(folder) == []


if __name__ == "__main__":
    for told in run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])):
        print(json.dumps(told), flush=True)  # noqa: T201
