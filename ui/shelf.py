"""The collections side by side in a folder, each opened once."""

from __future__ import annotations

import threading
from pathlib import Path

from qa import Assistant, CollectionError, collection_name, collections


class Shelf:
    """Assistants by the name of their collection; safe between threads.

    The first is the one that was given; the others lie in the folder beside it and are opened,
    with the same models, when somebody asks for them.
    """

    def __init__(self, assistant: Assistant) -> None:
        folder = Path(assistant.collection.folder).resolve()
        self.first = folder.name
        self._folder = folder.parent
        self._open = {folder.name: assistant}
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Of all collections there are, sorted."""
        found = {folder.name for folder in collections(self._folder)}
        return sorted(found | {self.first}, key=str.casefold)

    def assistant(self, name: str | None) -> Assistant:
        """The assistant of a collection; of none, the first. Raises `CollectionError`."""
        name = name or self.first
        with self._lock:
            if name not in self._open:
                if name not in self.names():
                    raise CollectionError(
                        f"There is no collection {name!r} any more.", "Choose another."
                    )
                self._open[name] = self._open[self.first].beside(self._folder / name)
            return self._open[name]

    def create(self, name: str) -> str:
        """Start an empty collection; returns its name. Raises `QAError` for one that cannot be."""
        name = collection_name(name)
        with self._lock:
            if name in self.names():
                raise CollectionError(f"There is a collection {name!r} already.", "Choose it.")
            self._open[name] = self._open[self.first].beside(self._folder / name)
        return name

    def close(self) -> None:
        """Close what was opened here; the first belongs to who gave it."""
        for name, assistant in self._open.items():
            if name != self.first:
                assistant.close()
