"""An embedding model as OpenVINO runs it: exported once, then without PyTorch.

A process that only asks loads in less time than importing PyTorch takes. What `qa.encoder.export`
exports is kept in the user's cache folder, named for the bytes of the model it was made from: every
process embeds with the same network, whether it finds that network there or has to export it first.

For the passages of the default model there is another network, with eight bits a number, which
comes with this package: where the processor multiplies eight bits, it is more than twice as fast as
float32, its vectors at a cosine of .999. `benchmarks.encoder_weights` made and measured it.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from qa import networks
from qa.networks import Batch, cache, digest, verified

if TYPE_CHECKING:
    from tokenizers import Encoding

Vectors = npt.NDArray[np.float32]
Precision = Literal["auto", "int8", "bfloat16", "float32"]

FORMAT = 2
ABOUT, NETWORK, TOKENIZER = "about.json", "encoder.xml", "tokenizer.json"
REFUSED = "refused.txt"
FILES = (NETWORK, "encoder.bin", TOKENIZER)

EIGHT_BITS = Path(__file__).parent / "model"
"""The folder of the network in eight bits."""
EIGHT_BITS_NETWORK = "passages.xml"
_WEIGHTS = "model.safetensors"
_MADE_OF = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the weights that it was made of."""
_WITHOUT_EIGHT_BITS = "embed without them with QA_EMBEDDER_DTYPE=float32"

_MOST_TOKENS = 512
"""Of a batch, padding included: several small ones side by side beat all cores at work on one."""
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
    eight_bits: bool
    """Whether the network in eight bits is of this model."""
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


def in_eight_bits(model: Path) -> bool:
    """Whether the network in eight bits was made of the weights of the model in a folder."""
    weights = model / _WEIGHTS
    return weights.is_file() and digest(weights) == _MADE_OF


def multiplies_eight_bits() -> bool:
    """Whether the processor multiplies and adds numbers of eight bits at once, and exactly.

    Others are slower at it than with floats (VNNI of AVX-512, which every processor with AMX has).
    """
    from archspec.cpu import detect

    return "avx512_vnni" in detect.detected_info().features


def multiplies_bfloat16() -> bool:
    """Whether the runtime finds that the processor multiplies bfloat16 itself."""
    import openvino

    return "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def sums(folder: Path) -> dict[str, str]:
    return {name: digest(folder / name) for name in FILES}


def refused(folder: Path) -> bool:
    """Whether the model was found not to be one that can be exported."""
    return (folder / REFUSED).is_file()


class Encoder:
    """The exported model in a folder; its networks load on first use, safe between threads.

    Questions are embedded in float32, passages in the precision given; "auto" is the quickest that
    the processor and the model allow.
    """

    def __init__(self, folder: Path, about: About, precision: Precision = "auto") -> None:
        from tokenizers import Tokenizer

        self.about = about
        self._file = folder / NETWORK
        self._precision = precision
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._lock = threading.Lock()
        self._networks: dict[Precision, networks.SideBySide] = {}

    @property
    def dimension(self) -> int:
        return self.about.dimension

    @property
    def eight_bits(self) -> bool:
        return self.about.eight_bits

    @property
    def tokenizer(self) -> str:
        return str(self._tokenizer.to_str())

    def questions(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension), of any norm, in the order of the texts."""
        return self._embed([self.about.question + text for text in texts], "float32")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension), of any norm, in the order of the texts."""
        return self._embed([self.about.passage + text for text in texts], self._precision)

    def _embed(self, texts: Sequence[str], precision: Precision) -> Vectors:
        cut, inputs = self.inputs(texts)
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for batch, (found,) in zip(cut, self._network(precision)(inputs), strict=True):
            vectors[batch] = found
        return vectors

    def inputs(self, texts: Sequence[str]) -> tuple[list[list[int]], Iterator[Batch]]:
        """The places of the texts that are read together, and what the network reads for each."""
        encodings = self._tokenizer.encode_batch_fast(texts)
        cut = list(batches([len(encoding) for encoding in encodings]))
        return cut, (self._tensors([encodings[i] for i in batch]) for batch in cut)

    def _tensors(self, encodings: Sequence[Encoding]) -> dict[str, npt.NDArray[np.int64]]:
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
        with self._lock:
            chosen = self._quickest if precision == "auto" else precision
            if chosen not in self._networks:
                self._networks[chosen] = self._load(chosen)
            return self._networks[chosen]

    @cached_property
    def _quickest(self) -> Precision:
        if self.about.eight_bits and multiplies_eight_bits():
            return "int8"
        return "bfloat16" if multiplies_bfloat16() else "float32"

    def _load(self, precision: Precision) -> networks.SideBySide:
        file = self._file
        hint = "bf16" if precision == "bfloat16" else "f32"
        if precision == "int8":
            file = verified(EIGHT_BITS, "embedder", _WITHOUT_EIGHT_BITS) / EIGHT_BITS_NETWORK
            hint = "bf16" if multiplies_bfloat16() else "f32"  # of what is not in eight bits
        return networks.SideBySide(file, {"INFERENCE_PRECISION_HINT": hint})


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
