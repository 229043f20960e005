"""Rewrites beside a person's, by arithmetic done by hand."""

from __future__ import annotations

import pytest

from benchmarks.follow_ups import FollowUp
from benchmarks.wording import left_alone_f1, measured
from qa.records import Rewrite

WHERE = FollowUp("Where is she?", (), human="Where is Ada Lovelace?")
STAYS = FollowUp("Who is Bob?", (), human="Who is Bob?")


def test_wording_is_compared_with_a_persons() -> None:
    made = [Rewrite("Where is Ada?", ("Lovelace",)), Rewrite("Who is Bob")]
    values = measured([WHERE, STAYS], made)
    # "where is ada" against "where is ada lovelace": 2 · 3 / (3 + 4).
    assert values["F1"] == [pytest.approx(6 / 7), 1.0]
    assert values["added terms"] == [1 / 2]
    assert values["added, searched"] == [2 / 2]
    # Punctuation is no change.
    assert (values["changed"], values["left alone"]) == ([1.0], [1.0])


def test_changing_what_the_person_left_is_told_from_leaving_what_they_changed() -> None:
    values = measured([WHERE, STAYS], [Rewrite("Where is she?"), Rewrite("Who is Bob? Ada?")])
    assert (values["changed"], values["left alone"]) == ([0.0], [0.0])
    assert "left alone" not in measured([WHERE], [Rewrite("Where is she?")])


def test_leaving_alone_has_precision_and_recall() -> None:
    # Left: 2 of the 3 that the person left, and 1 of the 4 that they changed.
    values = {"left alone": [1.0, 1.0, 0.0], "changed": [1.0, 1.0, 0.0, 1.0]}
    precision, recall = 2 / (2 + 1), 2 / 3
    f1 = 2 * precision * recall / (precision + recall)
    assert left_alone_f1(values) == pytest.approx(f1)
    assert left_alone_f1({"changed": [0.0]}) == 0.0
