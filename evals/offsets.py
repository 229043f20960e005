"""Set the offsets of the evidence in a file of questions, from the quotes.

    python -m evals.offsets FILE…

For whoever adds a question: write `{"article": …, "quote": …}` and let this find where it stands.
A quote must stand in its article exactly once; nothing is written until all of them do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.suites import SEEDS, SuiteError
from qa import Settings
from qa.articles import read
from qa.records import Skipped


def bodies(folder: Path) -> dict[str, str]:
    """The bodies of a folder's articles, by their paths below it."""
    found = {}
    for path in sorted(folder.rglob("*.md")):
        for article in read(path, Settings()):
            if not isinstance(article, Skipped):
                found[path.relative_to(folder).as_posix()] = article.body
    return found


def placed(lines: list[dict[str, Any]], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """The lines with the `start` of each piece of evidence. Raises `SuiteError`."""
    for number, line in enumerate(lines, 1):
        for evidence in _evidence(line):
            name, quote = evidence["article"], evidence["quote"]
            times = known.get(name, "").count(quote)
            if times != 1:
                raise SuiteError(
                    f"Line {number}: {quote!r} stands {times} times in {name}.",
                    "Copy it from the article, with as much around it as makes it unique.",
                )
            evidence["start"] = known[name].index(quote)
    return lines


def _evidence(line: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for asked in (line, *line.get("turns", ())):
        yield from asked.get("evidence", ())


def main(files: list[str]) -> None:
    known = bodies(SEEDS)
    told = {file: placed(_lines(file), known) for file in map(Path, files)}
    for file, lines in told.items():
        dumped = (json.dumps(line, ensure_ascii=False) for line in lines)
        file.write_text("".join(f"{line}\n" for line in dumped), encoding="utf-8")


def _lines(file: Path) -> list[dict[str, Any]]:
    text = file.read_text(encoding="utf-8").removesuffix("\n")
    return [json.loads(line) for line in text.split("\n")]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SuiteError as error:
        sys.exit(str(error))
