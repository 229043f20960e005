"""The verifier that comes with the library."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from qa.reader.inputs import Inputs
from qa.reader.runtime import Network, verified

MODEL = Path(__file__).parent / "model"
_WITHOUT = "answer without a language model"


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
        """The best of a long text's windows counts."""
        inputs, network = self._load()
        windows = [inputs.windows(claim, [(title, text)])[0] for claim, title, text in pairs]
        read = iter(network([window for of_one in windows for window in of_one]))
        logits = [
            max((next(read).relevance for _ in of_one), default=-math.inf) for of_one in windows
        ]
        scale, shift = self._weights["scale"], self._weights["shift"]
        return [_logistic(scale * logit + shift) for logit in logits]

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
                    Network(folder / "verifier.xml"),
                )
            return self._loaded


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
