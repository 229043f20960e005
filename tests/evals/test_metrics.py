"""The measures, by arithmetic done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.scores import (
    Judged,
    Squad2,
    auroc,
    best_threshold,
    bootstrap,
    calibration_error,
    normal,
    reciprocal_rank,
    reliability,
    squad2,
    token_f1,
)


def test_texts_are_compared_without_case_punctuation_and_articles() -> None:
    assert normal("The “USD-3” billion, an  offer.") == "“usd3” billion offer"


@pytest.mark.parametrize(
    ("said", "gold", "f1"),
    [
        ("the five drones", ["five drones"], 1.0),
        ("five drones", ["five"], 2 / 3),  # precision 1/2, recall 1
        ("five drones", ["six", "five drones from Turkey"], 2 / 3),  # precision 1, recall 1/2
        ("five", ["six"], 0.0),
        ("the", ["a"], 1.0),  # nothing left of either
        ("five", [], 0.0),
    ],
)
def test_f1_of_words_is_that_of_the_gold_answer_that_fits_best(
    said: str, gold: list[str], f1: float
) -> None:
    assert token_f1(said, gold) == pytest.approx(f1)


JUDGED = [
    Judged(1.0, answerable=True, score=3.0),
    Judged(0.5, answerable=True, score=1.0),
    Judged(0.0, answerable=False, score=2.0),
    Judged(0.0, answerable=False, score=-1.0),
]


def test_squad2_gives_a_point_for_each_question_rightly_left_unanswered() -> None:
    assert squad2(JUDGED, 0.0) == Squad2(62.5, 75.0, 50.0)
    assert squad2(JUDGED, 2.5) == Squad2(75.0, 50.0, 100.0)


def test_the_best_threshold_is_found() -> None:
    assert best_threshold(JUDGED) == 3.0


def test_the_interval_holds_the_mean_and_narrows_with_more_values() -> None:
    few, many = bootstrap([0.0, 1.0] * 10), bootstrap([0.0, 1.0] * 1000)
    assert few.low < few.mean == 0.5 == many.mean < few.high
    assert many.high - many.low < 0.1 < few.high - few.low


def test_ranks_beyond_the_depth_count_nothing() -> None:
    assert [reciprocal_rank(rank) for rank in (1, 4, 10, 11, None)] == [1, 0.25, 0.1, 0, 0]


def test_calibration() -> None:
    told = np.array([0.05, 0.05, 0.95, 1.0])
    true = np.array([False, True, True, True])
    assert reliability(told, true) == [(2, 0.05, 0.5), (2, 0.975, 1.0)]
    assert calibration_error(told, true) == pytest.approx((2 * 0.45 + 2 * 0.025) / 4)
    assert auroc(told, true) == pytest.approx(2.5 / 3)  # one tie
