"""Killed at any instant, a collection is whole, and the work done again comes to the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chatting import execute
from tests.durability.killing import PHASES, Killed, check
from tests.durability.news import EDITIONS, examined, opened, write
from tests.durability.whole import contents

PROCESSES = 2
KILLS = 110
"""In each of the processes."""
SHARE = 15
"""Kills that land in each phase at least."""


def test_two_hundred_kills_leave_everything_whole(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    running = [_killing(tmp_path / f"{seed}", seed) for seed in range(PROCESSES)]
    landed: Counter[str] = Counter()
    midway: Counter[int] = Counter()
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, f"{out[-500:]}\n{err}"
        kills = [json.loads(line) for line in out.splitlines()]
        landed.update(kill["phase"] for kill in kills)
        midway.update(kill["told"] for kill in kills)
    print(f"{landed.total()} kills landed in {dict(landed)}")  # noqa: T201
    record_property("kills", dict(landed))
    assert landed.total() >= 200
    assert min(landed[phase] for phase in PHASES) >= SHARE, landed
    assert len(midway) >= 15  # of the 23 places between two things that are told


def _killing(folder: Path, seed: int) -> subprocess.Popen[str]:
    folder.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.durability.killing", str(folder), str(seed), str(KILLS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


# What the kills are judged by can fail

DAMAGES = (
    "DELETE FROM vectors WHERE passage = 1",
    "DELETE FROM lexical WHERE rowid = 1",
    "DELETE FROM passages WHERE key = 1",
    "DELETE FROM articles WHERE id = 'n1'",
    "INSERT INTO lexical (rowid, title, body) VALUES (9999, 'a', 'b')",
    "UPDATE articles SET body = replace(body, 'bridge', 'bridle') WHERE id = 'n1'",
    "UPDATE passages SET start = start + 1 WHERE key = 2",
    "UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE passage = 9) WHERE passage = 2",
    "UPDATE lexical SET body = 'another' WHERE rowid = 3",
    "UPDATE articles SET published = '1999-01-01' WHERE id = 'n1'",
)


@pytest.mark.parametrize("damage", [None, *DAMAGES])
def test_the_check_fails_where_something_is_lost(tmp_path: Path, damage: str | None) -> None:
    folder, file = tmp_path / "index", tmp_path / "news.jsonl"
    write(file, EDITIONS)
    with opened(folder) as assistant:
        assistant.ingest(file)
    wanted = contents(folder)
    stored = Killed({}, ["ingesting", *(f"stored {key}" for key in wanted.articles)])
    if damage is None:
        check(folder, stored, wanted)
        return
    execute(folder, damage)
    with pytest.raises(AssertionError):
        check(folder, stored, wanted)


def test_the_check_fails_where_an_article_was_told_and_is_not_there(tmp_path: Path) -> None:
    folder, file = tmp_path / "index", tmp_path / "news.jsonl"
    write(file, EDITIONS)
    with opened(folder) as assistant:
        assistant.ingest(file)
        wanted = contents(folder)
        assistant.remove("n1")
    check(folder, Killed({}, ["ingesting"]), wanted)
    with pytest.raises(AssertionError, match="n1"):
        check(folder, Killed({}, ["ingesting", "stored n1"]), wanted)
    assert examined(folder) == []
