"""What a small model wrote about the example articles, judged by a person.

`benchmarks/generated.jsonl` holds every sentence of its answers to 60 questions.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.generated import Row, again, read
from qa import Assistant

LABELLED = Path(__file__).parents[2] / "benchmarks" / "generated.jsonl"


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read(LABELLED)


def test_of_what_was_shown_one_in_twenty_at_most_is_not_supported(rows: list[Row]) -> None:
    assert len({row["question"] for row in rows}) == 60
    assert {type(row["label"]) for row in rows} == {bool}
    shown = [row["label"] for row in rows if row["verdict"] == "supported"]
    assert len(shown) >= 20
    assert sum(shown) >= 0.95 * len(shown)


def test_and_so_it_is_of_what_would_be_shown_now(rows: list[Row], assistant: Assistant) -> None:
    """But for one sentence on the threshold: processors round differently."""
    now = again(rows, assistant.collection)
    shown = [
        row["label"] for row, one in zip(rows, now, strict=True) if one["verdict"] == "supported"
    ]
    assert sum(shown) >= 0.5 * sum(row["label"] for row in rows)
    assert sum(shown) + 1 >= 0.95 * len(shown)
