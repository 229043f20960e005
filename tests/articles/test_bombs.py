"""Small documents that unfold, and large ones that are all parts: the next one is read."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pytest

from qa.articles import Upload
from qa.articles.process import ReadingProcess
from qa.articles.sources import read
from qa.records import Article, Skipped
from qa.settings import Settings

from .test_hostile import is_sound, pdf, word

LIMITS = Settings(read_timeout=4, read_memory=1_000_000_000)
_PATIENCE = 20
"""Seconds: those of the limits, and what a busy machine takes to notice."""


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess() as started:
        yield started


def swollen() -> bytes:
    """A page whose content is two gigabytes of spaces, packed twice."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 20_000_000) for _ in range(100)) + packer.flush()
    stream = zlib.compress(packed, 9)
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream"
        % (len(stream), stream),
    )


def branching() -> bytes:
    """A page tree each of whose nodes has the next one ten times: 10^9 pages of one object each."""
    nodes = [
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (10**level, b"%d 0 R " % (12 - level) * 10)
        for level in range(9, 0, -1)
    ]
    page = b"<</Type/Page/Parent 11 0 R/MediaBox[0 0 9 9]>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", *nodes, page, page)


def paged() -> bytes:
    """Two hundred thousand empty pages."""
    count = 200_000
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        *[page] * count,
    )


def crowded() -> bytes:
    """A Word document beside a hundred thousand empty parts."""
    data = io.BytesIO(word())
    with zipfile.ZipFile(data, "a") as archive:
        for number in range(100_000):
            archive.writestr(f"word/media/{number}.xml", b"")
    return data.getvalue()


def understated() -> bytes:
    """A Word document that says its text is short, and unfolds to a gigabyte."""
    source = zipfile.ZipFile(io.BytesIO(word()))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in source.infolist():
            text = source.read(item)
            if item.filename == "word/document.xml":
                text += b" " * 1_000_000_000
            archive.writestr(item.filename, text)
    unfolded = len(source.read("word/document.xml")) + 1_000_000_000
    return data.getvalue().replace(unfolded.to_bytes(4, "little"), b"\xff\x0f\0\0")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        *(("a.pdf", swollen), ("a.pdf", branching), ("a.pdf", paged)),
        *(("a.docx", crowded), ("a.docx", understated)),
        ("a.txt", lambda: b"Line.\n" * 1_000_000),
        ("a.md", lambda: b"Line.\n\n" * 500_000),
        ("a.md", lambda: b"- " * 100_000),
        ("a.html", lambda: b"<p>Line.</p>" * 500_000),
        ("a.xml", lambda: b"<rss><channel>" + b"<item><title>T</title></item>" * 200_000),
        ("a.jsonl", lambda: b"\n" * 3_000_000 + b'{"title": "T", "body": "Text."}\n'),
    ],
    ids=lambda made: made.__name__ if callable(made) else made,
)
def test_it_ends_within_the_limits_and_the_next_is_read(
    process: ReadingProcess, name: str, made: Callable[[], bytes]
) -> None:
    data = made()
    started = time.monotonic()
    found = list(read(Upload(name, data), LIMITS, process.read))
    assert time.monotonic() - started < _PATIENCE
    assert found
    for one in found[:10]:
        if isinstance(one, Skipped) or len(one.body) < 100_000:
            is_sound(one)
    (after,) = read(Upload("b.docx", word()), LIMITS, process.read)
    assert isinstance(after, Article)
