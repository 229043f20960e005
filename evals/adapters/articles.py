"""The texts of a benchmark as articles, and where in them the evidence stands.

Articles are made by the function that ingestion makes them with, so that their bodies are those
that will be stored, and offsets found in them hold after ingestion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from evals.suites import Evidence
from qa import Article, Span, UnreadableSource
from qa.articles.dates import day_if_any
from qa.articles.draft import Draft, article_from, slug
from qa.articles.origins import web_url
from qa.sentences import SentenceSpan, sentences

_BYTE_ORDER_MARK = "\ufeff"


def article(
    body: str,
    *,
    name: str = "",
    title: str = "",
    source: str = "",
    published: str | None = None,
    url: str | None = None,
) -> Article | None:
    """A text as it will be stored; None if there is nothing in it.

    `name` is its id; one without gets it from its title and its words.
    """
    draft = Draft(
        # Storing takes one mark away each time: without any, writing and reading change nothing.
        body=body.lstrip(_BYTE_ORDER_MARK),
        title=title,
        source=source,
        published=day_if_any(published),
        url=web_url(url) if url else None,
        id=name or f"{slug(title) or 'passage'}-{digest(body)}",
    )
    try:
        return article_from(draft, origin="", name="", stem="")
    except UnreadableSource:
        return None


def digest(body: str) -> str:
    """What tells a text from others of the same name."""
    return sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def write(articles: Iterable[Article], file: Path) -> None:
    """Articles as JSON Lines, ready to be ingested."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(_fields(one))}\n" for one in articles)


def _fields(one: Article) -> dict[str, str]:
    fields = {
        "id": one.id,
        "title": one.title,
        "body": one.body,
        "source": one.source,
        "published": one.published.isoformat() if one.published else None,
        "url": one.url,
    }
    return {key: value for key, value in fields.items() if value}


def everything(one: Article) -> Evidence:
    """A whole article, where a benchmark does not say which sentences matter."""
    return Evidence(article=one.id, start=0, quote=one.body)


def holding(one: Article, answer: Span) -> Evidence:
    """The sentence that an answer stands in, or all of them if it goes on beyond one."""
    held = [s.span for s in _sentences(one.body) if s.span.overlaps(answer)]
    start = min((span.start for span in held), default=answer.start)
    end = max((span.end for span in held), default=answer.end)
    return _evidence(one, min(start, answer.start), max(end, answer.end))


def quoted(one: Article, quote: str) -> Evidence | None:
    """Where a quote first stands, its white space aside; None if it does not."""
    words = [re.escape(word) for word in quote.split()]
    found = re.search(r"\s+".join(words), one.body) if words else None
    return _evidence(one, *found.span()) if found else None


@lru_cache(maxsize=64)
def _sentences(body: str) -> tuple[SentenceSpan, ...]:
    return tuple(sentences(body))


def _evidence(one: Article, start: int, end: int) -> Evidence:
    return Evidence(article=one.id, start=start, quote=one.body[start:end])
