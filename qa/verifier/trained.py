"""The verifier that comes with the library."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from qa.networks import verified
from qa.reader.inputs import Inputs
from qa.reader.runtime import Network
from qa.terms import share

MODEL = Path(__file__).parent / "model"
NETWORK = "verifier.xml"
_WITHOUT = "answer without a language model"


_NOTHING = -20.0
"""The logit of a text without words."""


class TrainedVerifier:
    """Reads statements beside texts; loaded on first use, safe between threads."""

    def __init__(self, folder: Path = MODEL) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: tuple[Inputs, Network] | None = None

    @property
    def supported(self) -> float:
        return self._weights["supported"]

    @property
    def partly(self) -> float:
        return self._weights["partly"]

    def support(self, pairs: Sequence[tuple[str, str, str]]) -> list[float]:
        """From what the network says and from the words that statement and text share."""
        weights = self._weights
        return [
            _logistic(weights["network"] * logit + weights["words"] * words + weights["constant"])
            for logit, words in zip(self.logits(pairs), map(shared, pairs), strict=True)
        ]

    def logits(self, pairs: Sequence[tuple[str, str, str]]) -> list[float]:
        """What the network says of each (statement, title, text); of a long text, the best."""
        inputs, network = self._load()
        windows = [inputs.windows(claim, [(title, text)])[0] for claim, title, text in pairs]
        read = iter(network([window for of_one in windows for window in of_one]))
        return [max((next(read).relevance for _ in of_one), default=_NOTHING) for of_one in windows]

    @cached_property
    def _weights(self) -> dict[str, float]:
        told: dict[str, float] = json.loads((self._folder / "weights.json").read_text("utf-8"))
        return told

    def _load(self) -> tuple[Inputs, Network]:
        with self._lock:
            if self._loaded is None:
                folder = verified(self._folder, "verifier", _WITHOUT)
                self._loaded = (
                    Inputs.from_file(folder / "tokenizer.json"),
                    Network(folder / NETWORK),
                )
            return self._loaded


def shared(pair: tuple[str, str, str]) -> float:
    """The share of a statement's terms that its text or title has, 0 to 1."""
    claim, title, text = pair
    return share(claim, f"{title} {text}")


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
