"""Collections side by side in one folder: which there are, and what a new one may be called."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from qa.collection import database, manifest
from qa.errors import CollectionError, QAError

_LONGEST_NAME = 60
_NAME = re.compile(rf"[\w -]{{1,{_LONGEST_NAME}}}")


def collections(folder: str | Path) -> list[Path]:
    """The folders directly in one that hold a collection, by name; none if it is not there.

    Raises `CollectionError` if the folder cannot be read.
    """
    folder = Path(folder)
    try:
        return sorted(inside for inside in folder.iterdir() if _holds_one(inside))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CollectionError(
            f"The folder {folder} cannot be read ({error.strerror}).",
            "Name a folder of collections, or change its permissions.",
        ) from error


def _holds_one(folder: Path) -> bool:
    try:
        return all((folder / file).is_file() for file in (manifest.FILE, database.FILE))
    except OSError:  # it is somebody else's
        return False


def collection_name(name: str) -> str:
    """What somebody wants to call a new collection, as the name of its folder.

    1 to 60 letters, digits, spaces, `-` and `_`: no path, and nothing hidden. Spaces around it are
    left out. Raises `QAError` for anything else.
    """
    composed = unicodedata.normalize("NFC", name).strip()
    if not _NAME.fullmatch(composed):
        raise QAError(
            f"A collection cannot be called {name[:_LONGEST_NAME]!r}.",
            f"Choose 1 to {_LONGEST_NAME} letters, digits, spaces, hyphens and underscores.",
        )
    return composed
