"""The articles of a collection on the page: what comes in, what is there, what goes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa import Article, Assistant, Done, Listed, QAError, Skipped, UnknownArticle, Upload

PAGE = 50
"""Articles in a table."""
_PAUSE = 0.3
"""Seconds between two lines about the same file."""
_SKIPS = 20
"""Reasons that are given for one file."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one thing that was offered."""

    name: str
    outcome: str
    """`waiting`, `reading`, `added`, `updated`, `unchanged` or `skipped`."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A page of the articles, and how many there are in all."""

    rows: Sequence[Listed]
    total: int
    matching: str
    offset: int = 0


def table(assistant: Assistant, matching: str = "", offset: int = 0) -> Table:
    """The articles whose title or source has these words, newest first."""
    offset = max(0, offset)
    rows = assistant.listing(matching, PAGE, offset)
    return Table(rows, assistant.count_articles(matching), matching, offset)


def upload(assistant: Assistant, files: Sequence[Path]) -> Iterator[list[Line]]:
    """Read files one after another; at each step, what has become of all."""
    told: list[Line] = []
    waiting = [Line(file.name, "waiting") for file in files]
    yield waiting
    for file in files:
        waiting = waiting[1:]
        lines: list[Line] = []
        for lines in _reading(assistant, file.name, Upload(file.name, file.read_bytes())):
            yield [*told, *lines, *waiting]
        told += lines


def fetch(assistant: Assistant, address: str) -> Iterator[list[Line]]:
    """Read a page or a feed from its address."""
    address = address.strip()
    if not address:
        raise QAError("There is no address.", "Write one that begins with https://.")
    if "://" not in address:
        # Whoever uses the page may not read the server's own files.
        address = f"https://{address}"
    if address.partition("://")[0].lower() not in ("http", "https"):
        raise QAError("Only pages of the web are read from here.", "Upload the file instead.")
    yield from _reading(assistant, address, address)


def remove(assistant: Assistant, article_id: str) -> Article:
    """Remove the article with exactly this id. Raises `UnknownArticle`."""
    if assistant.article(article_id).id != article_id:
        raise UnknownArticle("That article is not there any more.", "Reload the page.")
    return assistant.remove(article_id)


def _reading(assistant: Assistant, name: str, source: Upload | str) -> Iterator[list[Line]]:
    """What a file or an address holds: one line for one article, a count for many, each skip."""
    done: list[Done] = []
    skipped: list[Line] = []
    told = time.monotonic()
    yield [Line(name, "reading")]
    try:
        for event in assistant.ingesting(source):
            match event:
                case Done():
                    done.append(event)
                case Skipped(_, reason):
                    skipped.append(Line(name, "skipped", reason))
            if time.monotonic() - told > _PAUSE:
                told = time.monotonic()
                yield [Line(name, "reading", f"{len(done):,} articles so far")]
    except QAError as error:
        skipped.append(Line(name, "skipped", str(error)))
    shown = [_counted(name, done)] if len(done) > 1 else [_one(each) for each in done]
    yield [*shown, *_few(name, skipped)] or [Line(name, "skipped", "It holds no article.")]


def _one(done: Done) -> Line:
    passages = f"{done.passages:,} passage{'s' * (done.passages != 1)}" if done.passages else ""
    return Line(done.article.title, done.outcome, passages)


def _counted(name: str, done: Sequence[Done]) -> Line:
    """Many articles of one file; the line is that of what most of them are."""
    counts = Counter(each.outcome for each in done).most_common()
    told = ", ".join(f"{number:,} {outcome}" for outcome, number in counts)
    return Line(name, counts[0][0], f"{len(done):,} articles: {told}")


def _few(name: str, skipped: Sequence[Line]) -> list[Line]:
    more = len(skipped) - _SKIPS
    return [
        *skipped[:_SKIPS],
        *([Line(name, "skipped", f"{more:,} more that cannot be read")] if more > 0 else []),
    ]
