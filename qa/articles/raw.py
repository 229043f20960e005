"""What a reader is handed: some bytes, and where they came from."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from qa.errors import UnreadableSource
from qa.records import Article


@dataclass(frozen=True, slots=True)
class Raw:
    """A file or a download, not yet read."""

    origin: str
    name: str
    """Its file name, or the last segment of its URL."""
    open: Callable[[], BinaryIO]
    url: str | None = None
    """The address it was downloaded from, redirects followed; None for a file."""
    charset: str | None = None
    """The encoding the server declared."""
    follow: Callable[[str], Article] | None = None
    """Reads the page at a URL that it links to, or raises UnreadableSource; None for a file, since
    reading files downloads nothing."""

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    @property
    def size(self) -> int:
        """In bytes."""
        with self.open() as stream:
            return stream.seek(0, io.SEEK_END)

    def content(self, limit: int) -> bytes:
        """All its bytes. Raises UnreadableSource when there are none, or more than the limit."""
        with self.open() as stream:
            size = stream.seek(0, io.SEEK_END)
            if size > limit:
                raise too_large("It", limit, size)
            stream.seek(0)
            data = stream.read(size)
        if not data:
            raise UnreadableSource("It is empty.")
        return data


def too_large(what: str, limit: int, size: int | None = None) -> UnreadableSource:
    """The error for something over `Settings.max_source_bytes`."""
    measured = f"{what} has {size:,} bytes, more" if size else f"{what} is larger"
    return UnreadableSource(
        f"{measured} than the {limit:,} bytes allowed.", "Set QA_MAX_SOURCE_BYTES to allow more."
    )
