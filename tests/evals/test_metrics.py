"""The measures, by arithmetic done by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evals.metrics import (
    Judged,
    Squad2,
    auroc,
    best_threshold,
    bootstrap,
    calibration_error,
    contains,
    exact_match,
    mcnemar,
    normal,
    paired_bootstrap,
    ranking,
    reciprocal_rank,
    reliability,
    risk_coverage,
    risk_coverage_area,
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


@pytest.mark.parametrize(
    ("said", "gold", "there"),
    [
        ("Turkey sent five drones.", ["six", "five drones"], True),
        ("It paid USD 3 million.", ["the USD 3 million"], True),
        ("Fifty-five of them came.", ["five"], False),  # a part of a word: fiftyfive
        ("Five fine drones came.", ["five drones"], False),  # not next to each other
        ("The answer", ["", "the", "!"], False),  # nothing is left to look for
        ("The", ["a"], False),
        ("", ["five"], False),
        ("five", [], False),
    ],
)
def test_a_text_contains_a_gold_answer_as_whole_words(
    said: str, gold: list[str], there: bool
) -> None:
    assert contains(said, gold) is there


def test_an_exact_match_is_one_gold_answer_and_nothing_else() -> None:
    assert exact_match("The Five drones!", ["six", "five drones"]) == 1.0
    assert exact_match("five drones from Turkey", ["five drones"]) == 0.0
    assert exact_match("", ["five"]) == 0.0
    assert exact_match("five", []) == 0.0


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


def test_a_ranking_is_worth_what_trec_eval_says() -> None:
    found = ranking({"q": ["0", "1"]}, {"q": ["x", "0", "1", "y"]})["q"]
    # DCG: 1/log2(3) at rank 2 and 1/log2(4) at rank 3; at best 1/log2(2) and 1/log2(3).
    ndcg = (1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3))
    assert found == pytest.approx({"R@1": 0, "R@5": 1, "R@10": 1, "RR@10": 1 / 2, "nDCG@10": ndcg})


def test_a_ranking_counts_to_its_depth() -> None:
    others = [f"x{number}" for number in range(20)]
    # One in the first five, the second at rank 10, the third at rank 11.
    ids = [*others[:4], "0", *others[4:8], "1", "2"]
    found = ranking({"q": ["0", "1", "2"]}, {"q": ids})["q"]
    assert [found[name] for name in ("R@1", "R@5", "R@10", "RR@10")] == pytest.approx(
        [0, 1 / 3, 2 / 3, 1 / 5]
    )
    late = ranking({"q": ["0"]}, {"q": [*others[:10], "0"]})["q"]
    assert set(late.values()) == {0.0}


def test_a_query_with_nothing_found_counts_as_zero_and_one_nobody_asked_not_at_all() -> None:
    found = ranking({"a": ["0"], "b": ["0"], "c": ["0"]}, {"a": ["0"], "b": [], "d": ["0"]})
    assert set(found) == {"a", "b", "c"}
    assert set(found["a"].values()) == {1.0}
    assert set(found["b"].values()) == set(found["c"].values()) == {0.0}
    assert len(found["b"]) == len(found["c"]) == 5
    assert ranking({}, {}) == {}


def test_risk_grows_as_less_sure_answers_are_given() -> None:
    p = np.array([0.2, 0.9, 0.5, 0.7])
    true = np.array([False, True, True, False])
    coverage, risk = risk_coverage(p, true)  # 0.9 true, 0.7 false, 0.5 true, 0.2 false
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])
    assert risk_coverage_area(p, true) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


@pytest.mark.parametrize("tied", [[True, False], [False, True]])
def test_answers_of_equal_confidence_are_taken_together(tied: list[bool]) -> None:
    p = np.array([0.9, 0.8, 0.8, 0.1])
    true = np.array([True, *tied, False])
    coverage, risk = risk_coverage(p, true)
    assert coverage.tolist() == [0.25, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 3, 2 / 4])
    # A step of a quarter at 0, one of a half at 1/3, one of a quarter at 1/2.
    assert risk_coverage_area(p, true) == pytest.approx(0.5 / 3 + 0.25 / 2)


def test_the_area_is_nothing_when_all_is_right_and_the_error_when_confidence_says_nothing() -> None:
    p = np.array([0.9, 0.5, 0.1])
    assert risk_coverage_area(p, np.array([True, True, True])) == 0.0
    assert risk_coverage_area(np.full(4, 0.5), np.array([True, False, False, True])) == 0.5


def test_a_difference_is_taken_question_by_question() -> None:
    before = [0.0, 0.3, 0.5, 0.8] * 10
    after = [value + 0.1 for value in before]  # far apart among each other, one step each
    change = paired_bootstrap(before, after)
    assert (change.mean, change.low, change.high) == pytest.approx((0.1, 0.1, 0.1))
    mixed = paired_bootstrap([0.0, 1.0] * 20, [1.0, 0.0] * 20)
    assert mixed.low < mixed.mean == 0.0 < mixed.high
    assert paired_bootstrap(before, before[::-1]) == paired_bootstrap(before, before[::-1])


@pytest.mark.parametrize(
    ("better", "worse", "p"),
    [
        (6, 0, 2 / 64),  # both tails of six coins that fall alike
        (0, 6, 2 / 64),
        (5, 0, 2 / 32),
        (1, 3, 2 * (1 + 4) / 16),  # none or one of four, and as many on the other side
        (1, 1, 1.0),
        (0, 0, 1.0),
    ],
)
def test_mcnemar_is_exact_and_looks_at_the_pairs_that_differ_only(
    better: int, worse: int, p: float
) -> None:
    before = [False] * better + [True] * worse + [True, False] * 8
    after = [True] * better + [False] * worse + [True, False] * 8
    assert mcnemar(before, after) == pytest.approx(p)
