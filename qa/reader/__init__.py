"""Readers: which words in which candidate passage answer a question, if any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.records import Candidate, Reading
from qa.retrieval import Query


class Reader(Protocol):
    """Judges candidates: the one decision that the quality of an extractive answer rests on."""

    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        """Findings and hits, best first, and the probability that the best finding answers.

        No candidates give no findings and confidence 0. The same input gives the same reading.
        """
        ...
