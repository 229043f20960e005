"""JSON Lines: one article a line, read one line at a time."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from typing import Any

from qa.articles.draft import Draft, article_from
from qa.articles.encoding import marked_encoding
from qa.articles.fields import draft_of
from qa.articles.origins import fragment_origin
from qa.articles.raw import Raw, too_large
from qa.errors import UnreadableSource
from qa.records import Article, Skipped
from qa.settings import Settings

_GZIP_MARK = b"\x1f\x8b"
_CHUNK = 1 << 20


def read_jsonl(raw: Raw, settings: Settings) -> Iterator[Article | Skipped]:
    """The articles of a file, gzipped or not, and one Skipped for each line that is none.

    A line is an object with `title` and `body` (or `text`), and what else `fields.draft_of` takes.
    Its origin is the file's, `#`, and its id, else its URL, else a digest of title and body.
    Raises UnreadableSource, after the articles before it, where the file itself is broken.
    """
    first_with: dict[str, int] = {}
    with ExitStack() as files:
        stream = _opened(raw, files)
        for number, line in enumerate(_lines(stream, settings.max_source_bytes), start=1):
            if line is not None and not line.strip():
                continue
            try:
                draft = _draft(line, settings.max_source_bytes)
                origin = fragment_origin(raw.origin, _key(draft))
                _check_first(first_with.setdefault(origin, number), number)
                yield article_from(draft, origin, raw.name, stem="")
            except UnreadableSource as error:
                yield Skipped(raw.origin, f"Line {number}: {error}")


def _opened(raw: Raw, files: ExitStack) -> io.BufferedReader:
    """The bytes of the lines, unpacked and past a byte order mark."""
    stream = files.enter_context(_peekable(raw.open()))
    if stream.peek().startswith(_GZIP_MARK):
        stream = files.enter_context(_peekable(gzip.GzipFile(fileobj=stream)))
    with _unpacking():
        head = stream.peek()
    if not head:
        raise UnreadableSource("It is empty.")
    if head.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    elif marked_encoding(head) or b"\0" in head:
        raise UnreadableSource("It is not UTF-8 text.", "Save it as UTF-8.")
    # One Skipped for each line of such a file would bury the rest of a report.
    if head.split(b"\n", 1)[0].strip() in (b"[", b"{"):
        raise UnreadableSource(
            "It is JSON spread over lines.", "Write one object a line, without commas between."
        )
    return stream


def _peekable(stream: Any) -> io.BufferedReader:
    """A stream whose beginning can be looked at; typeshed knows fewer such than there are."""
    return io.BufferedReader(stream)


def _lines(stream: io.BufferedReader, limit: int) -> Iterator[bytes | None]:
    """The lines, each at most `limit` bytes in memory; None stands for a longer one."""
    with _unpacking():
        while line := stream.readline(limit + 1):
            too_long = len(line) > limit and not line.endswith(b"\n")
            yield None if too_long else line
            while too_long and (line := stream.readline(_CHUNK)):
                too_long = not line.endswith(b"\n")


@contextmanager
def _unpacking() -> Iterator[None]:
    """What gzip says of a damaged file, as an UnreadableSource."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableSource("Its gzip data is damaged or cut off.") from error


def _draft(line: bytes | None, limit: int) -> Draft:
    if line is None:
        raise too_large("It", limit)
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise UnreadableSource("It is not UTF-8.", "Save the file as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"It is not JSON: {error}.") from None
    if not isinstance(fields, dict):
        raise UnreadableSource("It is not a JSON object.")
    body = fields["text"] if fields.get("body") is None and "text" in fields else fields.get("body")
    if not isinstance(body, str):
        raise UnreadableSource("It has no text.", "Give each object a `body` or a `text`.")
    return draft_of(fields, body)


def _key(draft: Draft) -> str:
    """What tells a line from the others of its file, whatever order they stand in."""
    digest = sha256(f"{draft.title}\n{draft.body}".encode("utf-8", "surrogatepass")).hexdigest()
    return draft.id or draft.url or digest[:12]


def _check_first(first: int, number: int) -> None:
    if first != number:
        raise UnreadableSource(
            f"It is a duplicate of line {first}.", "Give each article its own id."
        )
