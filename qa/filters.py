"""Filters as people type them: days and names of sources."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from qa.errors import InvalidQuestion
from qa.records import Filters

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
