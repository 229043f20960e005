"""The limits of the machine, measured, and what share of them the work takes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_SIDE = 1_024
_COPIED = 512 * 2**20
"""Bytes: far more than the caches hold."""
_LONG_ENOUGH = 2.0
"""Seconds of rounds, unless one takes longer."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The best of several rounds, on all cores through torch."""

    cores: int
    int8: float
    """Operations a second, of the product of two square matrices."""
    bfloat16: float
    float32: float
    bandwidth: float
    """Bytes a second, read and written, of copying a large array."""

    @property
    def peak(self) -> float:
        return max(self.int8, self.bfloat16, self.float32)

    def scan(self, vectors: int, dimension: int, bytes_each: int) -> float:
        """The seconds in which every number of so many vectors can be read once."""
        return vectors * dimension * bytes_each / self.bandwidth


@dataclass(frozen=True, slots=True)
class Transformer:
    """The dimensions of an encoder."""

    layers: int
    hidden: int
    intermediate: int

    @classmethod
    def of(cls, folder: Path) -> Transformer:
        """As its configuration in a folder tells them."""
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return cls(told["num_hidden_layers"], told["hidden_size"], told["intermediate_size"])

    def operations(self, tokens: int) -> int:
        """Operations to encode a text: a multiplication and an addition a weight.

        Those of the matrix products, which are nearly all: four projections and two layers of the
        feed-forward network for each token, and attention between each two tokens.
        """
        weights = 4 * self.hidden**2 + 2 * self.hidden * self.intermediate
        attention = 2 * tokens * self.hidden
        return 2 * self.layers * tokens * (weights + attention)


def share(
    machine: Machine, model: Transformer, tokens: Iterable[int], passages_a_second: float
) -> float:
    """The part of the machine's peak that goes into encoding passages of so many tokens."""
    each = [model.operations(one) for one in tokens]
    return sum(each) / len(each) * passages_a_second / machine.peak


def measured() -> Machine:
    """Some seconds of all cores."""
    import torch

    def product(dtype: torch.dtype) -> float:
        a, b = ((100 * torch.rand(_SIDE, _SIDE)).to(dtype) for _ in range(2))
        # That of eight bits has no public name.
        multiply = torch._int_mm if dtype == torch.int8 else torch.mm
        return 2 * _SIDE**3 / _best(lambda: multiply(a, b))

    source = torch.ones(_COPIED, dtype=torch.uint8)
    target = torch.empty_like(source)
    return Machine(
        cores=torch.get_num_threads(),
        int8=product(torch.int8),
        bfloat16=product(torch.bfloat16),
        float32=product(torch.float32),
        bandwidth=2 * _COPIED / _best(lambda: target.copy_(source)),
    )


def _best(work: Callable[[], object]) -> float:
    """The seconds of the quickest of several rounds; the first, which warms up, is rarely it."""
    seconds: list[float] = []
    while sum(seconds) < _LONG_ENOUGH:
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
