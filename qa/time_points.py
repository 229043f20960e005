"""Points in time as they are written: “yesterday”, “last May”, “11 October 2024”, “2023”.

Written for precision: what names no day, such as “31 February 2024”, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from qa.days import MONTHS, Days, Unit, around, back


@dataclass(frozen=True, slots=True)
class Point:
    """The days that a point in time spans."""

    days: Days
    counted: bool
    """Whether they are counted from today, as those of “yesterday” and of “March” are."""


_COUNTS = {"a": 1, "an": 1} | {
    word: count
    for count, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH_NUMBERS = {
    form: number
    for number, name in enumerate(MONTHS, 1)
    for form in (name.casefold(), name[:3].casefold())
} | {"sept": 9}

COUNT = rf"(?:\d{{1,5}}|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>day|week|month|year)"
_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})\b"
_D = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_M = rf"(?P<month>{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
# Typed small, “may” and “march” are verbs unless a number stands beside them.
_MONTH_ALONE = rf"(?!(?-i:may|march)\b)(?P<month>{'|'.join(MONTHS)})\b"
_Y = r"(?P<year>\d{4})\b(?![.,]\d)"


def count_of(text: str) -> int:
    """The number that matches `COUNT`."""
    return _COUNTS.get(text.casefold()) or int(text)


def year_of(text: str) -> str | None:
    """The year that a point is written with."""
    match = re.search(r"\b\d{4}\b", text)
    return match and match.group()


def unit_of(text: str) -> Unit:
    """The unit that “week” or “weeks” names."""
    return cast(Unit, text.casefold().removesuffix("s"))


def _days_ago(count: int) -> Callable[[re.Match[str], date], Days]:
    return lambda _, today: around(back(today, "day", count), "day")


def _unit(match: re.Match[str], today: date) -> Days:
    unit = unit_of(match["unit"])
    return around(today if _is_this(match) else back(today, unit, 1), unit)


def _weekend(match: re.Match[str], today: date) -> Days:
    monday = around(today, "week").since
    assert monday is not None
    sunday = back(monday, "day", -6 if _is_this(match) else 1)
    return Days(back(sunday, "day", 1), sunday)


def _is_this(match: re.Match[str]) -> bool:
    return match["which"].casefold() == "this"


def _ago(match: re.Match[str], today: date) -> Days:
    unit = unit_of(match["unit"])
    return around(back(today, unit, count_of(match["count"])), unit)


def _weekday(match: re.Match[str], today: date) -> Days:
    """The last one before today."""
    gone = (today.weekday() - _WEEKDAYS.index(match["weekday"].casefold())) % 7 or 7
    return around(back(today, "day", gone), "day")


def _month(match: re.Match[str], today: date) -> Days:
    """The last one that has begun; after “last”, the last one that is over."""
    gone = (today.month - _month_number(match["month"])) % 12
    return around(back(today, "month", gone or (12 if match["last"] else 0)), "month")


def _dated(match: re.Match[str], today: date) -> Days:
    """A day or a month; without its year the last one that has come."""
    written = match.groupdict()
    month, day = _month_number(match["month"]), written.get("day")
    year = written.get("year") or today.year - ((month, int(day or 1)) > (today.month, today.day))
    return around(date(int(year), month, int(day or 1)), "day" if day else "month")


def _year(match: re.Match[str], _: date) -> Days:
    return around(date(int(match["year"]), 1, 1), "year")


def _month_number(written: str) -> int:
    name = written.casefold().rstrip(".")
    return int(name) if name.isdecimal() else _MONTH_NUMBERS[name]


@dataclass(frozen=True, slots=True)
class _Row:
    """A way to write a point; `read` raises ValueError or OverflowError for no such day."""

    pattern: re.Pattern[str]
    counted: bool
    read: Callable[[re.Match[str], date], Days]


def _row(pattern: str, counted: bool, read: Callable[[re.Match[str], date], Days]) -> _Row:
    return _Row(re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE), counted, read)


_LATELY = (
    _row(r"the day before yesterday", True, _days_ago(2)),
    _row(r"yesterday|last night", True, _days_ago(1)),
    _row(r"today|tonight|this (?:morning|afternoon|evening)", True, _days_ago(0)),
    _row(rf"(?P<which>last|past|this) {_UNIT}\b", True, _unit),
    _row(r"(?P<which>last|past|this) weekend\b", True, _weekend),
    _row(rf"(?P<count>{COUNT}) {_UNIT}s? ago", True, _ago),
    _row(rf"last {_WEEKDAY}", True, _weekday),
    _row(rf"(?P<last>last) {_MONTH_ALONE}", True, _month),
)
_BY_CALENDAR = (
    _row(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b", False, _dated),
    _row(r"(?P<year>\d{4})-(?P<month>\d{1,2})\b", False, _dated),
    _row(rf"{_D} (?:of )?{_M},? {_Y}", False, _dated),
    _row(rf"{_M} {_D},? {_Y}", False, _dated),
    _row(rf"{_M},? (?:of )?{_Y}", False, _dated),
    _row(rf"{_D} (?:of )?{_M}", True, _dated),
    _row(rf"{_M} {_D}", True, _dated),
    _row(rf"(?P<last>){_MONTH_ALONE}", True, _month),
    _row(rf"(?:the year )?{_Y}", False, _year),
    _row(_WEEKDAY, True, _weekday),
)


def _any(rows: Iterable[_Row]) -> str:
    """A pattern without groups for whatever one of the rows matches."""
    return "|".join(re.sub(r"\(\?P<\w+>", "(?:", row.pattern.pattern) for row in rows)


LATELY = rf"(?:{_any(_LATELY)})"
"""A pattern for points that are told by their distance from today."""
BY_CALENDAR = rf"(?:{_any(_BY_CALENDAR)})"
"""A pattern for points with a name or a number in the calendar."""
POINT = rf"(?:{LATELY}|{BY_CALENDAR})"


def point(text: str, today: date) -> Point:
    """Read what matches `POINT`; raises ValueError for a day that there is not."""
    for row in _LATELY + _BY_CALENDAR:
        if match := row.pattern.fullmatch(text):
            try:
                return Point(row.read(match, today), row.counted)
            except OverflowError as error:
                raise ValueError(text) from error
    raise ValueError(text)
