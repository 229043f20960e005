"""How alike two words or phrases are in kind: Albania and Serbia more than Albania and drones."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Array = npt.NDArray[np.floating]

_KEPT = 4096
_VECTORS = "embeddings.word_embeddings.weight"


class Likeness:
    """By the word vectors of a BERT, their mean subtracted; loaded on first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: tuple[Tokenizer, Array] | None = None
        self._vector = lru_cache(_KEPT)(self._mean)

    def __call__(self, one: str, other: str) -> float:
        """Cosine of two phrases, -1 to 1."""
        left, right = self._vector(one), self._vector(other)
        norm = float(np.linalg.norm(left) * np.linalg.norm(right))
        return float(left @ right) / norm if norm else 0.0

    def _mean(self, phrase: str) -> Array:
        tokenizer, vectors = self._load()
        ids = tokenizer.encode(phrase, add_special_tokens=False).ids
        return np.asarray(vectors[ids].mean(axis=0) if ids else np.zeros(vectors.shape[1]))

    def _load(self) -> tuple[Tokenizer, Array]:
        with self._lock:
            if self._loaded is None:
                from safetensors import safe_open
                from tokenizers import Tokenizer

                tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                tokenizer.no_truncation()
                tokenizer.no_padding()
                with safe_open(self._folder / "model.safetensors", "numpy") as file:
                    vectors = file.get_tensor(_VECTORS)
                self._loaded = tokenizer, (vectors - vectors.mean(axis=0)).astype(np.float16)
            return self._loaded
