"""Names and years in texts and questions."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?<=[\w,;:] )(?:the )?[A-Z][\w’'-]+(?: (?:of |the |de |von |van |al-)?[A-Z][\w’'-]+){0,3}"
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")


def names(text: str) -> list[str]:
    """The names in a text that do not begin a sentence, in order, each once."""
    return list(dict.fromkeys(match.group().removeprefix("the ") for match in _NAME.finditer(text)))


def years(text: str) -> list[str]:
    """The years in a text, in order."""
    return _YEAR.findall(text)


def mentions(text: str, name: str) -> bool:
    """Whether a text has a name, in whatever case."""
    return _whole(name).search(text) is not None


def put_in_place(text: str, name: str, other: str) -> str:
    """The text with a name replaced, where it first stands."""
    return _whole(name).sub(lambda _: other, text, count=1)


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
