from __future__ import annotations

from pathlib import Path

import pytest

from .reading import read_all, saved


@pytest.mark.parametrize(
    ("content", "title", "body"),
    [
        ("A title\n\nThe text.\n", "A title", "The text.\n"),
        ("\n A  title \r\n\r\n  The text.\r\nMore.\r\n", "A title", "  The text.\r\nMore.\r\n"),
        ("A title\nThe text.", "A title", "The text."),
        ("Only a line.", "Only a line.", "Only a line."),
        ("\ufeffA title\n\nThe text.", "A title", "The text."),
        ("x" * 201 + "\nThe text.", "x" * 80 + "…", "x" * 201 + "\nThe text."),
    ],
)
def test_a_short_first_line_is_the_title(
    tmp_path: Path, content: str, title: str, body: str
) -> None:
    article = read_all(saved(tmp_path / "a.txt", content)).article
    assert (article.title, article.body) == (title, body)
    assert (article.source, article.published, article.url) == ("a.txt", None, None)


def test_another_encoding(tmp_path: Path) -> None:
    text = "Der Präsident erklärte, die Verträge würden nicht verlängert. Später mehr darüber."
    path = saved(tmp_path / "a.txt", f"Verträge\n\n{text}".encode("cp1252"))
    assert read_all(path).article.body == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "It is empty."), (b" \n\n", "It has no text."), (b"\x00\x01\x02\xff" * 40, "not text")],
)
def test_files_without_text(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in read_all(saved(tmp_path / "a.txt", content)).reason
