"""Whatever a user names → its articles: the door of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from qa.articles.folder import readable_files
from qa.articles.kinds import READABLE, SEVERAL, Kind, kind_of_download, kind_of_name
from qa.articles.origins import Upload, host_of, origin_of, path_of, path_uri, scheme_of
from qa.articles.raw import Raw
from qa.articles.web import Download, fetch
from qa.errors import UnreadableSource
from qa.records import Article, Skipped
from qa.settings import Settings

Parse = Callable[[Kind, Raw, Settings], Iterator[Article | Skipped]]
"""Where a document is read: `here`, or `ReadingProcess.read`."""
Fetch = Callable[[str, Settings], Download]


def here(kind: Kind, raw: Raw, settings: Settings) -> Iterator[Article | Skipped]:
    """Read a document in this process, for as long and with as much memory as that takes."""
    return kind.read(raw, settings)


def read(
    source: str | Path | Upload, settings: Settings, parse: Parse = here
) -> Iterator[Article | Skipped]:
    """The articles of a file, a folder, a URL, a feed or an upload, each as soon as it is read.

    What cannot be read is a Skipped with the reason and, where there is one, the remedy; it never
    keeps other articles from being read, and nothing is raised for it.
    """
    if isinstance(source, Upload):
        yield from guarded(source.origin, _of_upload(source, settings, parse))
        return
    if not str(source).strip():
        yield Skipped("", "No source was named.")
        return
    try:
        origin = origin_of(source)
    except (OSError, ValueError, RuntimeError) as error:
        yield Skipped(str(source), f"It is not a path or a URL ({error}).")
        return
    if scheme_of(source) in (None, "file"):
        yield from guarded(origin, _of_path(path_of(source), settings, parse))
    else:
        yield from guarded(origin, _of_url(str(source), origin, settings, parse, fetch))


def guarded(origin: str, outcomes: Iterator[Article | Skipped]) -> Iterator[Article | Skipped]:
    """The same outcomes, ended by a Skipped in place of an error."""
    try:
        yield from outcomes
    except UnreadableSource as error:
        yield Skipped(origin, str(error))
    except OSError as error:
        yield Skipped(origin, f"It cannot be opened: {error.strerror or error}.")
    except Exception as error:
        # A parser's own bug, met on one document out of thousands, must cost that one only.
        yield Skipped(origin, f"It cannot be read ({type(error).__name__}: {error}).")


def _of_path(path: Path, settings: Settings, parse: Parse) -> Iterator[Article | Skipped]:
    if path.is_dir():
        yield from _of_folder(path.resolve(), settings, parse)
    elif path.is_file():
        yield from _of_file(path, path_uri(path), settings, parse)
    elif path.exists():
        raise UnreadableSource("It is neither a file nor a folder.")
    else:
        raise UnreadableSource("There is no such file or folder.", "Check the path.")


def _of_folder(folder: Path, settings: Settings, parse: Parse) -> Iterator[Article | Skipped]:
    empty = True
    for found in readable_files(folder):
        empty = False
        if isinstance(found, Skipped):
            yield found
        else:
            origin = found.as_uri()
            yield from guarded(origin, _of_file(found, origin, settings, parse))
    if empty:
        raise UnreadableSource("The folder holds no file that can be read.", READABLE)


def _of_file(
    path: Path, origin: str, settings: Settings, parse: Parse
) -> Iterator[Article | Skipped]:
    raw = Raw(origin=origin, name=path.name, open=partial[BinaryIO](path.open, "rb"))
    yield from _of_raw(raw, settings, parse)


def _of_upload(upload: Upload, settings: Settings, parse: Parse) -> Iterator[Article | Skipped]:
    raw = Raw(origin=upload.origin, name=upload.file_name, open=partial(BytesIO, upload.data))
    yield from _of_raw(raw, settings, parse)


def _of_raw(raw: Raw, settings: Settings, parse: Parse) -> Iterator[Article | Skipped]:
    if (kind := kind_of_name(raw.name)) is None:
        raise UnreadableSource(f"Files like {raw.name!r} cannot be read.", READABLE)
    yield from parse(kind, raw, settings)


def _of_url(
    url: str, origin: str, settings: Settings, parse: Parse, fetch: Fetch, *, follow: bool = True
) -> Iterator[Article | Skipped]:
    """The articles at a URL; if it is a feed, with those that its entries link to."""
    download = fetch(url, settings)
    name = PurePosixPath(unquote(urlsplit(download.url).path)).name or host_of(download.url)
    kind = kind_of_download(download.content_type, name, download.data)
    if kind is None:
        raise UnreadableSource(f"Content of the type {download.content_type!r} cannot be read.")
    if kind in SEVERAL and not follow:
        raise UnreadableSource("The entry links to a feed or a list of articles.")
    raw = Raw(
        origin=origin,
        name=name,
        open=partial(BytesIO, download.data),
        url=download.url,
        charset=download.charset,
        follow=partial(linked, settings=settings, fetch=fetch) if follow else None,
    )
    yield from parse(kind, raw, settings)


def linked(url: str, settings: Settings, fetch: Fetch) -> Article:
    """The article of a page that a feed links to. Raises UnreadableSource."""
    outcome = next(guarded(url, _of_url(url, url, settings, here, fetch, follow=False)))
    if isinstance(outcome, Skipped):
        raise UnreadableSource(outcome.reason)
    return outcome
