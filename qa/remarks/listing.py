"""Articles listed for somebody who asks which there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.collection import Collection
from qa.days import day
from qa.records import Article, Filters
from qa.remarks import subjects
from qa.remarks.holdings import Holdings, counted
from qa.remarks.wishes import wish
from qa.retrieval import Retriever

_MOST = 10
_NEAREST = 3
_ALL = "`qa articles list` shows all articles."


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, and the articles that it names."""

    text: str
    listed: tuple[Article, ...] = ()


def listing(
    wanted: str, collection: Collection, retriever: Retriever, filters: Filters
) -> Reply | None:
    """The articles that are wanted; None if it is not articles of the collection."""
    read = wish(wanted, (name for name, _ in collection.sources()))
    if read is None:
        return None
    # A source that the caller's filter leaves out is not searched: the filter is what counts.
    if read.source and not filters.sources:
        filters = replace(filters, sources=frozenset({read.source}))
    held = Holdings(collection, filters)
    if not held.count:
        return none(held)
    if read.subject is None:
        listed = held.newest(_MOST)
        return enumerated(f"I have {held.counted}", listed, held.count - len(listed))
    return _about(read.subject, held, retriever)


def _about(subject: str, held: Holdings, retriever: Retriever) -> Reply:
    found = subjects.find(held.collection, subject, held.filters)
    about, mentioning = len(found.about), len(found.mentioning)
    mention = "mentions" if mentioning == 1 else "mention"
    if about:
        are = "is" if about == 1 else "are"
        said = f"{counted(about, 'article')}{held.chosen} {are} about {subject}"
        ending = f"{mentioning:,} more {mention} it." if mentioning else ""
        return enumerated(said, *_first(held, found.about), ending)
    nothing = f"I found no article{held.chosen} about {subject}"
    if mentioning:
        said = f"{nothing}; {mentioning:,} {mention} it"
        return enumerated(said, *_first(held, found.mentioning))
    near = subjects.nearest(retriever, subject, held.filters, _NEAREST)
    listed, _ = _first(held, near)
    return Reply(f"{nothing}. The nearest in meaning:\n{lines(listed)}", listed)


def none(held: Holdings) -> Reply:
    """That there are no articles, and what to do about it."""
    everything = Holdings(held.collection, Filters())
    if not everything.count:
        return Reply(
            "This collection holds no articles yet. Add some with `qa ingest SOURCE…`: files,"
            " folders, web pages or feeds."
        )
    return Reply(f"I have no articles{held.chosen}; in all I have {everything.described}.")


def enumerated(said: str, listed: tuple[Article, ...], left_out: int, ending: str = "") -> Reply:
    """A sentence and the articles, a line each; then how many were left out, and where they are."""
    first = ", the newest first" if len(listed) > 1 else ""
    more = f"And {left_out:,} more. {_ALL}" if left_out else ""
    end = " ".join(filter(None, (more, ending)))
    return Reply("\n".join(filter(None, (f"{said}{first}:", lines(listed), end))), listed)


def lines(listed: Sequence[Article]) -> str:
    """A line for each: `- Title (Source, 11 October 2024)`."""
    return "\n".join(f"- {named(article)}" for article in listed)


def named(article: Article) -> str:
    """`Title (Source, 11 October 2024)`."""
    published = day(article.published) if article.published else ""
    told = ", ".join(filter(None, (article.source, published)))
    title = " ".join(article.title.split())
    return f"{title} ({told})" if told else title


def _first(held: Holdings, ids: Sequence[str]) -> tuple[tuple[Article, ...], int]:
    """The first articles of these ids, and the number of the others."""
    listed = tuple(filter(None, map(held.collection.article, ids[:_MOST])))
    return listed, len(ids) - len(listed)
