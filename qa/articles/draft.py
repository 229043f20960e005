"""The one place where an `Article` is made, whatever it was read from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from qa.articles.origins import host_of
from qa.errors import UnreadableSource
from qa.records import Article

SLUG_CHARS = 48
TITLE_CHARS = 80
"""How much of the first line stands in for a title that is missing."""

# SQLite stores neither: a lone surrogate has no UTF-8 encoding, and NUL ends a string.
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found; an empty field is one that the document does not state."""

    body: str
    title: str = ""
    source: str = ""
    published: date | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    id: str = ""


def article_from(draft: Draft, origin: str, name: str, stem: str) -> Article:
    """The article of a draft: safe to store, its body otherwise word for word what was read.

    `name` is the source of an article that states neither a source nor a URL; `stem` gives a
    readable id to one without a URL. Raises UnreadableSource when there is no text.
    """
    body = storable(draft.body).removeprefix("\ufeff")
    if not body.strip():
        raise UnreadableSource("It has no text.")
    title = one_line(draft.title) or opening_words(body)
    url = storable(draft.url) if draft.url else None
    return Article(
        id=one_line(draft.id) or _readable_id(url, origin, stem, title),
        title=title,
        body=body,
        source=one_line(draft.source) or (host_of(url) if url else "") or one_line(name),
        published=draft.published,
        url=url,
        origin=origin,
        tags=tuple(dict.fromkeys(filter(None, map(one_line, draft.tags)))),
    )


def storable(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Text with its runs of white space collapsed, safe to store."""
    return " ".join(storable(text).replace("\ufeff", " ").split())


def opening_words(body: str) -> str:
    """The first line of a body, without its heading mark and cut between words."""
    first = one_line(body.strip().splitlines()[0]).lstrip("#>-| ") or one_line(body)
    if len(first) <= TITLE_CHARS:
        return first
    return first[:TITLE_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def slug(text: str) -> str:
    """Text as at most 48 ASCII characters in kebab-case; empty if none of it is Latin."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:SLUG_CHARS].rstrip("-")


def _readable_id(url: str | None, origin: str, stem: str, title: str) -> str:
    segment = PurePosixPath(unquote(urlsplit(url).path)).stem if url else ""
    name = next(filter(None, map(slug, (segment, stem, title))), "article")
    return f"{name}-{sha256((url or origin).encode()).hexdigest()[:8]}"
