"""Networks in OpenVINO, compiled once on a machine and kept so in the user's cache folder."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qa.errors import ModelUnavailable

if TYPE_CHECKING:
    from openvino import CompiledModel, InferRequest

Batch = Mapping[str, npt.NDArray[np.int64]]

SUMS = "SHA256SUMS"
"""The file beside a network that tells the digests of those it came with."""

_DIGEST_BYTES = hashlib.sha256().digest_size
_MOST_KEPT = 8
"""Compiled forms of one network: for other settings, processors and versions of the runtime."""


def cache() -> Path:
    """The folder of what can be made again at any time; it need not exist."""
    from platformdirs import user_cache_path

    return user_cache_path("qa")


def digest(file: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def verified(folder: Path, whose: str, without: str) -> Path:
    """The folder of a network, once its files are found to be those that it came with.

    Raises `ModelUnavailable`, which says whose weights they are and how to do without.
    """
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
        for wanted, name in (line.split("  ", 1) for line in lines):
            if digest(folder / name) != wanted:
                reason = f"{folder / name} is not the file that was installed"
                raise _unusable(whose, reason, without)
    except (OSError, ValueError) as error:
        raise _unusable(whose, f"a file is missing or damaged ({error})", without) from error
    return folder


def _unusable(whose: str, reason: str, without: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The {whose}'s weights cannot be used: {reason}.", f"Install qa again, or {without}."
    )


class SideBySide:
    """A network that runs several batches at once, one on each of its streams.

    All Python runs in the thread that asks: what the runtime's own threads call back into may
    collect garbage there, other networks among it. Safe between threads.
    """

    def __init__(self, file: Path, settings: Mapping[str, str]) -> None:
        network = load(file, {"PERFORMANCE_HINT": "THROUGHPUT", **settings})
        streams = network.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        self._requests = [network.create_infer_request() for _ in range(streams)]
        self._lock = threading.Lock()

    def __call__(self, batches: Iterable[Batch]) -> list[list[npt.NDArray[np.float32]]]:
        """The outputs of each batch, in the order of both."""
        with self._lock:
            told = []
            running: deque[InferRequest] = deque()
            try:
                for number, batch in enumerate(batches):
                    if len(running) == len(self._requests):
                        told.append(_outputs(running.popleft()))
                    request = self._requests[number % len(self._requests)]
                    request.start_async(batch)
                    running.append(request)
                while running:
                    told.append(_outputs(running.popleft()))
            finally:
                for request in running:
                    request.wait()
            return told


def _outputs(request: InferRequest) -> list[npt.NDArray[np.float32]]:
    request.wait()
    return [tensor.data.copy() for tensor in request.output_tensors]


def load(file: Path, settings: Mapping[str, str]) -> CompiledModel:
    """The network in a file, ready to run on the CPU.

    Compiling takes most of a second. What was compiled before is believed only for the same bytes,
    settings, version of the runtime and processor, and if it is whole; its outputs are equal.
    """
    import openvino

    core = openvino.Core()
    kept = _place(core, file, settings)
    if compiled := _kept(kept):
        with suppress(RuntimeError):  # it was made under a version that is not told apart
            return core.import_model(compiled, "CPU", dict(settings))
    network = core.compile_model(file, "CPU", dict(settings))
    with suppress(OSError, RuntimeError):  # it will be compiled again
        _keep(kept, network.export_model().getvalue())
    return network


def _place(core: Any, file: Path, settings: Mapping[str, str]) -> Path:
    import openvino

    facts = (
        digest(file),
        digest(file.with_suffix(".bin")),
        openvino.get_version(),
        core.get_property("CPU", "FULL_DEVICE_NAME"),
        sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")),
        sorted(settings.items()),
        os.cpu_count(),
    )
    name = hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
    return cache() / "compiled" / f"{file.stem}-{name}"


def _kept(place: Path) -> io.BytesIO | None:
    try:
        content = place.read_bytes()
    except OSError:
        return None
    told, compiled = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if told != hashlib.sha256(compiled).digest():
        return None
    with suppress(OSError):  # it may belong to somebody else
        place.touch()
    return io.BytesIO(compiled)


def _keep(place: Path, compiled: bytes) -> None:
    """Whole or not at all, whatever stops the process."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=place.parent) as folder:
        draft = Path(folder) / place.name
        draft.write_bytes(hashlib.sha256(compiled).digest() + compiled)
        draft.replace(place)
    network, _, _ = place.name.rpartition("-")
    kept = sorted(place.parent.glob(f"{network}-*"), key=_last_used, reverse=True)
    for unused in kept[_MOST_KEPT:]:
        unused.unlink(missing_ok=True)


def _last_used(place: Path) -> float:
    try:
        return place.stat().st_mtime
    except FileNotFoundError:  # another process tidied up
        return 0.0
