"""An embedding model as OpenVINO runs it: exported once, then without PyTorch.

A process that only asks loads in less time than importing PyTorch takes. What `qa.encoder_export`
exports is kept in the user's cache folder, named for the bytes of the model it was made from: every
process embeds with the same network, whether it finds that network there or has to export it first.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from qa import networks
from qa.networks import cache, digest

if TYPE_CHECKING:
    from tokenizers import Encoding

Vectors = npt.NDArray[np.float32]
Precision = Literal["auto", "bfloat16", "float32"]

FORMAT = 1
ABOUT, NETWORK, TOKENIZER = "about.json", "encoder.xml", "tokenizer.json"
REFUSED = "refused.txt"
FILES = (NETWORK, "encoder.bin", TOKENIZER)

# What OpenVINO is told; told nothing, it multiplies in bfloat16 where the CPU does so natively.
_PRECISIONS = {"auto": None, "bfloat16": "bf16", "float32": "f32"}

_MOST_TOKENS = 512
"""Of a batch, padding included: several small ones side by side beat all cores at work on one."""
_FEW = 16
"""Passages that are embedded as questions are, by the network that is there already."""
_LENGTHS = 16
"""Lengths are rounded up to multiples of this: the runtime prepares for each new one anew."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an exported model beside its network."""

    dimension: int
    question: str
    """What is put before a question, as the model was trained."""
    passage: str
    padding: int
    """The id of the token that fills up the shorter texts of a batch."""
    inputs: tuple[str, ...]
    cosine: float
    """The least one between its vectors and the original's, of the texts it was tried on."""
    sums: dict[str, str]
    """SHA-256 of each file."""


def place(model: Path) -> Path:
    """The folder where the export of the model in a folder is kept; it need not exist."""
    name = hashlib.sha256(f"{FORMAT} {version('openvino')}".encode())
    for file in sorted(model.rglob("*")):
        inside = file.relative_to(model)
        if file.is_file() and not any(part.startswith(".") for part in inside.parts):
            name.update(f"\0{inside.as_posix()}\0{digest(file)}".encode())
    return cache() / "encoders" / name.hexdigest()[:32]


def about(folder: Path) -> About | None:
    """What is told of the export in a folder; None if it is missing, unfinished or damaged."""
    try:
        told: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        found = About(**told | {"inputs": tuple(told["inputs"])})
        whole = all(digest(folder / name) == found.sums[name] for name in FILES)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if whole else None


def sums(folder: Path) -> dict[str, str]:
    return {name: digest(folder / name) for name in FILES}


def refused(folder: Path) -> bool:
    """Whether the model was found not to be one that can be exported."""
    return (folder / REFUSED).is_file()


class Encoder:
    """The exported model in a folder; its networks load on first use, safe between threads.

    Questions are embedded in float32, passages in the precision given unless they are few.
    """

    def __init__(self, folder: Path, about: About, precision: Precision = "auto") -> None:
        from tokenizers import Tokenizer

        self.about = about
        self._file = folder / NETWORK
        self._precision = precision
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._lock = threading.Lock()
        self._networks: dict[str | None, networks.SideBySide] = {}

    @property
    def dimension(self) -> int:
        return self.about.dimension

    @property
    def tokenizer(self) -> str:
        return str(self._tokenizer.to_str())

    def questions(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension), of any norm, in the order of the texts."""
        return self._embed([self.about.question + text for text in texts], "float32")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension), of any norm, in the order of the texts."""
        few = len(texts) <= _FEW  # not worth another network
        precision = "float32" if few else self._precision
        return self._embed([self.about.passage + text for text in texts], precision)

    def _embed(self, texts: Sequence[str], precision: Precision) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast(texts)
        vectors = np.empty((len(texts), self.dimension), np.float32)
        cut = list(batches([len(encoding) for encoding in encodings]))
        told = self._network(precision)(
            self._inputs([encodings[i] for i in batch]) for batch in cut
        )
        for batch, (found,) in zip(cut, told, strict=True):
            vectors[batch] = found
        return vectors

    def _inputs(self, encodings: Sequence[Encoding]) -> dict[str, npt.NDArray[np.int64]]:
        """(texts, length) each, padded on the right."""
        shape = len(encodings), _rounded(max(map(len, encodings)))
        tensors = {
            "input_ids": np.full(shape, self.about.padding, np.int64),
            "attention_mask": np.zeros(shape, np.int64),
            "token_type_ids": np.zeros(shape, np.int64),
        }
        for row, encoding in enumerate(encodings):
            tensors["input_ids"][row, : len(encoding)] = encoding.ids
            tensors["attention_mask"][row, : len(encoding)] = 1
            tensors["token_type_ids"][row, : len(encoding)] = encoding.type_ids
        return {name: tensors[name] for name in self.about.inputs}

    def _network(self, precision: Precision) -> networks.SideBySide:
        import openvino

        told = _PRECISIONS[precision]
        units = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        if told is None and "BF16" not in units:
            told = "f32"  # as it would be: one network for questions and passages
        with self._lock:
            if told not in self._networks:
                settings = {"INFERENCE_PRECISION_HINT": told} if told else {}
                self._networks[told] = networks.SideBySide(self._file, settings)
            return self._networks[told]


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of texts of these lengths, in tokens, batch by batch: like with like."""
    batch: list[int] = []
    width = 0
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        width = width or _rounded(lengths[place])
        if batch and (len(batch) + 1) * width > _MOST_TOKENS:
            yield batch
            batch, width = [], _rounded(lengths[place])
        batch.append(place)
    if batch:
        yield batch


def _rounded(length: int) -> int:
    return -(-max(length, 1) // _LENGTHS) * _LENGTHS
