"""The lines of a PDF page, as PDFium finds them, with where they stand."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_HYPHEN = 0x02
"""What PDFium puts in place of a hyphen at the end of a line (older releases: U+FFFE)."""
_ENDS = frozenset({0x0A, 0x0D, _HYPHEN, 0xFFFE})


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. Lengths are in points, from the bottom left corner of the page."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    """Of the font, whichever letters the line holds."""
    hyphenated: bool
    """Whether its last word goes on in the next line."""


def lines_of(page: pypdfium2.PdfPage) -> list[Line]:
    """The lines of a page in reading order, those without text left out."""
    text = page.get_textpage()
    lines: list[Line] = []
    start = 0
    count = text.count_chars()
    codes = [pdfium.FPDFText_GetUnicode(text, index) for index in range(count)]
    for index, code in enumerate([*codes, 0x0A]):
        if code not in _ENDS:
            continue
        line = _line(text, codes, start, index, hyphenated=code not in (0x0A, 0x0D))
        if line:
            lines.append(line)
        start = index + 1
    text.close()
    return lines


def _line(
    text: pypdfium2.PdfTextPage, codes: list[int], start: int, end: int, *, hyphenated: bool
) -> Line | None:
    printed = [index for index in range(start, end) if not chr(codes[index]).isspace()]
    if not printed:
        return None
    left, bottom, _, top = text.get_charbox(printed[0], loose=True)
    right = text.get_charbox(printed[-1], loose=True)[2]
    # Characters outside the BMP come as two UTF-16 units.
    units = "".join(map(chr, codes[start:end])).encode("utf-16-le", "surrogatepass")
    return Line(
        text=units.decode("utf-16-le", "replace").strip(),
        left=left,
        right=right,
        bottom=bottom,
        height=top - bottom,
        hyphenated=hyphenated,
    )
