r"""How much of an article is found in its web page, and how much of the page is taken for it.

    python -m benchmarks.extraction --data DIR/html

Over the pages `ID.html.gz` of a folder whose `ground_truth.jsonl` (gzipped or not) holds the body
of each (`_id`, `url`, `text`). Tokens are the runs of word characters (`\w+`), in lower case; the
marks of light Markdown are taken off before. A page's precision and recall are the sizes of the
multiset intersection of extracted and gold tokens over the extracted and over the gold ones; its
F1 is their harmonic mean. All three are 0 for a page without result. Means are over pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import trafilatura

from qa.articles.blocks import render
from qa.articles.encoding import decode
from qa.articles.html import OPTIONS, body_blocks, extract, read_html
from qa.articles.raw import Raw
from qa.errors import UnreadableSource
from qa.settings import Settings

Extract = Callable[[str], str]
"""The HTML of a page → the body of its article, empty if there is none."""

_MARKS = re.compile(r"^(?:#{1,6} |- |\d+\. |> |\| )| \|$|(?<= )\|(?= )|^[|\s:-]+$", re.MULTILINE)


class Score(NamedTuple):
    precision: float
    recall: float
    f1: float


class Page(NamedTuple):
    html: str
    gold: str


def score(extracted: str, gold: str) -> Score:
    """Token overlap of one page, as the module defines it."""
    found = Counter(re.findall(r"\w+", _MARKS.sub("", extracted).lower()))
    wanted = Counter(re.findall(r"\w+", gold.lower()))
    if not (common := (found & wanted).total()):
        return Score(0.0, 0.0, 0.0)
    precision, recall = common / found.total(), common / wanted.total()
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def mean_score(extract_body: Extract, pages: Iterable[Page]) -> Score:
    """The mean over pages; each page counts the same."""
    scores = [score(extract_body(page.html), page.gold) for page in pages]
    return Score(*(sum(column) / len(scores) for column in zip(*scores, strict=True)))


def pages_of(folder: Path) -> Iterator[Page]:
    """The pages of a benchmark folder, in the order of its gold file."""
    for row in _gold_rows(folder):
        packed = (folder / f"{row['_id']}.html.gz").read_bytes()
        yield Page(decode(gzip.decompress(packed)), row["text"])


def body_of(html: str) -> str:
    """The body as `qa` reads it."""
    raw = Raw(origin="", name="page.html", open=lambda: BytesIO(html.encode()))
    try:
        return read_html(raw, Settings()).body
    except UnreadableSource:
        return ""


def _gold_rows(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("ground_truth.jsonl*")):
        data = path.read_bytes()
        text = gzip.decompress(data) if path.suffix == ".gz" else data
        yield from map(json.loads, text.splitlines())


def _tree(**options: bool) -> Extract:
    def body(html: str) -> str:
        found = extract(html, options)
        return render(body_blocks(found)) if found else ""

    return body


def _printed(output_format: str, **options: Any) -> Extract:
    def body(html: str) -> str:
        found = trafilatura.extract(
            html, output_format=output_format, include_comments=False, **options
        )
        return found or ""

    return body


COMPARED: dict[str, Extract] = {
    "qa: precise, title taken out": body_of,
    "precise": _tree(**OPTIONS),
    "precise, no tables": _tree(**OPTIONS, include_tables=False),
    "precise, no second extractor": _tree(**OPTIONS, fast=True),
    "balanced": _tree(),
    "balanced, no second extractor": _tree(fast=True),
    "recall": _tree(favor_recall=True),
    "trafilatura's own Markdown, precise": _printed("markdown", **OPTIONS),
    "trafilatura's own text, precise": _printed("txt", **OPTIONS),
    "trafilatura's own text, balanced": _printed("txt"),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with the pages and the gold"
    )
    pages = list(pages_of(parser.parse_args().data))
    sys.stdout.write(f"{len(pages)} pages\n{'':37}precision  recall     F1\n")
    for name, extract_body in COMPARED.items():
        means = mean_score(extract_body, pages)
        sys.stdout.write(f"{name:37}{means.precision:9.4f}{means.recall:8.4f}{means.f1:7.4f}\n")


if __name__ == "__main__":
    main()
