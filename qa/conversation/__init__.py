"""From a follow-up and the turns before it to a question that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.records import Rewrite, Turn


class Rewriter(Protocol):
    """Makes a question stand alone. A first question, and a fresh one, stays as it is."""

    def rewrite(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        """The question with what it takes from the turns so far, oldest first."""
        ...
