"""The kinds of document that are read, and how each is told from a name or a content type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from qa.articles.docx import read_docx
from qa.articles.draft import Draft, article_from
from qa.articles.feed import read_feed
from qa.articles.html import read_html
from qa.articles.jsonl import read_jsonl
from qa.articles.markdown import read_markdown
from qa.articles.pdf import read_pdf
from qa.articles.raw import Raw
from qa.articles.text import read_text
from qa.records import Article, Skipped
from qa.settings import Settings

Read = Callable[[Raw, Settings], Iterator[Article | Skipped]]


_SHORT_MARKDOWN = 50_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document; `read` raises UnreadableSource where there is nothing to go on with."""

    name: str
    suffixes: tuple[str, ...]
    content_types: tuple[str, ...]
    read: Read
    isolated_from: int | None = 0
    """The bytes from which on a document is read in a process of its own; None: whatever its size,
    reading it takes about as long and as much memory as copying it."""


def _one(draft_of: Callable[[Raw, Settings], Draft]) -> Read:
    """A reader of documents that are one article each."""

    def read(raw: Raw, settings: Settings) -> Iterator[Article | Skipped]:
        draft = draft_of(raw, settings)
        draft = replace(draft, url=draft.url or raw.url)
        yield article_from(draft, raw.origin, raw.name, raw.stem)

    return read


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MARKDOWN = Kind(
    "Markdown",
    (".md", ".markdown"),
    ("text/markdown",),
    _one(read_markdown),
    isolated_from=_SHORT_MARKDOWN,
)
TEXT = Kind("text", (".txt",), ("text/plain",), _one(read_text), isolated_from=None)
HTML = Kind(
    "HTML", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), _one(read_html)
)
PDF = Kind("PDF", (".pdf",), ("application/pdf", "application/x-pdf"), _one(read_pdf))
DOCX = Kind("Word", (".docx",), (_WORD,), _one(read_docx))
JSONL = Kind(
    "JSON Lines",
    (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"),
    ("application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/json"),
    read_jsonl,
    isolated_from=None,
)
FEED = Kind(
    "feed",
    (".rss", ".atom", ".xml"),
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
    read_feed,
)
KINDS = (MARKDOWN, TEXT, HTML, PDF, DOCX, JSONL, FEED)
SEVERAL = (JSONL, FEED)
"""Kinds that hold more than one article."""
READABLE = "Readable are " + " ".join(suffix for kind in KINDS for suffix in kind.suffixes) + "."

# Content types that say no more than how to store the bytes.
_VAGUE = frozenset(
    {"", "text/plain", "text/xml", "application/xml", "application/octet-stream"}
    | {"binary/octet-stream", "application/gzip", "application/x-gzip", "application/zip"}
)
_SNIFFED_BYTES = 2048
_SIGNS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"%PDF-"), PDF),
    (re.compile(rb"PK\x03\x04"), DOCX),
    (re.compile(rb"\x1f\x8b|\s*\{"), JSONL),
    (re.compile(rb"(?is)\s*<.*?<?(!doctype html|html)\b"), HTML),
    (re.compile(rb"(?is)\s*<.*?<?(rss|feed|rdf:rdf)\b"), FEED),
    (re.compile(rb"\s*<"), HTML),
    (re.compile(rb""), TEXT),
)
"""How documents begin, the first that fits."""


def kind_of_name(name: str) -> Kind | None:
    """The kind of a file by its suffix."""
    return next((kind for kind in KINDS if name.lower().endswith(kind.suffixes)), None)


def kind_of_download(content_type: str, name: str, data: bytes) -> Kind | None:
    """The kind of a download: by its content type, where that is vague by its name or beginning."""
    stated = next((kind for kind in KINDS if content_type in kind.content_types), None)
    if content_type not in _VAGUE:
        return stated
    head = data[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf")
    sniffed = next(kind for sign, kind in _SIGNS if sign.match(head))
    return kind_of_name(name) or stated or sniffed
