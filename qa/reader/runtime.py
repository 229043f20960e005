"""Runs the network of the trained reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa import networks
from qa.reader.inputs import Window, tensors

MODEL = Path(__file__).parent / "model"
NETWORK = "reader.xml"

Array = npt.NDArray[np.float32]

_BATCH = 3
_LENGTHS = 16
"""Lengths are rounded up to multiples of this: the runtime prepares for each new one anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Logits:
    """What the network says of one window: of each token of its text, and of it as a whole."""

    start: Array
    """(tokens,): that the answer starts here."""
    end: Array
    """(tokens,): that it ends here."""
    relevance: float
    """That the window answers the question."""


Reads = Callable[[Sequence[Window]], list[Logits]]
"""What a network does: it reads windows, in any order and company, and tells of each."""


class Network:
    """The network in OpenVINO, eight bits a weight; safe between threads.

    Several small batches are read side by side: on two cores that is faster than both at work on
    one batch.
    """

    def __init__(self, file: Path) -> None:
        self._network = networks.SideBySide(file, {})

    def __call__(self, windows: Sequence[Window]) -> list[Logits]:
        """What it says of each window, in their order.

        Windows of like length are read together: padding costs as much as reading.
        """
        order = sorted(range(len(windows)), key=lambda i: -len(windows[i].ids))
        batches = [order[first : first + _BATCH] for first in range(0, len(order), _BATCH)]
        told = self._network(tensors([windows[i] for i in batch], _LENGTHS) for batch in batches)
        read: dict[int, Logits] = {}
        for batch, (start, end, relevance) in zip(batches, told, strict=True):
            for row, i in enumerate(batch):
                window = windows[i]
                text = slice(window.first, window.first + len(window.offsets))
                read[i] = Logits(start[row, text], end[row, text], float(relevance[row]))
        return [read[i] for i in range(len(windows))]
