"""A model's reply, as it arrives, cut into sentences with the numbers they cite. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa.sentences import sentences

_MARKER = re.compile(r"\s?[\[【]\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】]")
_UNFINISHED = re.compile(r"\s?[\[【][\d\s,;–-]*$")
_NUMBER = re.compile(r"\d+")
# What models that reason aloud say before they answer; unended, it is still going on.
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_DECORATION = re.compile(r"^\s*(?:[-*•]\s+|#{1,6}\s+|\d{1,2}[.)]\s+|>\s+)|\*\*|__")
_SETTLED = 24
"""Characters of the next sentence after which one is known to have ended: “U.S.”, and the like."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a model wrote, and the passages it names for it, in its order."""

    text: str
    numbers: tuple[int, ...]


class Drafts:
    """Takes a reply in pieces of any length; gives its sentences as soon as they have ended."""

    def __init__(self) -> None:
        self._reply = ""
        self._given = 0

    def feed(self, piece: str) -> Iterator[Draft]:
        """The sentences that have ended with this piece."""
        self._reply += piece
        if not piece.isspace() and not set(piece) & set(".!?。]】\n") and len(piece) < _SETTLED:
            return
        plain, cited, drafts = self._cut()
        ended = 0
        for number, ((_, end), (following, _)) in enumerate(pairwise(drafts), 1):
            if len(plain) - following >= _SETTLED or "\n" in plain[end:following]:
                ended = number
        for (start, end), (following, _) in list(pairwise(drafts))[:ended]:
            if start >= self._given:
                self._given = following
                yield _draft(plain[start:end], cited, start, following)

    def end(self) -> Iterator[Draft]:
        """The sentences that are left once the reply is whole."""
        plain, cited, drafts = self._cut(whole=True)
        starts = [*(start for start, _ in drafts[1:]), len(plain) + 1]
        for (start, end), following in zip(drafts, starts, strict=False):
            if start >= self._given:
                yield _draft(plain[start:end], cited, start, following)
        self._given = len(plain) + 1

    @property
    def reply(self) -> str:
        """All of it so far, without thoughts."""
        return _THOUGHT.sub("", self._reply).strip()

    def _cut(self, whole: bool = False) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
        """The reply without markers; markers as (place, number); sentences as (start, end)."""
        reply = _THOUGHT.sub("", self._reply)
        if not whole:
            reply = _UNFINISHED.sub("", reply)
        plain: list[str] = []
        cited: list[tuple[int, int]] = []
        length = last = 0
        for marker in _MARKER.finditer(reply):
            plain.append(reply[last : marker.start()])
            length += len(plain[-1])
            last = marker.end()
            cited.extend((length, number) for number in _numbers(marker.group()))
        plain.append(reply[last:])
        text = "".join(plain)
        return text, cited, [(found.span.start, found.span.end) for found in sentences(text)]


def _draft(text: str, cited: list[tuple[int, int]], start: int, following: int) -> Draft:
    """A marker belongs to the last sentence that begins before it."""
    numbers = [number for place, number in cited if start < place <= following]
    return Draft(_DECORATION.sub("", text).strip(), tuple(dict.fromkeys(numbers)))


def _numbers(marker: str) -> list[int]:
    """`[1, 3-5]` as 1, 3, 4, 5."""
    found: list[int] = []
    for part in re.split(r"[,;]", marker):
        ends = [int(number) for number in _NUMBER.findall(part)]
        found.extend(range(ends[0], ends[-1] + 1) if ends else ())
    return found
