from __future__ import annotations

from datetime import date, datetime

import pytest

from qa.errors import InvalidQuestion
from qa.filters import Day, parse
from qa.records import Filters


def test_nothing_typed_is_no_filter() -> None:
    assert parse(None, None, None) == Filters()
    assert not parse(None, None, [])


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2024-10-11", date(2024, 10, 11), date(2024, 10, 11)),
        (" 2024-1-5 ", date(2024, 1, 5), date(2024, 1, 5)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        (date(2024, 10, 11), date(2024, 10, 11), date(2024, 10, 11)),
        (datetime(2024, 10, 11, 12), date(2024, 10, 11), date(2024, 10, 11)),
    ],
)
def test_a_day_or_the_first_and_last_of_its_month_or_year(
    typed: Day, since: date, until: date
) -> None:
    found = parse(typed, typed, None)
    assert (found.since, found.until) == (since, until)
    assert type(found.since) is type(found.until) is date


@pytest.mark.parametrize(
    "typed", ["", "yesterday", "2024-13", "2024-00", "2024-02-30", "0000", "11.10.2024", "24-1-1"]
)
@pytest.mark.parametrize("bound", ["since", "until"])
def test_what_is_no_day_is_an_error_with_the_remedy(typed: str, bound: str) -> None:
    with pytest.raises(InvalidQuestion, match=f"{bound} '{typed}' is not a day. Write it as 2024"):
        parse(typed if bound == "since" else None, typed if bound == "until" else None, None)


def test_days_in_the_wrong_order_are_an_error() -> None:
    with pytest.raises(InvalidQuestion, match="since 2024-10-12 is after until 2024-10-11"):
        parse("2024-10-12", "2024-10-11", None)


def test_one_source_may_be_named_alone() -> None:
    assert parse(None, None, "Reuters").sources == frozenset({"Reuters"})
    assert parse(None, None, iter(["AP", "AFP"])).sources == frozenset({"AP", "AFP"})
