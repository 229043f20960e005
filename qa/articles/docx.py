"""Word documents (.docx)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph

from qa.articles import blocks
from qa.articles.blocks import Block, render, split_title
from qa.articles.draft import Draft
from qa.articles.raw import Raw, too_large
from qa.errors import UnreadableSource
from qa.settings import Settings

_OLE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .doc files begin, and .docx files that a password encrypts."""

_DAMAGED = (zipfile.BadZipFile, zlib.error, OpcError, KeyError, ValueError, SyntaxError)
"""What opening raises of a file that is none, or broken."""

_HEADING = re.compile(r"Heading (\d)")


def read_docx(raw: Raw, settings: Settings) -> Draft:
    """Headings, paragraphs, lists and tables in the order in which they stand."""
    document = _opened(raw.content(settings.max_source_bytes), settings.max_source_bytes)
    properties = document.core_properties
    title, body = split_title(list(_blocks(document)), properties.title.strip())
    created = properties.created
    return Draft(
        body=render(body),
        title=title,
        published=created.date() if created else None,
        tags=tuple(re.split(r"[,;]", properties.keywords)),
    )


def _opened(data: bytes, limit: int) -> Document:
    if data.startswith(_OLE_FILE):
        raise UnreadableSource(
            "It is password-protected or an old .doc.", "Save it as .docx without a password."
        )
    try:
        # Unpacked, a small file can be a thousand times larger, and all of it is held in memory.
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > limit:
            raise too_large("Its content", limit, unpacked)
        return docx.Document(BytesIO(data))
    except _DAMAGED as error:
        raise UnreadableSource(
            f"It is not a readable Word document ({type(error).__name__}).",
            "Open it in a word processor and save it again.",
        ) from error


def _blocks(document: Document) -> Iterator[Block]:
    number = 0
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            number = 0
            yield from _rows(part)
            continue
        style = part.style.name or "" if part.style else ""
        number = number + 1 if style.startswith("List Number") else 0
        yield _block(part, style, number)


def _block(part: Paragraph, style: str, number: int) -> Block:
    properties = part._p.pPr
    if match := _HEADING.fullmatch(style):
        return blocks.heading(part.text, int(match[1]))
    if style == "Title":
        return blocks.heading(part.text, 1)
    if number:
        return blocks.item(part.text, number)
    if style.startswith("List") or (properties is not None and properties.numPr is not None):
        return blocks.item(part.text)
    if "Quote" in style:
        return blocks.quote(part.text)
    return blocks.paragraph(part.text)


def _rows(table: Table) -> Iterator[Block]:
    for row in table.rows:
        # A merged cell is given once for each column that it spans.
        cells = {cell._tc: cell.text for cell in row.cells}
        yield blocks.row(list(cells.values()))
