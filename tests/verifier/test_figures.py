"""What the verifier that comes with the library makes of claims about the example articles.

`claims.jsonl` has 48 that an article supports, in other words than its own, and 48 that look like
it: parts exchanged, plans told as deeds, the opposite. None of them was used to make it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.metrics import auroc
from qa import Embedder, Settings
from qa.answering.verification import Checked, Source, check
from qa.articles import read
from qa.chunking import passages
from qa.records import Article
from qa.verifier.trained import TrainedVerifier

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def checked(embedder: Embedder) -> list[tuple[bool, Checked]]:
    @cache
    def sources(name: str) -> list[Source]:
        [article] = read(SEEDS / name, Settings())
        assert isinstance(article, Article)
        cut = passages(article, embedder.count_tokens, max_tokens=128, overlap=1)
        return [Source(number, passage, article) for number, passage in enumerate(cut, 1)]

    verifier = TrainedVerifier()
    lines = Path(__file__).with_name("claims.jsonl").read_text("utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [
        (row["supported"], check(row["claim"], (), sources(row["article"]), verifier))
        for row in rows
    ]


def test_little_passes_and_it_is_right(checked: list[tuple[bool, Checked]]) -> None:
    """Of claims in other words than their article's one in ten passes, and next to no wrong one."""
    passed = [right for right, each in checked if each.verdict == "supported"]
    assert len(passed) >= 5
    assert sum(passed) / len(passed) >= 0.8
    assert len(passed) - sum(passed) <= 1


def test_it_tells_right_from_wrong_better_than_chance(checked: list[tuple[bool, Checked]]) -> None:
    right = np.array([right for right, _ in checked])
    assert auroc(np.array([each.support for _, each in checked]), right) > 0.6
