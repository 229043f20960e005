"""Networks in OpenVINO, compiled once on a machine and kept so in the user's cache folder."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openvino import CompiledModel

_DIGEST_BYTES = hashlib.sha256().digest_size


def cache() -> Path:
    """The folder of what can be made again at any time; it need not exist."""
    from platformdirs import user_cache_path

    return user_cache_path("qa")


def digest(file: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


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
    return io.BytesIO(compiled) if told == hashlib.sha256(compiled).digest() else None


def _keep(place: Path, compiled: bytes) -> None:
    """Whole or not at all, whatever stops the process."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=place.parent) as folder:
        draft = Path(folder) / place.name
        draft.write_bytes(hashlib.sha256(compiled).digest() + compiled)
        draft.replace(place)
