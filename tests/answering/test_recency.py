from __future__ import annotations

from datetime import date

from qa.answering.recency import newer_first
from qa.records import Finding, Passage, Reading, Span

DAYS = {"old": date(2022, 1, 1), "mid": date(2023, 1, 1), "new": date(2024, 1, 1)}


def _reading(**scores: float) -> Reading:
    span = Span(0, 4)
    passages = {name: Passage(name, "T", 0, 4, "Text", (span,)) for name in scores}
    findings = [Finding(passages[name], span, score, None) for name, score in scores.items()]
    return Reading(tuple(findings), (), 0.5)


def _order(reading: Reading) -> list[str]:
    return [f.passage.article_id for f in newer_first(reading, DAYS.get).findings]


def test_of_those_that_answer_about_as_well_the_newer_comes_first() -> None:
    assert _order(_reading(old=5.0, mid=4.8, new=4.5)) == ["new", "mid", "old"]


def test_one_that_answers_much_better_stays_first() -> None:
    assert _order(_reading(old=5.0, new=3.9)) == ["old", "new"]


def test_what_age_counts_for_grows_with_the_days_between() -> None:
    # 5.0 + 365/730 against 4.9 + 1 and 5.2 + 0
    scores = {f.passage.article_id: f.score for f in newer_first(
        _reading(old=5.2, mid=5.0, new=4.9), DAYS.get
    ).findings}  # fmt: skip
    assert scores == {"new": 5.9, "mid": 5.5, "old": 5.2}


def test_articles_without_a_day_or_of_one_day_change_nothing() -> None:
    reading = _reading(undated=5.0, new=4.5)
    assert newer_first(reading, DAYS.get) is reading
    assert newer_first(Reading((), (), 0.0), DAYS.get).findings == ()
    assert _order(_reading(undated=5.0, old=4.9, new=4.5)) == ["new", "undated", "old"]


def test_the_confidence_stays() -> None:
    assert newer_first(_reading(old=5.0, new=4.5), DAYS.get).confidence == 0.5
