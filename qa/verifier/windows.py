"""What a statement is held against: a few neighbouring sentences at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from qa.records import Span

MOST_SENTENCES = 3
"""In which a statement that is supported mostly has its support."""


def windows(sentences: Sequence[Span], size: int) -> list[Span]:
    """The runs of so many neighbouring sentences, in their order."""
    return [
        Span(first.start, last.end)
        for first, last in zip(sentences, islice(sentences, size - 1, None), strict=False)
    ]
