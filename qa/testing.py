"""Fakes for tests: deterministic, instant, and never in the place of the real ones."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from qa.embedding import Vectors
from qa.terms import terms


class HashingEmbedder:
    """Bags of hashed terms: texts that share words are near. Counts the texts it embedded."""

    def __init__(self, dimension: int = 256) -> None:
        self.name = f"hashing-{dimension}"
        self.dimension = dimension
        self.embedded = 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return np.array([self._vector(text) for text in texts], np.float32).reshape(
            len(texts), self.dimension
        )

    def embed_question(self, question: str) -> Vectors:
        return self._vector(question)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for term in terms(text):
            vector[zlib.crc32(term.encode()) % self.dimension] += 1
        return np.asarray(vector / np.linalg.norm(vector), np.float32)
