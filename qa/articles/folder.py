"""Folders: the files below them, in an order that does not depend on the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qa.articles.kinds import kind_of_name
from qa.records import Skipped


def readable_files(folder: Path) -> Iterator[Path | Skipped]:
    """The readable files below a folder, given as an absolute path, by name and depth first.

    Left out without a word: hidden files and folders, READMEs, and suffixes that are not read.
    Links are followed, to each folder once, so that a loop of links ends. A Skipped stands for
    what cannot be opened.
    """
    visited: set[tuple[int, int]] = set()
    todo = [folder]
    while todo:
        path = todo.pop()
        try:
            if path.is_file() and _is_wanted(path):
                yield path
            if not path.is_dir():
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            inside = [child for child in path.iterdir() if not child.name.startswith(".")]
            todo += sorted(inside, key=lambda child: child.name, reverse=True)
        except OSError as error:
            yield Skipped(path.as_uri(), f"It cannot be opened: {error.strerror}.")


def _is_wanted(path: Path) -> bool:
    return kind_of_name(path.name) is not None and path.stem.lower() != "readme"
