"""What a small model wrote about the example articles, judged by a person.

`benchmarks/generated.jsonl` holds every sentence of its answers to 60 questions.
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.generated import again
from qa import Assistant

LABELLED = Path(__file__).parents[2] / "benchmarks" / "generated.jsonl"


def test_of_what_is_shown_one_in_twenty_at_most_is_not_supported(assistant: Assistant) -> None:
    rows = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
    assert len({row["question"] for row in rows}) == 60
    assert {type(row["label"]) for row in rows} == {bool}
    now = [*again(rows, assistant.collection)]
    shown = [row for row, one in zip(rows, now, strict=True) if one["verdict"] == "supported"]
    right = [row for row in shown if row["label"]]
    assert len(right) >= 0.5 * sum(row["label"] for row in rows)
    assert len(right) >= 0.95 * len(shown)
