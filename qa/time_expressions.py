"""Time expressions of a question, and the days that each of them names.

“last week”, “since March”, “between 2019 and 2021”: what stands in a question and which days it
means, counted from today. Whether it says when articles were published, `qa.periods` decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from qa.days import UNITS, Days, back
from qa.records import Span
from qa.time_points import BY_CALENDAR, COUNT, LATELY, POINT, count_of, point, unit_of, year_of


class Form(Enum):
    """How an expression names its days."""

    RELATIVE = "relative"
    """By their distance from today: “yesterday”, “last week”, “in the past three months”."""
    SINCE = "since"
    """From a day on that is counted from today: “since March”, “since last week”."""
    ABSOLUTE = "absolute"
    """By the calendar, or by a bound: “in 2023”, “since 2020”, “before last year”."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression, where it stands with its preposition, and its days."""

    span: Span
    days: Days
    form: Form


def expressions(question: str, today: date) -> list[Expression]:
    """The expressions of a question from left to right, none inside another.

    What names no day, such as “31 February”, is none, and nothing inside it is.
    """
    found = []
    for match in _ANY.finditer(question):
        row = next(row for row in _ROWS if row.name == match.lastgroup)
        whole = row.pattern.fullmatch(match.group())
        assert whole
        try:
            days, form = row.read(whole, today)
        except (ValueError, OverflowError):
            continue
        found.append(Expression(Span(*match.span()), days, form))
    return found


_Reading = tuple[Days, Form]


def _between(match: re.Match[str], today: date) -> _Reading:
    """“between March and May 2024”: the first side takes its year from the second."""
    one, other = match[1], match[2]
    year = year_of(other)
    if year and not year_of(one):
        one = f"{one} {year}"
    since, until = point(one, today).days.since, point(other, today).days.until
    if since and until and since > until:
        raise ValueError(match.group())
    return Days(since, until), Form.ABSOLUTE


def _since(match: re.Match[str], today: date) -> _Reading:
    begun = point(match[1], today)
    return Days(begun.days.since, None), Form.SINCE if begun.counted else Form.ABSOLUTE


def _after(match: re.Match[str], today: date) -> _Reading:
    last = point(match[1], today).days.until
    return Days(last and back(last, "day", -1), None), Form.ABSOLUTE


def _before(match: re.Match[str], today: date) -> _Reading:
    first = point(match[1], today).days.since
    return Days(None, first and back(first, "day", 1)), Form.ABSOLUTE


def _until(match: re.Match[str], today: date) -> _Reading:
    return Days(None, point(match[1], today).days.until), Form.ABSOLUTE


def _up_to_today(match: re.Match[str], today: date) -> _Reading:
    count = count_of(match[1]) if match[1] else 1
    return Days(back(today, unit_of(match[2] or match[3]), count), today), Form.RELATIVE


def _lately(match: re.Match[str], today: date) -> _Reading:
    return point(match[1], today).days, Form.RELATIVE


def _by_calendar(match: re.Match[str], today: date) -> _Reading:
    return point(match[1], today).days, Form.ABSOLUTE


@dataclass(frozen=True, slots=True)
class _Row:
    """A kind of expression; `read` raises ValueError or OverflowError for no such day."""

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], date], _Reading]


def _row(name: str, pattern: str, read: Callable[[re.Match[str], date], _Reading]) -> _Row:
    return _Row(name, re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE), read)


_PAST_UNITS = "|".join(f"{unit}s" for unit in UNITS)
_ROWS = (
    _row("between", rf"\bbetween ({POINT}) and ({POINT})", _between),
    _row("from_to", rf"\bfrom ({POINT}) (?:to|until|till) ({POINT})", _between),
    _row("since", rf"\bsince ({POINT})", _since),
    _row("after", rf"\b(?:after|later than) ({POINT})", _after),
    _row("before", rf"\b(?:before|earlier than|prior to) ({POINT})", _before),
    _row("until", rf"\b(?:until|till|up to|by) ({POINT})", _until),
    _row(
        "up_to_today",
        r"\b(?:(?:in|over|during|for|within|of|from) )?(?:the )?(?:past|last)"
        rf" ({COUNT}) ({_PAST_UNITS})\b"
        rf"|\b(?:(?:in|over|during|for|within|of|from) )the (?:past|last) ({'|'.join(UNITS)})\b",
        _up_to_today,
    ),
    _row("lately", rf"\b(?:(?:in|during|on|from|of|for) )?({LATELY})", _lately),
    _row("by_calendar", rf"\b(?:in|on|during|of|from|for|dated) ({BY_CALENDAR})", _by_calendar),
)
_ANY = re.compile(
    "|".join(f"(?P<{row.name}>{row.pattern.pattern})" for row in _ROWS), re.IGNORECASE
)
