from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document

from .reading import read_all, saved


def written(path: Path, write: Callable[[Document], object]) -> Path:
    document = docx.Document()
    write(document)
    document.save(str(path))
    return path


def report(document: Document) -> None:
    properties = document.core_properties
    properties.title, properties.author = "Drone report", "A. Writer"
    properties.created, properties.keywords = datetime(2024, 10, 11, 8), "war; sky"
    document.add_heading("Drone report", 0)
    document.add_paragraph("Before the table.")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Year", "Drones", "2023", "12"), strict=True):
        cell.text = text
    table.add_row().cells[0].merge(table.rows[2].cells[1]).text = "Both columns"
    document.add_heading("Part", 2)
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    document.add_paragraph("Said so.", style="Quote")
    document.add_paragraph("After ").add_run("bold").bold = True


def test_metadata_survives_and_the_author_is_not_the_source(tmp_path: Path) -> None:
    article = read_all(written(tmp_path / "a.docx", report)).article
    assert (article.title, article.source) == ("Drone report", "a.docx")
    assert article.published == date(2024, 10, 11)
    assert article.tags == ("war", "sky")


def test_the_body_keeps_the_order_of_the_document(tmp_path: Path) -> None:
    assert read_all(written(tmp_path / "a.docx", report)).article.body == "\n".join(
        (
            "Before the table.",
            "",
            "| Year | Drones |",
            "| 2023 | 12 |",
            "",
            "Both columns",
            "",
            "## Part",
            "",
            "- one",
            "1. first",
            "2. second",
            "",
            "> Said so.",
            "",
            "After bold",
        )
    )


def test_without_a_title_the_first_heading_is_it(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.core_properties.title = ""
        document.add_heading("The heading", 1)
        document.add_paragraph("Text.")

    article = read_all(written(tmp_path / "a.docx", write)).article
    assert (article.title, article.body) == ("The heading", "Text.")


def zipped(**parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "It is empty."),
        (b"not a zip", "It is not a readable Word document"),
        (zipped(other="x"), "It is not a readable Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "password-protected or an old .doc"),
    ],
)
def test_broken_documents(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in read_all(saved(tmp_path / "a.docx", content)).reason


def test_a_document_that_is_cut_off(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", report)
    path.write_bytes(path.read_bytes()[:-2000])
    assert "It is not a readable Word document" in read_all(path).reason


def test_a_document_without_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", lambda document: document.add_paragraph(" "))
    assert read_all(path).reason == "It has no text."


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", lambda document: document.add_paragraph("a" * 5_000_000))
    assert path.stat().st_size < 100_000
    reason = read_all(path, max_source_bytes=1_000_000).reason
    assert reason.startswith("Its content has 5,")
    assert "more than the 1,000,000 bytes allowed. Set QA_MAX_SOURCE_BYTES" in reason
