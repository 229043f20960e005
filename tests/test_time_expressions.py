"""Every expression, read on Tuesday 12 November 2024."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.days import spelled
from qa.time_expressions import Form, expressions

TODAY = date(2024, 11, 12)
RELATIVE, SINCE, ABSOLUTE = Form.RELATIVE, Form.SINCE, Form.ABSOLUTE


@pytest.mark.parametrize(
    ("words", "days", "form"),
    [
        ("yesterday", "11 November 2024", RELATIVE),
        ("the day before yesterday", "10 November 2024", RELATIVE),
        ("last night", "11 November 2024", RELATIVE),
        ("today", "12 November 2024", RELATIVE),
        ("this morning", "12 November 2024", RELATIVE),
        ("this week", "11–17 November 2024", RELATIVE),
        ("last week", "4–10 November 2024", RELATIVE),
        ("last weekend", "9–10 November 2024", RELATIVE),
        ("this weekend", "16–17 November 2024", RELATIVE),
        ("this month", "November 2024", RELATIVE),
        ("last month", "October 2024", RELATIVE),
        ("this year", "2024", RELATIVE),
        ("LAST YEAR", "2023", RELATIVE),
        ("last  year", "2023", RELATIVE),
        ("last Friday", "8 November 2024", RELATIVE),
        ("last Tuesday", "5 November 2024", RELATIVE),
        ("last May", "May 2024", RELATIVE),
        ("last November", "November 2023", RELATIVE),
        ("last December", "December 2023", RELATIVE),
        ("three days ago", "9 November 2024", RELATIVE),
        ("two weeks ago", "28 October – 3 November 2024", RELATIVE),
        ("a year ago", "2023", RELATIVE),
        ("in the last week", "5–12 November 2024", RELATIVE),
        ("in the past three months", "12 August – 12 November 2024", RELATIVE),
        ("over the last 2 years", "12 November 2022 – 12 November 2024", RELATIVE),
        ("the last ten days", "2–12 November 2024", RELATIVE),
        ("since yesterday", "since 11 November 2024", SINCE),
        ("since last week", "since 4 November 2024", SINCE),
        ("since Friday", "since 8 November 2024", SINCE),
        ("since March", "since 1 March 2024", SINCE),
        ("since December", "since 1 December 2023", SINCE),
        ("since 24 December", "since 24 December 2023", SINCE),
        ("since 11 Oct", "since 11 October 2024", SINCE),
        ("since 2020", "since 1 January 2020", ABSOLUTE),
        ("since March 2023", "since 1 March 2023", ABSOLUTE),
        ("in 2023", "2023", ABSOLUTE),
        ("in the year 2023", "2023", ABSOLUTE),
        ("from 2023", "2023", ABSOLUTE),
        ("in October 2024", "October 2024", ABSOLUTE),
        ("in october 2024", "October 2024", ABSOLUTE),
        ("in Sept. 2024", "September 2024", ABSOLUTE),
        ("in 2024-10", "October 2024", ABSOLUTE),
        ("in October", "October 2024", ABSOLUTE),
        ("in May 2024", "May 2024", ABSOLUTE),
        ("on 11 October 2024", "11 October 2024", ABSOLUTE),
        ("on October 11, 2024", "11 October 2024", ABSOLUTE),
        ("on 11th of October, 2024", "11 October 2024", ABSOLUTE),
        ("on 2024-10-11", "11 October 2024", ABSOLUTE),
        ("on 11 October", "11 October 2024", ABSOLUTE),
        ("on 29 February", "29 February 2024", ABSOLUTE),
        ("on Friday", "8 November 2024", ABSOLUTE),
        ("before 2020", "until 31 December 2019", ABSOLUTE),
        ("before last year", "until 31 December 2022", ABSOLUTE),
        ("after 2020", "since 1 January 2021", ABSOLUTE),
        ("after 11 October 2024", "since 12 October 2024", ABSOLUTE),
        ("until March 2023", "until 31 March 2023", ABSOLUTE),
        ("by 2030", "until 31 December 2030", ABSOLUTE),
        ("between 2019 and 2021", "2019–2021", ABSOLUTE),
        ("between March and May 2024", "March – May 2024", ABSOLUTE),
        ("from 2019 to 2021", "2019–2021", ABSOLUTE),
        ("in 9999", "9999", ABSOLUTE),
    ],
)
def test_an_expression_names_its_days(words: str, days: str, form: Form) -> None:
    question = f"What did they say {words} in Belgrade?"
    (found,) = expressions(question, TODAY)
    assert question[found.span.start : found.span.end] == words
    assert spelled(found.days) == days
    assert found.form is form


@pytest.mark.parametrize(
    "words",
    [
        "on 31 February 2024",
        "on February 30",
        "in 2024-13",
        "on 2024-02-31",
        "in 0000",
        "after 9999",
        "before 0001-01-01",
        "in the past 99999 years",
        "9999 years ago",
        "between 2021 and 2019",
        "in may",
        "since march",
        "since the visit",
        "in the past decade",
        "in 2,000 homes",
        "in 12345",
    ],
)
def test_what_names_no_days_is_no_expression(words: str) -> None:
    assert expressions(f"What happened {words}?", TODAY) == []


def test_several_are_found_in_order() -> None:
    question = "Who left in 2019, last week, and since May 2024?"
    found = [question[e.span.start : e.span.end] for e in expressions(question, TODAY)]
    assert found == ["in 2019", "last week", "since May 2024"]


@pytest.mark.parametrize("today", [date.min, date.max, date(2024, 2, 29)])
@given(text=st.text(max_size=40), number=st.integers(0, 99_999))
def test_nothing_that_is_typed_raises(today: date, text: str, number: int) -> None:
    for words in ("last week", "this week", f"{number} months ago", f"since {number}", "by Friday"):
        expressions(f"{text} {words} {text}", today)
