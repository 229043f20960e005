"""RSS and Atom feeds: the articles of their entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import feedparser

from qa.articles.blocks import render, split_title
from qa.articles.dates import day_if_any
from qa.articles.draft import Draft, article_from, one_line
from qa.articles.origins import fragment_origin, web_url
from qa.articles.raw import Raw
from qa.articles.trees import blocks_of_html
from qa.errors import UnreadableSource
from qa.records import Article, Skipped
from qa.settings import Settings

FULL_TEXT_WORDS = 200
"""A summary of this length is the article; a shorter one announces it."""


def read_feed(raw: Raw, settings: Settings) -> Iterator[Article | Skipped]:
    """The entries of a feed, each with the text that it has there, or with that of its page.

    In a feed that was saved as a file, a summary stands in for the page.
    """
    parsed = feedparser.parse(
        BytesIO(raw.content(settings.max_source_bytes)),
        response_headers={"content-location": raw.url or ""},
    )
    if not parsed.get("version"):
        raise UnreadableSource("It is not an RSS or Atom feed.")
    if not parsed.entries:
        raise UnreadableSource("The feed has no entries.")
    site = one_line(parsed.feed.get("title", ""))
    seen: set[str] = set()
    for entry in parsed.entries:
        key = entry.get("id") or entry.get("link") or entry.get("title") or ""
        origin = fragment_origin(raw.origin, key)
        if origin in seen:
            yield Skipped(origin, "The feed has another entry with the same id.")
            continue
        seen.add(origin)
        try:
            yield _article(entry, origin, site, raw)
        except UnreadableSource as error:
            yield Skipped(origin, str(error))


def _article(entry: Any, origin: str, site: str, raw: Raw) -> Article:
    """What the feed says of an entry holds; its page is asked for the rest."""
    url = web_url(entry.get("link", ""))
    stated = Draft(
        body="",
        title=one_line(entry.get("title", "")),
        source=site,
        published=day_if_any(entry.get("published") or entry.get("updated")),
        url=url,
        tags=tuple(tag.get("term") or "" for tag in entry.get("tags", ())),
    )
    text, is_whole = _own_text(entry, stated.title)
    if is_whole or url is None or raw.follow is None:
        return article_from(replace(stated, body=text), origin, raw.name, stem="")
    page = raw.follow(url)
    return article_from(
        replace(
            stated,
            body=page.body,
            title=stated.title or page.title,
            source=stated.source or page.source,
            published=stated.published or page.published,
            url=page.url,
            tags=stated.tags or page.tags,
        ),
        origin,
        raw.name,
        stem="",
    )


def _own_text(entry: Any, title: str) -> tuple[str, bool]:
    """The text that an entry carries, and whether that is the whole article."""
    contents = [part.get("value", "") for part in entry.get("content", ())]
    _, blocks = split_title(
        blocks_of_html(max(contents, key=len, default="") or entry.get("summary", "")), title
    )
    text = render(blocks)
    return text, any(contents) or len(text.split()) >= FULL_TEXT_WORDS
