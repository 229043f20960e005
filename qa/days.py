"""Stretches of days: calendar units, steps back from a day, and how a stretch is spelled."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)

MONTHS = tuple(calendar.month_name[1:])
_DASH = "–"


class Days(NamedTuple):
    """The days from `since` to `until`, both included; None leaves that side open."""

    since: date | None
    until: date | None


def around(day: date, unit: Unit) -> Days:
    """The calendar unit that a day is in; a week begins on Monday.

    Raises OverflowError for a week that reaches over the ends of the calendar.
    """
    match unit:
        case "day":
            return Days(day, day)
        case "week":
            monday = day - timedelta(day.weekday())
            return Days(monday, monday + timedelta(6))
        case "month":
            last = calendar.monthrange(day.year, day.month)[1]
            return Days(day.replace(day=1), day.replace(day=last))
        case "year":
            return Days(date(day.year, 1, 1), date(day.year, 12, 31))


def back(day: date, unit: Unit, count: int) -> date:
    """The day that many units earlier: of a shorter month its last one.

    Raises ValueError or OverflowError before the year 1.
    """
    if unit in ("day", "week"):
        return day - timedelta(count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def common(one: Days, other: Days) -> Days | None:
    """The days that are in both; None if there are none."""
    since = max(filter(None, (one.since, other.since)), default=None)
    until = min(filter(None, (one.until, other.until)), default=None)
    return None if since and until and since > until else Days(since, until)


def spelled(days: Days) -> str:
    """As a person would write it: `2023`, `October 2024`, `4–10 November 2024`, `since 1 May 2024`.

    Of no days at all, `any day`.
    """
    first, last = days
    if first is None and last is None:
        return "any day"
    if first is None or last is None:
        return f"since {day(first)}" if first else f"until {day(last or date.max)}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return _joined(f"{first.year}", f"{last.year}", _DASH)
    if first.day == 1 and last == around(last, "month").until:
        return _joined(_month(first, last), _month(last), f" {_DASH} ")
    if (first.year, first.month) == (last.year, last.month):
        return _joined(f"{first.day}", f"{last.day}", _DASH) + f" {_month(last)}"
    same_year = first.year == last.year
    return f"{first.day} {_month(first, last if same_year else None)} {_DASH} {day(last)}"


def day(shown: date) -> str:
    """`11 October 2024`."""
    return f"{shown.day} {_month(shown)}"


def _month(shown: date, before: date | None = None) -> str:
    """`October 2024`; without the year before another month of it."""
    name = MONTHS[shown.month - 1]
    left_out = before and shown.year == before.year and shown.month != before.month
    return name if left_out else f"{name} {shown.year}"


def _joined(one: str, other: str, dash: str) -> str:
    return one if one == other else f"{one}{dash}{other}"
