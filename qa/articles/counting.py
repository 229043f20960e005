"""How many articles some sources hold, as far as that is told at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qa.articles.origins import Upload, path_of, scheme_of

_CHUNK = 1 << 20
_LINES = (".jsonl", ".ndjson")


def expected(sources: Iterable[str | Path | Upload]) -> int | None:
    """About how many articles will be read; None where only reading would tell.

    A file is one article, one of JSON Lines as many as it has lines. Pages and feeds of the web,
    packed files and what cannot be opened are not told.
    """
    from qa.articles.folder import readable_files  # with all parsers

    total = 0
    for source in sources:
        if isinstance(source, Upload) or scheme_of(source) not in (None, "file"):
            return None
        path = path_of(source)
        files = readable_files(path.resolve()) if path.is_dir() else [path]
        for file in files:
            if not isinstance(file, Path):
                continue
            held = _held(file)
            if held is None:
                return None
            total += held
    return total


def _held(file: Path) -> int | None:
    name = file.name.lower()
    if name.endswith((".gz", ".rss", ".atom", ".xml")):
        return None
    if not name.endswith(_LINES):
        return 1
    lines, last = 0, b"\n"
    try:
        with file.open("rb") as content:
            while chunk := content.read(_CHUNK):
                lines, last = lines + chunk.count(b"\n"), chunk[-1:]
    except OSError:
        return None
    return lines + (last != b"\n")
