"""Plain text files."""

from __future__ import annotations

from qa.articles.draft import Draft, one_line
from qa.articles.encoding import decode
from qa.articles.raw import Raw
from qa.settings import Settings

TITLE_LINE_CHARS = 200
"""A longer first line is a paragraph."""


def read_text(raw: Raw, settings: Settings) -> Draft:
    """A short first line with text after it is the title; the rest is the body, as it stands."""
    text = decode(raw.content(settings.max_source_bytes), raw.charset)
    first, _, rest = text.lstrip().partition("\n")
    title = one_line(first)
    if len(title) <= TITLE_LINE_CHARS and rest.strip():
        return Draft(title=title, body=_without_blank_lines_above(rest))
    return Draft(body=text)


def _without_blank_lines_above(text: str) -> str:
    blank = len(text) - len(text.lstrip())
    return text[text.rfind("\n", 0, blank) + 1 :]
