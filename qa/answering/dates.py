"""What an answer says of the days its articles come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qa.days import Days, day, spelled
from qa.records import Answer, Filters


def nothing_published(
    answer: Answer, filters: Filters, covered: tuple[date, date] | None
) -> Answer:
    """A declined answer that says between which days there are articles: none passes the filters.

    `covered` are the days of the oldest and the newest article; None leaves the answer as it is.
    """
    asked = Days(filters.since, filters.until)
    if covered is None or asked == Days(None, None):
        return answer
    of = "of " if asked.since and asked.until else ""
    none = f"None of them is {of}{spelled(asked)}"
    run = f"they run from {day(covered[0])} to {day(covered[1])}"
    return replace(answer, text=f"The articles don’t say. {none}: {run}.")
