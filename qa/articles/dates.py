"""Days of publication, read without guessing: `10/11/24` is not a date here."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[T\s])")
_PDF = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def day(value: object) -> date:
    """The day a value names, in the time zone it was written in.

    Read are dates and datetimes; ISO 8601 (`2024-10-11`, `2024-10-11T09:30Z`), also with `/` or
    `.`; RFC 822 (`Fri, 11 Oct 2024 09:30:00 GMT`). Raises ValueError for everything else.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if match := _YEAR_FIRST.match(text):
        return date(int(match[1]), int(match[3]), int(match[4]))
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return parsedate_to_datetime(text).date()


def day_if_any(value: object) -> date | None:
    """`day`, or None: for dates that a program wrote, where no author waits for an answer."""
    try:
        return day(value)
    except ValueError:
        return None


def pdf_day(value: str) -> date | None:
    """The day of a PDF's `D:20241011093000+02'00'`."""
    match = _PDF.match(value)
    return day_if_any("-".join(match.groups())) if match else None
