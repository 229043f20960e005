"""Words that are used like another word, by the word vectors of the network that is trained."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

_STEM = 4
_MOST = 12


class Neighbours:
    """Neighbours among the vocabulary's whole words.

    `vectors` has a row for each word; cosines are taken after their mean is subtracted. Above
    .5 most words mean the same (bought, purchased), below it another thing (drone, helicopter).
    """

    def __init__(self, words: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
        whole = [i for i, word in enumerate(words) if word.isalpha() and len(word) >= _STEM]
        self._words = [words[i] for i in whole]
        self._rows = {word: row for row, word in enumerate(self._words)}
        centred = (vectors - vectors.mean(axis=0))[whole]
        self._vectors = centred / np.linalg.norm(centred, axis=1, keepdims=True)
        self._near = lru_cache(maxsize=None)(self._nearest)

    @classmethod
    def of_encoder(cls, folder: Path) -> Neighbours:
        """By the word vectors of a BERT."""
        from safetensors.numpy import load_file

        words = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        vectors = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"]
        return cls(words, vectors.astype(np.float32))

    def closer(self, word: str, cosine: float) -> list[str]:
        """The words beyond a cosine to a word, nearest first; forms of the word are left out."""
        return [other for other, near in self._near(word) if near > cosine]

    def _nearest(self, word: str) -> list[tuple[str, float]]:
        row = self._rows.get(word)
        if row is None:
            return []
        cosines = self._vectors @ self._vectors[row]
        order = np.argsort(-cosines)[1 : 4 * _MOST]
        return [
            (self._words[i], float(cosines[i]))
            for i in order
            if self._words[i][:_STEM] != word[:_STEM]
        ][:_MOST]
