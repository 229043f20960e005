"""Passages embedded by the machines of a Ray cluster; questions, and all that is stored, stay here.

Every machine of the cluster needs this package with its extra `ray`, and the embedding model. A
machine that dies has its passages embedded by another.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from qa.embedding import Embedder, SentenceTransformerEmbedder, Vectors
from qa.errors import ModelUnavailable, QAError
from qa.packages import installed

_BLOCK = 32
"""Passages of one task: a batch of the model."""

_BLOCKS_EACH = 4

_CONNECTED_WITHIN = 10.0
"""Seconds."""

_PATIENCE = 600
"""Seconds until a block is given up: a cluster that grows may have to start a machine first."""


class RayEmbedder:
    """An embedder like `SentenceTransformerEmbedder`, of the same name and the same vectors.

    Connects to the cluster when the first passages are embedded; safe between threads.
    """

    def __init__(self, address: str, **settings: Any) -> None:
        """`address` is that of the cluster's head, as HOST:PORT; `settings` are the model's."""
        if not installed("ray"):
            raise QAError(
                "A cluster needs the package ray, which is not installed.",
                "Install it here and on its machines with `pip install 'qa[ray]'`.",
            )
        self._address = address
        self._settings = settings
        self._here: Embedder = SentenceTransformerEmbedder(**settings)
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._here.name

    @property
    def dimension(self) -> int:
        return self._here.dimension

    @cached_property
    def at_once(self) -> int:
        """Passages that keep every core busy that the cluster had when first asked."""
        with self._lock:
            ray = self._ray
        try:
            cores = ray.cluster_resources().get("CPU", 1)
        except ray.exceptions.RayError:  # embedding will tell
            return 0
        return int(cores) * _BLOCKS_EACH * _BLOCK

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._here.count_tokens(texts)

    def embed_question(self, question: str) -> Vectors:
        return self._here.embed_question(question)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, unit norm, in the order of the texts.

        Raises `ModelUnavailable` if there is no cluster, or none of its machines can embed.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        if not texts:
            return vectors
        with self._lock:
            embed = self._task
        from ray.exceptions import RayError

        # Longest first, as the model cuts its batches, which are padded to their longest text.
        order = np.argsort([-len(text) for text in texts], kind="stable").tolist()
        blocks = [order[first : first + _BLOCK] for first in range(0, len(order), _BLOCK)]
        try:
            pending = [embed.remote([texts[at] for at in b], self._settings) for b in blocks]
            for block, reply in zip(blocks, pending, strict=True):
                vectors[block] = self._ray.get(reply, timeout=_PATIENCE)
        except RayError as error:
            raise ModelUnavailable(
                f"The Ray cluster at {self._address} does not embed ({_said(error)}).",
                "See that its machines are there, with this package, its extra `ray` and the model;"
                " what was stored stays, and the same command goes on.",
            ) from error
        return vectors

    @cached_property
    def _task(self) -> Any:
        """What runs on the cluster; tried again elsewhere as often as a machine dies."""
        task = self._ray.remote(num_cpus=1, max_retries=-1, scheduling_strategy="SPREAD")
        return task(_embed)

    @cached_property
    def _ray(self) -> Any:
        """Ray, connected to the cluster."""
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        import ray

        host, _, port = self._address.rpartition(":")
        try:
            # Ray itself tries for a minute, and tells of it on standard error.
            socket.create_connection((host, int(port)), _CONNECTED_WITHIN).close()
            ray.init(self._address, log_to_driver=False, configure_logging=False)
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelUnavailable(
                f"There is no Ray cluster at {self._address}.",
                "Give --ray the HOST:PORT that `ray start --head` printed, on a machine that has"
                " joined the cluster.",
            ) from error
        return ray


def _embed(texts: list[str], settings: dict[str, Any]) -> Vectors:
    """What a machine of the cluster does: its process keeps the model for the next block."""
    return _model(tuple(sorted(settings.items()))).embed_passages(texts)


@lru_cache(maxsize=1)
def _model(settings: tuple[tuple[str, Any], ...]) -> Embedder:
    return SentenceTransformerEmbedder(**dict(settings))


def _said(error: Exception) -> str:
    """What went wrong there, on one line: Ray's errors are whole tracebacks."""
    cause = getattr(error, "cause", None)
    return " ".join(f"{type(cause or error).__name__}: {cause or error}".split())[:200]
