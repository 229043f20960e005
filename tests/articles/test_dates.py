from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from qa.articles.dates import day, day_if_any, pdf_day

OCTOBER_11 = date(2024, 10, 11)


@pytest.mark.parametrize(
    "value",
    [
        OCTOBER_11,
        datetime(2024, 10, 11, 23, 59, tzinfo=UTC),
        "2024-10-11",
        " 2024-10-11 ",
        "20241011",
        "2024-10-11T23:59:59Z",
        "2024-10-11T23:59:59.123+02:00",
        "2024-10-11 09:30",
        "2024/10/11",
        "2024.10.11 09:30",
        "Fri, 11 Oct 2024 23:30:00 -0500",
        "11 Oct 2024 10:00:00 GMT",
    ],
)
def test_dates_are_read_as_they_were_written(value: object) -> None:
    assert day(value) == OCTOBER_11


@pytest.mark.parametrize(
    "value",
    ["", "10/11/2024", "yesterday", "2024", 2024, "2024-13-01", "2024-10", None, True, [], 1.5e9],
)
def test_what_is_no_date_is_not_guessed_at(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        day(value)
    assert day_if_any(value) is None


def test_pdf_dates() -> None:
    assert pdf_day("D:20241011093000+02'00'") == OCTOBER_11
    assert pdf_day("D:20249911") is None
    assert pdf_day("") is None
