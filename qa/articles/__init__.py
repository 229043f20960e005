"""Anything → `Article`: files, folders, web pages, feeds, bytes that were handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qa.articles.counting import expected
from qa.articles.origins import Upload, origin_of

if TYPE_CHECKING:
    from qa.articles.recognition import Recall
    from qa.records import Article, Skipped
    from qa.settings import Settings

__all__ = ["Upload", "expected", "origin_of", "read", "reading"]

# The parsers take long to load, and a question needs none of them.


def read(source: str | Path | Upload, settings: Settings) -> Iterator[Article | Skipped]:
    """The articles of a file, a folder, a URL, a feed or an upload, each as soon as it is read.

    What cannot be read is a Skipped with the reason and, where there is one, the remedy; it never
    keeps other articles from being read, and nothing is raised for it.
    """
    from qa.articles import sources

    return sources.read(source, settings)


@contextmanager
def reading(
    settings: Settings, recall: Recall
) -> Iterator[Callable[[str | Path | Upload], Iterator[Article | Skipped]]]:
    """`read`, with documents that may break their parser in a process that can be ended.

    Files whose articles are recalled are not parsed again.
    """
    from qa.articles import sources
    from qa.articles.process import ReadingProcess
    from qa.articles.recognition import recognising

    with ReadingProcess() as process:
        parse = recognising(process.read, recall)
        yield lambda source: sources.read(source, settings, parse)
