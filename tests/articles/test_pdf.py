from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fpdf import FPDF
from pypdfium2 import PdfPage

from qa.articles.pdf_lines import Line, lines_of

from .reading import read_all, saved

SENTENCE = (
    "Serbia had planned to procure Bayraktar drones from Turkey for several years, a plan that "
    "the president had praised on many occa\u00adsions and in many places across the region. "
)


class Paper(FPDF):
    """Pages with a running header and a page number."""

    def header(self) -> None:
        self.set_font("Helvetica", size=9)
        self.cell(0, 8, f"The Daily Example, no. {self.page_no()}", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=9)
        self.cell(0, 8, f"Page {self.page_no()}", align="C")

    def text_block(self, text: str) -> None:
        self.set_font("Helvetica", size=11)
        self.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(3)

    def headline(self, text: str) -> None:
        self.set_font("Helvetica", style="B", size=17)
        self.cell(0, 12, text, new_x="LMARGIN", new_y="NEXT")


def paper(title: str = "Order cancelled") -> Paper:
    pdf = Paper()
    pdf.set_title(title)
    pdf.set_keywords("war, sky")
    pdf.set_creation_date(datetime(2024, 10, 11, 8, tzinfo=UTC))
    pdf.add_page()
    return pdf


def written(path: Path, pdf: FPDF) -> Path:
    return saved(path, bytes(pdf.output()))


def test_metadata_survives(tmp_path: Path) -> None:
    pdf = paper()
    pdf.text_block(SENTENCE)
    article = read_all(written(tmp_path / "report.pdf", pdf)).article
    assert (article.title, article.source) == ("Order cancelled", "report.pdf")
    assert article.published == date(2024, 10, 11)
    assert article.tags == ("war", "sky")
    assert article.id.startswith("report-")


def test_lines_are_joined_to_paragraphs_and_pages_to_one_text(tmp_path: Path) -> None:
    pdf = paper()
    pdf.headline("Order cancelled")
    for _ in range(14):
        pdf.text_block(SENTENCE * 3)
    pdf.headline("What comes next")
    pdf.text_block("- first point")
    pdf.text_block("- second point")
    assert pdf.pages_count >= 2
    paragraph = (SENTENCE * 3).replace("\u00ad", "").strip()
    end = "## What comes next\n\n- first point\n- second point"
    assert read_all(written(tmp_path / "a.pdf", pdf)).article.body == "\n\n".join(
        [paragraph] * 14 + [end]
    )


def test_a_compound_keeps_its_hyphen(tmp_path: Path) -> None:
    pdf = paper()
    pdf.text_block("The long-term plan " + "is old. " * 10 + "A plan for the long-\nterm future.")
    body = read_all(written(tmp_path / "a.pdf", pdf)).article.body
    assert body.endswith("A plan for the long-term future.")


@pytest.mark.parametrize("stated", ["", "Microsoft Word - draft 3.docx", "untitled", "report"])
def test_a_title_that_says_nothing_gives_way_to_the_headline(tmp_path: Path, stated: str) -> None:
    pdf = paper(stated)
    pdf.headline("The headline")
    pdf.text_block(SENTENCE)
    pdf.add_page()
    article = read_all(written(tmp_path / "report.pdf", pdf)).article
    assert article.title == "The headline"
    assert article.body == SENTENCE.replace("\u00ad", "").strip()


def test_a_number_inside_the_text_is_no_page_number(tmp_path: Path) -> None:
    pdf = paper()
    for text in ("Before it.", "One of them.", "1984", "Another one.", "After it."):
        pdf.text_block(text)
    assert "1984" in read_all(written(tmp_path / "a.pdf", pdf)).article.body


def encrypted() -> FPDF:
    pdf = paper()
    pdf.text_block(SENTENCE)
    pdf.set_encryption(owner_password="owner", user_password="user")
    return pdf


def drawn() -> FPDF:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50, style="F")
    return pdf


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (encrypted, "It is protected by a password. Save a copy without one."),
        (drawn, "It has no text, only images or empty pages. Add a text layer"),
    ],
)
def test_pdfs_that_hide_their_text(tmp_path: Path, pdf: object, reason: str) -> None:
    assert callable(pdf)
    assert reason in read_all(written(tmp_path / "a.pdf", pdf())).reason


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"not a pdf", b"%PDF-1.7\n" + bytes(5000)])
def test_damaged_pdfs(tmp_path: Path, content: bytes) -> None:
    assert "damaged or cut off" in read_all(saved(tmp_path / "a.pdf", content)).reason


def test_a_pdf_that_is_cut_off(tmp_path: Path) -> None:
    pdf = paper()
    pdf.text_block(SENTENCE)
    path = written(tmp_path / "a.pdf", pdf)
    path.write_bytes(path.read_bytes()[:400])
    assert "damaged or cut off" in read_all(path).reason


def test_threads_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # PDFium crashes only now and then when two threads are in it.
    inside = 0

    def watched(page: PdfPage) -> list[Line]:
        nonlocal inside
        inside += 1
        time.sleep(0.02)
        assert inside == 1
        inside -= 1
        return lines_of(page)

    monkeypatch.setattr("qa.articles.pdf.lines_of", watched)
    pdf = paper()
    pdf.text_block(SENTENCE)
    path = written(tmp_path / "a.pdf", pdf)
    with ThreadPoolExecutor(4) as pool:
        bodies = [found.article.body for found in pool.map(read_all, [path] * 8)]
    assert len(set(bodies)) == 1
