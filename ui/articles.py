"""The articles of a collection on the page: what comes in, what is there, what goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa import Article, Assistant, Done, Listed, QAError, Skipped, UnknownArticle, Upload

PAGE = 50
"""Articles in a table."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one thing that was offered."""

    name: str
    outcome: str
    """`added`, `updated`, `unchanged`, `skipped` or `waiting`."""
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
    """Read files one after another; after each, what has become of all."""
    told: list[Line] = []
    waiting = [Line(file.name, "waiting") for file in files]
    yield waiting
    for file in files:
        waiting = waiting[1:]
        told += _read(assistant, file.name, Upload(file.name, file.read_bytes()))
        yield [*told, *waiting]


def fetch(assistant: Assistant, address: str) -> Iterator[list[Line]]:
    """Read a page or a feed from its address."""
    if not address.strip():
        raise QAError("There is no address.", "Write one that begins with https://.")
    if "://" not in address:
        # Whoever uses the page may not read the server's own files.
        address = f"https://{address.strip()}"
    if address.strip().partition("://")[0].lower() not in ("http", "https"):
        raise QAError("Only pages of the web are read from here.", "Upload the file instead.")
    yield [Line(address, "waiting")]
    yield _read(assistant, address, address.strip())


def remove(assistant: Assistant, article_id: str) -> Article:
    """Remove the article with exactly this id. Raises `UnknownArticle`."""
    if assistant.article(article_id).id != article_id:
        raise UnknownArticle("That article is not there any more.", "Reload the page.")
    return assistant.remove(article_id)


def _read(assistant: Assistant, name: str, source: Upload | str) -> list[Line]:
    """What a file or an address held."""
    told: list[Line] = []
    try:
        for event in assistant.ingesting(source):
            match event:
                case Done(outcome, article, passages):
                    counted = f"{passages:,} passages" if passages else ""
                    told.append(Line(article.title, outcome, counted))
                case Skipped(_, reason):
                    told.append(Line(name, "skipped", reason))
    except QAError as error:
        told.append(Line(name, "skipped", str(error)))
    return told or [Line(name, "skipped", "It holds no article.")]
