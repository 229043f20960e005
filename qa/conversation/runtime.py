"""Runs the network that rewrites follow-ups."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa import networks
from qa.conversation.inputs import Window
from qa.reader.inputs import tensors

MODEL = Path(__file__).parent / "model"
NETWORK = "rewriter.xml"
OUTPUTS = ("left_out", "connector", "first", "last", "added")
"""Of the network, in their order."""

Array = npt.NDArray[np.float32]

_LENGTHS = 16
"""Lengths are rounded up to multiples of this: the runtime prepares for each new one anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Logits:
    """What the network says of one window, by the words of its question and of its context.

    The end of the question counts as one more of its words where something may be put in.
    """

    left_out: Array
    """(words,)"""
    connector: Array
    """(words + 1, connectors)"""
    first: Array
    """(words + 1, context words): that what is put in begins there."""
    last: Array
    """(words + 1, context words): that it ends there."""
    added: Array
    """(context words,): that a person would add the word, wherever."""


Reads = Callable[[Window], Logits]


class Network:
    """The network in OpenVINO, eight bits a weight; safe between threads."""

    def __init__(self, file: Path) -> None:
        self._model = networks.load(file, {})
        self._lock = threading.Lock()

    def __call__(self, window: Window) -> Logits:
        with self._lock:
            result = self._model(tensors([window], _LENGTHS))
            outputs = [result[name][0] for name in OUTPUTS]
        return by_word(window, *outputs)


def by_word(
    window: Window, left_out: Array, connector: Array, first: Array, last: Array, added: Array
) -> Logits:
    """The logits of words: those of their first tokens, or of the last where something ends."""
    sites = list(window.sites)
    firsts = [first_token for first_token, _ in window.tokens]
    lasts = [last_token for _, last_token in window.tokens]
    return Logits(
        left_out[sites[:-1]].copy(),
        connector[sites].copy(),
        first[sites][:, firsts],
        last[sites][:, lasts],
        added[firsts].copy(),
    )
