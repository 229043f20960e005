"""What a request for articles wants, once its days are read: a subject, a source, or all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ALL = re.compile(r"articles(?: about (?P<subject>.+))?")
# What stood before the days.
_PUBLISHED = re.compile(r" (?:published|written|dated)$")
_FROM = re.compile(r" (?:(?:published|written) )?(?:from|by|in|of) (?:the )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """Articles about a subject, or about any; of a source, or of all."""

    subject: str | None
    source: str | None


def wish(wanted: str, sources: Iterable[str]) -> Wish | None:
    """Read “articles about Kosovo from the Danube Courier”, given the names of the sources.

    None if it wants articles of something else, as in “articles of the treaty”.
    """
    known = {_plain(name): name for name in sources}
    wanted = _PUBLISHED.sub("", wanted)
    source = None
    for place in _FROM.finditer(wanted):
        if source := known.get(_plain(wanted[place.end() :])):
            wanted = wanted[: place.start()]
            break
    found = _ALL.fullmatch(wanted)
    return Wish(found["subject"], source) if found else None


def _plain(name: str) -> str:
    return name.strip(" “”\"'").casefold().removeprefix("the ")
