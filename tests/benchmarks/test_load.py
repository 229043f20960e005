"""What the load benchmark tells of its clients."""

from __future__ import annotations

from collections import Counter

from benchmarks.load import Tally


def test_a_line_counts_outcomes_and_times_answers_only() -> None:
    tally = Tally(Counter({"200": 4, "503": 2, "ReadError": 1}), [1.0, 2.0, 3.0, 4.0])
    assert tally.line("7 clients", 2.0) == (
        "7 clients: 4 × 200, 2 × 503, 1 × ReadError; 2.0 answers/s, p50 2.50 s, p95 3.85 s"
    )
    assert Tally(Counter({"429": 1})).line("1 client", 1.0) == "1 client: 1 × 429"
