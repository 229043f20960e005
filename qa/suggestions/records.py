"""A question that an article may answer, before anybody has asked it."""

from __future__ import annotations

from dataclasses import dataclass

from qa.records import Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question made from an article, and what its answer must show to prove it answered."""

    question: str
    asks: str
    """Its question word, as `who` or `how many`."""
    article_id: str
    sentence: Span | None
    """That it was made from, in the article's body; None for one made from its title."""
    expected: str | None
    """The words that its making took away: what the answer is about."""
    rank: int
    """Smaller is better."""
