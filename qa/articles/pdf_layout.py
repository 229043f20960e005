"""Printed lines → the paragraphs, headings and lists they were set from.

A PDF knows where letters stand, not what belongs together. The rules here are those a reader goes
by: space, size, indentation, a last line that stops short.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from qa.articles import blocks
from qa.articles.blocks import Block
from qa.articles.pdf_lines import Line

WIDE_GAP = 1.25
"""Line distance, in usual line distances, from which a new paragraph begins."""
LARGE_TYPE = 1.15
"""Type size, in usual sizes, from which a line is a heading."""
INDENT = 0.8
"""Indentation, in type sizes, that begins a paragraph."""
SHORT_LINE = 0.85
"""Share of the text width under which a line that ends a sentence ends its paragraph."""
HEADING_CHARS = 200
EDGE_LINES = 2
"""Lines at the top and at the bottom of a page that may be a running header or footer."""
REPEATED_ON = 0.4
"""Share of the pages that repeats a running header: left and right pages may have their own."""

_PAGE_NUMBER = re.compile(
    r"\W*(page|p\.|seite)?\s*\d{1,4}(\s*(of|/|von)\s*\d{1,4})?\W*", re.IGNORECASE
)
_BULLET = re.compile(r"[•‣▪●◦·–*-]\s+")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*$")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": ""}
)


def blocks_of_pages(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """The blocks of a document; running headers, footers and page numbers are left out."""
    lines = [line for page in _without_edges(pages) for line in page]
    if not lines:
        return []
    shape = _Shape(lines)
    words = Counter(re.findall(r"\w+-\w+", " ".join(line.text for line in lines)))
    return [_block(group, shape, words) for group in _groups(lines, shape)]


class _Shape:
    """What is usual in a document: the type size, line distance and line width of its body."""

    def __init__(self, lines: Sequence[Line]) -> None:
        # Weighted by length, so that a page of short headings does not count as the body.
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.height, 1)] += len(line.text)
        self.height = sizes.most_common(1)[0][0]
        body = [line for line in lines if abs(line.height - self.height) < 0.1 * self.height]
        widths = sorted(line.right - line.left for line in body) or [0.0]
        self.width = widths[int(0.9 * (len(widths) - 1))]
        distances = [a.bottom - b.bottom for a, b in pairwise(body)]
        near = [distance for distance in distances if 0 < distance < 3 * self.height]
        self.distance = median(near) if near else 1.2 * self.height

    def is_large(self, line: Line) -> bool:
        return line.height > LARGE_TYPE * self.height

    def breaks_between(self, above: Line, below: Line) -> bool:
        """Whether a new paragraph begins with the second of two lines that follow each other."""
        if above.hyphenated:
            return False
        if _BULLET.match(below.text) or _NUMBER.match(below.text):
            return True
        if abs(above.height - below.height) > 0.1 * self.height:
            return True
        ended = bool(_SENTENCE_END.search(above.text))
        distance = above.bottom - below.bottom
        if distance <= 0:
            return ended or self.is_large(above)
        scale = max(1.0, above.height / self.height)
        indented = below.left - above.left > INDENT * below.height
        short = above.right - above.left < SHORT_LINE * self.width
        return distance > WIDE_GAP * scale * self.distance or (ended and (indented or short))


def _groups(lines: Sequence[Line], shape: _Shape) -> Iterator[list[Line]]:
    group = [lines[0]]
    for above, below in pairwise(lines):
        if shape.breaks_between(above, below):
            yield group
            group = []
        group.append(below)
    yield group


def _block(group: Sequence[Line], shape: _Shape, compounds: Counter[str]) -> Block:
    text = _joined(group, compounds).translate(_LIGATURES)
    if shape.is_large(group[0]) and len(text) <= HEADING_CHARS:
        return blocks.heading(text, 2)
    if match := _BULLET.match(text):
        return blocks.item(text[match.end() :])
    if match := _NUMBER.match(text):
        return blocks.item(text[match.end() :], int(match[1]))
    return blocks.paragraph(text)


def _joined(group: Sequence[Line], compounds: Counter[str]) -> str:
    """One line of text; a word divided between lines is whole again.

    Its hyphen stays where the document writes the same word with one in the middle of a line.
    """
    text = group[0].text
    for above, below in pairwise(group):
        if not above.hyphenated:
            text = f"{text} {below.text}"
            continue
        start = re.search(r"\w*$", text)
        end = re.match(r"\w*", below.text)
        compound = f"{start[0] if start else ''}-{end[0] if end else ''}"
        text = f"{text}{'-' if compound in compounds else ''}{below.text}"
    return text


def _without_edges(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    edges = [_edges(page) for page in pages]
    seen = Counter(key for page in edges for key in {_running(line) for line in page})
    enough = max(2.0, REPEATED_ON * len(pages))
    return [
        [
            line
            for line in page
            if line not in edge
            or (seen[_running(line)] < enough and not _PAGE_NUMBER.fullmatch(line.text))
        ]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: Sequence[Line]) -> list[Line]:
    """The highest and the lowest lines, wherever they come in reading order."""
    by_height = sorted(page, key=lambda line: line.bottom)
    return by_height[:EDGE_LINES] + by_height[-EDGE_LINES:]


def _running(line: Line) -> tuple[str, int]:
    """What the running lines of different pages have in common: words and place, not numbers."""
    return re.sub(r"\d+", "#", line.text), round(line.bottom)
