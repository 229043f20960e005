"""Filters as people type them: days and names of sources."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from qa.days import Days, common
from qa.errors import InvalidQuestion
from qa.records import Filters, Period

Day = date | str | None

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def parse(since: Day, until: Day, sources: Iterable[str] | None) -> Filters:
    """Filters from what was typed; raises `InvalidQuestion` for what cannot be one."""
    if isinstance(sources, str):
        sources = [sources]
    first, last = parse_day(since, "since"), parse_day(until, "until")
    if first and last and first > last:
        raise InvalidQuestion(f"since {first} is after until {last}.", "Swap the two days.")
    return Filters(first, last, frozenset(sources or ()))


def within(filters: Filters, period: Period | None) -> tuple[Filters, Period | None]:
    """The filters, narrowed to a period; where both have no day in common, they overrule it."""
    if period is None:
        return filters, None
    days = common(Days(filters.since, filters.until), Days(period.since, period.until))
    if days is None:
        return filters, replace(period, overruled=True)
    return replace(filters, since=days.since, until=days.until), period


def parse_day(text: Day, bound: Literal["since", "until"]) -> date | None:
    """A day from `2024-10-11`, `2024-10` or `2024`; of a month or year its first day or its last.

    Raises `InvalidQuestion` for anything else.
    """
    if isinstance(text, datetime):
        return text.date()
    if text is None or isinstance(text, date):
        return text
    match = _DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year = int(match[1])
        month = int(match[2] or (1 if bound == "since" else 12))
        last = calendar.monthrange(year, month)[1]
        return date(year, month, int(match[3] or (1 if bound == "since" else last)))
    except ValueError:
        raise InvalidQuestion(
            f"{bound} {text!r} is not a day.", "Write it as 2024-10-11, 2024-10 or 2024."
        ) from None
