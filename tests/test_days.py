from __future__ import annotations

from datetime import date

import pytest

from qa.days import Days, Unit, around, back, common, spelled


@pytest.mark.parametrize(
    ("unit", "since", "until"),
    [
        ("day", date(2024, 2, 29), date(2024, 2, 29)),
        ("week", date(2024, 2, 26), date(2024, 3, 3)),
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_day_is_in_a_calendar_unit(unit: Unit, since: date, until: date) -> None:
    assert around(date(2024, 2, 29), unit) == Days(since, until)


@pytest.mark.parametrize(
    ("day", "unit", "count", "before"),
    [
        (date(2024, 3, 1), "day", 1, date(2024, 2, 29)),
        (date(2024, 3, 1), "week", 2, date(2024, 2, 16)),
        (date(2024, 3, 31), "month", 1, date(2024, 2, 29)),
        (date(2024, 1, 15), "month", 1, date(2023, 12, 15)),
        (date(2024, 2, 29), "year", 1, date(2023, 2, 28)),
        (date(2024, 12, 31), "day", -1, date(2025, 1, 1)),
    ],
)
def test_a_step_back_from_a_day(day: date, unit: Unit, count: int, before: date) -> None:
    assert back(day, unit, count) == before


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_there_is_nothing_before_the_year_one(unit: Unit) -> None:
    with pytest.raises((ValueError, OverflowError)):
        back(date(2024, 1, 1), unit, 999_999)


def test_the_days_that_two_stretches_share() -> None:
    march, year = around(date(2024, 3, 1), "month"), around(date(2024, 3, 1), "year")
    assert common(march, year) == march
    assert common(Days(date(2024, 3, 10), None), march) == Days(date(2024, 3, 10), march.until)
    assert common(Days(None, None), march) == march
    assert common(Days(None, date(2024, 2, 29)), march) is None


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2024-10-11", "2024-10-11", "11 October 2024"),
        ("2024-11-04", "2024-11-10", "4–10 November 2024"),
        ("2024-10-28", "2024-11-03", "28 October – 3 November 2024"),
        ("2024-12-30", "2025-01-05", "30 December 2024 – 5 January 2025"),
        ("2024-10-01", "2024-10-31", "October 2024"),
        ("2024-03-01", "2024-05-31", "March – May 2024"),
        ("2023-11-01", "2024-01-31", "November 2023 – January 2024"),
        ("2023-01-01", "2023-12-31", "2023"),
        ("2019-01-01", "2021-12-31", "2019–2021"),
        ("2024-03-01", None, "since 1 March 2024"),
        (None, "2019-12-31", "until 31 December 2019"),
        (None, None, "any day"),
    ],
)
def test_days_are_spelled_as_a_person_would(
    since: str | None, until: str | None, words: str
) -> None:
    first = date.fromisoformat(since) if since else None
    last = date.fromisoformat(until) if until else None
    assert spelled(Days(first, last)) == words
