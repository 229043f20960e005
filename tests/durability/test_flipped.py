"""A flipped bit anywhere: the same answer, one clear error, or damage that `qa doctor` finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.durability.flipping import Seen, judged

DATABASE, OTHERS = 40, 5


def test_no_flipped_bit_makes_a_wrong_quote_or_a_crash(tmp_path: Path) -> None:
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "tests.durability.flipping"),
            *map(str, (tmp_path, 1, DATABASE, OTHERS)),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert ran.returncode == 0, ran.stderr
    flips = [json.loads(line) for line in ran.stdout.splitlines()]
    came = Counter(flip["came"] for flip in flips)
    print(f"{len(flips)} flipped bits came to {dict(came)}")  # noqa: T201
    files = {flip["file"] for flip in flips}
    assert files >= {"collection.sqlite", "collection.sqlite-wal", "manifest.json"}
    assert any(name.startswith("vectors.") for name in files)
    assert came["the same"] >= 1
    assert came["the same, and found"] + came["another answer, and found"] >= 1
    assert came["an error"] >= 1
    assert came["other figures"] <= len(flips) // 50


# What the flips are judged by can fail

_ANSWER = json.dumps({"text": "a", "citations": [], "hits": []})
_OTHER = json.dumps({"text": "b", "citations": [], "hits": []})
_WRONG = json.dumps(
    {
        "text": "a",
        "citations": [
            {
                "article": {"id": "n1", "title": "Bela, edition 1"},
                "start": 0,
                "end": 5,
                "quote": "Nothi",
            }
        ],
    }
)


@pytest.mark.parametrize(
    "seen",
    [
        Seen([_OTHER], [], [], [], [_ANSWER]),  # another answer, and nothing wrong
        Seen([_ANSWER], [], [], [], [_OTHER]),  # not what it was, after all
        Seen([_WRONG], ["articles"], [], [], [_ANSWER]),  # a quote that no article has
        Seen("An error.", [], [], [], [_ANSWER]),  # an error, and nothing wrong
        Seen("An\nerror.", ["words"], [], [], [_ANSWER]),  # two lines
        Seen([_ANSWER], ["words"], ["words"], ["words"], [_ANSWER]),  # never repaired
    ],
)
def test_the_judgement_fails(seen: Seen) -> None:
    with pytest.raises(AssertionError):
        judged(seen, "collection.sqlite", [_ANSWER])


def test_the_judgement_passes_what_is_allowed() -> None:
    assert judged(Seen([_ANSWER], [], [], [], [_ANSWER]), "x", [_ANSWER]) == "the same"
    assert judged(Seen("Error.", ["words"], [], [], [_ANSWER]), "x", [_ANSWER]) == "an error"
    went_back = Seen([_OTHER], [], [], [], [_ANSWER])
    assert judged(went_back, "x-wal", [_ANSWER]) == "as before the last ingest"
