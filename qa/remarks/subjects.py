"""The articles about a subject: those that say so, those that mention it, and the nearest."""

from __future__ import annotations

from dataclasses import dataclass

from qa.collection import Collection
from qa.collection.database import Mention
from qa.records import Filters
from qa.retrieval import Retriever
from qa.terms import terms

# Passages overlap by a sentence, so that a word said once may well stand in two of them.
_SEVERAL = 2
_SHARE = 0.5
_NEAR_PASSAGES = 25


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of the articles about a subject, and of those that only mention it, newest first."""

    about: list[str]
    mentioning: list[str]


def find(collection: Collection, subject: str, filters: Filters) -> Found:
    """Look for a subject in titles, tags and passages.

    An article is about it if its title and tags have all the words, or half of its passages do.
    """
    wanted = sorted(set(terms(subject)))
    if not wanted:
        return Found([], [])
    tags = [tag for tag, _ in collection.tags(filters) if set(wanted) <= set(terms(tag))]
    about: list[str] = []
    mentioning: list[str] = []
    for mention in collection.mentions(wanted, tags, filters):
        (about if _is_about(mention, set(wanted)) else mentioning).append(mention.article_id)
    return Found(about, mentioning)


def nearest(retriever: Retriever, subject: str, filters: Filters, limit: int) -> list[str]:
    """The ids of the articles with the passages nearest in meaning."""
    candidates = retriever.candidates(retriever.query(subject, filters), _NEAR_PASSAGES)
    return list(dict.fromkeys(each.passage.article_id for each in candidates))[:limit]


def _is_about(mention: Mention, wanted: set[str]) -> bool:
    headed = set(terms(" ".join((mention.title, *mention.tags))))
    return wanted <= headed or mention.passages >= max(_SEVERAL, _SHARE * mention.of)
