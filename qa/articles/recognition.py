"""Files that would be read as they were before are not read again.

Parsing is most of what it takes to ingest a folder in which nothing has changed.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from qa.articles.kinds import SEVERAL, Kind
from qa.articles.raw import Raw
from qa.records import Article, Skipped
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.articles.sources import Parse

Recall = Callable[[str, str], Article | None]
"""From an origin and a digest to the article that was read from just these, if it is known."""

_NAME = re.compile(r"[\w.-]+")


def recognising(parse: Parse, recall: Recall) -> Parse:
    """The same, but the article of a file that is recalled is not read.

    Not for what is downloaded, nor for what holds several articles, which are quickly told apart.
    """

    def read(kind: Kind, raw: Raw, settings: Settings) -> Iterator[Article | Skipped]:
        if raw.url is None and kind not in SEVERAL:
            # Held from here on, so that what is read is what was not recognised.
            content = raw.content(settings.max_source_bytes)
            if known := recall(raw.origin, digest(content)):
                yield known
                return
            raw = replace(raw, open=partial(BytesIO, content))
        yield from parse(kind, raw, settings)

    return read


def digest(content: bytes) -> str:
    """Equal for equal bytes, as long as they are read by the same program, in hex."""
    told = hashlib.sha256(_program())
    told.update(content)
    return told.hexdigest()


@cache
def _program() -> bytes:
    """Changes with every change of this package, or of another version of what it stands on."""
    told = hashlib.sha256(sys.version.encode())
    for requirement in requires("qa") or ():
        if "extra ==" not in requirement and (name := _NAME.match(requirement)):
            told.update(f"{name[0]} {_version(name[0])}\n".encode())
    for module in sorted(files("qa.articles").iterdir(), key=lambda file: file.name):
        if module.name.endswith(".py"):
            told.update(module.read_bytes())
    return told.digest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # it is for another platform
        return ""
