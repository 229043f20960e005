"""The trained verifier: whether words of articles support a statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Verifier(Protocol):
    """Tells how likely texts support statements."""

    @property
    def supported(self) -> float:
        """The least probability of a statement that counts as supported."""
        ...

    @property
    def partly(self) -> float:
        """The least of one that counts as supported in part."""
        ...

    def support(self, pairs: Sequence[tuple[str, str, str]]) -> list[float]:
        """Of each (statement, title, text) the probability, 0 to 1, that the text supports it."""
        ...
