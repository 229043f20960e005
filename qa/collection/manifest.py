"""What a collection was built with, in one small file that opening checks first."""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa.errors import CollectionError

FORMAT = 1
FILE = "manifest.json"
_DIGEST = "sha256"

# Seconds after which a draft is what a killed process left, however slow the disk.
ABANDONED_AFTER = 3_600


class DamagedManifest(CollectionError):
    """A manifest that is no longer what was written."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The choices that every passage and vector of a collection shares."""

    collection: str
    """Names this collection, so that derived files of another are recognised."""
    embedder: str
    dimension: int
    passage_tokens: int
    passage_overlap: int
    format: int = FORMAT

    @classmethod
    def new(
        cls, *, embedder: str, dimension: int, passage_tokens: int, passage_overlap: int
    ) -> Manifest:
        return cls(uuid.uuid4().hex, embedder, dimension, passage_tokens, passage_overlap)


def read(folder: Path, database: str) -> Manifest | None:
    """The manifest of a collection; None where the folder is absent, empty or was never finished.

    Raises `CollectionError` for a folder of something else, and for a manifest that is damaged or
    of a later format.
    """
    file = folder / FILE
    try:
        if not file.exists() and (not folder.exists() or _unfinished(folder, database)):
            return None
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if found["format"] > FORMAT:
            raise CollectionError(
                f"The index {folder} was written by a later version of this program"
                f" (format {found['format']}, this one reads {FORMAT}).",
                "Upgrade, or ingest into another folder with --index.",
            )
        digest = found.pop(_DIGEST, None)
        if digest not in (None, _digest(found)):
            raise ValueError("The digest is of something else.")
        return Manifest(**found)
    except FileNotFoundError:
        raise CollectionError(
            f"{folder} holds something else than an index.",
            "Name an empty or a new folder with --index.",
        ) from None
    except OSError as error:
        raise CollectionError(
            f"The index folder {folder} cannot be read ({error.strerror}).",
            "Name another with --index, or change its permissions.",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedManifest(
            f"The manifest of the index, {file}, is damaged.",
            "Restore it from a backup, or write it anew with `qa doctor --repair`, under the"
            " settings that the index was built with.",
        ) from error


def _unfinished(folder: Path, database: str) -> bool:
    """Whether a folder holds only what a process leaves that died while it started a collection."""
    return all(file.name.startswith((database, f".{FILE}.")) for file in folder.iterdir())


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest whole or not at all."""
    content = asdict(manifest)
    content[_DIGEST] = _digest(content)
    replace(folder / FILE, json.dumps(content, indent=2).encode() + b"\n")


def _digest(content: dict[str, Any]) -> str:
    """Of all that a manifest says; those of earlier versions of this program have none."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def replace(file: Path, content: bytes | memoryview) -> None:
    """Give a file new content so that a crash leaves the old one or the new one."""
    for left in file.parent.glob(f".{file.name}.*.tmp"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED_AFTER:
                left.unlink()
    draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
