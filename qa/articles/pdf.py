"""PDF files that have a text layer."""

from __future__ import annotations

import re
import threading
from pathlib import PurePath

import pypdfium2

from qa.articles.blocks import render, split_title
from qa.articles.dates import pdf_day
from qa.articles.draft import Draft, one_line
from qa.articles.pdf_layout import blocks_of_pages
from qa.articles.pdf_lines import Line, lines_of
from qa.articles.raw import Raw
from qa.errors import UnreadableSource
from qa.settings import Settings

# PDFium must not be called from two threads at once.
_PDFIUM = threading.Lock()

# Titles that a word processor filled in are file names, or the name of the program.
_FILLED_IN_TITLE = re.compile(
    r"untitled.*|(microsoft )?(word|powerpoint)\b.*|.*\.(docx?|pptx?|odt|tex|dvi|indd|pdf)",
    re.IGNORECASE,
)


def read_pdf(raw: Raw, settings: Settings) -> Draft:
    """The text page by page, its lines joined into paragraphs again."""
    data = raw.content(settings.max_source_bytes)
    with _PDFIUM:
        metadata, pages = _pages(data)
    if not any(pages):
        raise UnreadableSource(
            "It has no text, only images or empty pages.",
            "Add a text layer to a scan by OCR, for instance with ocrmypdf.",
        )
    stated = one_line(metadata.get("Title", ""))
    title = (
        "" if _FILLED_IN_TITLE.fullmatch(stated) or stated == PurePath(raw.name).stem else stated
    )
    title, blocks = split_title(blocks_of_pages(pages), title)
    return Draft(
        body=render(blocks),
        title=title,
        published=pdf_day(metadata.get("CreationDate", "")),
        tags=tuple(re.split(r"[,;]", metadata.get("Keywords", ""))),
    )


def _pages(data: bytes) -> tuple[dict[str, str], list[list[Line]]]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = []
            for page in document:
                pages.append(lines_of(page))
                page.close()
            return document.get_metadata_dict(), pages
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableSource(
                "It is protected by a password.", "Save a copy without one."
            ) from None
        raise UnreadableSource(
            "It is not a readable PDF; it may be damaged or cut off.", "Get or export it again."
        ) from None
