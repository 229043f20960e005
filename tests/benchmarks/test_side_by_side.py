"""Systems in a table, by arithmetic done by hand."""

from __future__ import annotations

import pytest

from benchmarks.side_by_side import Table, gap_closed

SYSTEMS = {
    "copy": {"R@5": [0.0, 1.0, 0.0, 1.0]},
    "ours": {"R@5": [1.0, 1.0, 0.0, 1.0]},
    "human": {"R@5": [1.0, 1.0, 1.0, 1.0]},
}


def test_a_system_is_told_by_how_far_it_goes_from_the_lowest_to_the_highest() -> None:
    assert gap_closed(0.5, 0.75, 1.0) == 0.5
    assert gap_closed(0.5, 0.25, 1.0) == -0.5
    table = Table("search", SYSTEMS, lowest="copy", highest="human")
    assert table.closed("ours") == {"R@5": pytest.approx((3 / 4 - 2 / 4) / (4 / 4 - 2 / 4))}
    assert Table("search", SYSTEMS, lowest="copy").closed("ours") == {}


def test_a_gain_is_counted_question_by_question() -> None:
    gain = Table("search", SYSTEMS, lowest="copy").gains("ours")["R@5"]
    assert gain.mean == 1 / 4
    # Of the differences 1, 0, 0, 0 no sample is below 0; unpaired ones would be.
    assert (gain.low, gain.high) == (0.0, 0.75)


def test_the_table_has_a_line_for_each_system_and_for_what_it_gains() -> None:
    table = Table("search", SYSTEMS, lowest="copy", highest="human")
    title, head, *rows = table.lines(["ours"])
    assert (title, head.split()) == ("search", ["R@5", "(n=4)"])
    assert [row.split("  ")[0] for row in rows] == [
        "copy", "ours", "human", "ours − copy", "ours: of the way to human",
    ]  # fmt: skip
    assert rows[1].split()[1] == "0.750"
    assert rows[-1].endswith("50%")


def test_as_json_it_says_the_same() -> None:
    figures = Table("search", SYSTEMS, lowest="copy", highest="human").figures(["ours"])
    assert figures["means"]["ours"]["R@5"][0] == 0.75
    assert figures["gains"] == {"ours": {"R@5": [0.25, 0.0, 0.75]}}
    assert figures["closed"] == {"ours": {"R@5": 0.5}}
