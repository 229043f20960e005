"""What a person did to a question to make it stand alone, told as edits the network can learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qa.conversation.edits import BEFORE, CONNECTORS, POSSESSIVE
from qa.conversation.inputs import Window, words
from qa.language import stopwords
from qa.terms import terms

_LONGEST = 16
"""Words of a phrase that is put in."""
_SHARE_FOUND = 0.6
_JOINING = {
    "aside from": "besides",
    "in addition to": "besides",
    "along with": "besides",
    "other than": "besides",
    **{one: one for one in BEFORE if one},
}
_LEADING = frozenset({"the", "a", "an", "that", "this", ",", "his", "her", "their", "its"})


@dataclass(frozen=True, slots=True)
class Gold:
    """The edits of one question, by its words; the end counts as one more."""

    left_out: tuple[bool, ...]
    connectors: tuple[int | None, ...]
    """Of `CONNECTORS`; None where a person put in what the conversation does not hold."""
    spans: tuple[tuple[tuple[int, int], ...], ...]
    """Where what is put in stands, all places: first and last word of the context."""
    added: tuple[bool, ...]
    """Whether each word of the context is one that the question lacks and the rewrite has."""


def align(window: Window, rewrite: str) -> Gold:
    """What was done to the question of a window to make it the rewrite."""
    asked = [word.text.lower() for word in window.question]
    wanted = words(rewrite)
    lower = [word.text.lower() for word in wanted]
    left_out = [False] * len(asked)
    connectors: list[int | None] = [0] * (len(asked) + 1)
    spans: list[tuple[tuple[int, int], ...]] = [()] * (len(asked) + 1)
    context = [word.text.lower() for word in window.context]
    changes = SequenceMatcher(None, asked, lower, autojunk=False).get_opcodes()
    for kind, start, end, first, last in changes:
        if kind == "equal":
            continue
        if kind != "insert":
            left_out[start:end] = [True] * (end - start)
        if kind == "delete":
            continue
        connector, places = _put_in(lower[first:last], context)
        connectors[start] = connector
        spans[start] = places
    lacking = set(terms(rewrite)) - set(terms(" ".join(asked)))
    added = tuple(bool(lacking.intersection(terms(word.text))) for word in window.context)
    return Gold(tuple(left_out), tuple(connectors), tuple(spans), added)


def _put_in(
    phrase: Sequence[str], context: Sequence[str]
) -> tuple[int | None, tuple[tuple[int, int], ...]]:
    """How a phrase is joined, and where in the context it stands."""
    if not any(_tells(word) for word in phrase):
        return 0, ()
    before, rest = _joined(phrase)
    possessive = bool(rest) and rest[-1] in ("'s", "’s")
    rest = rest[:-1] if possessive else rest
    while rest and rest[0] in _LEADING:
        rest = rest[1:]
    found = _longest(rest, context)
    if found is None:
        return None, ()
    start, length = found
    told = [word for word in rest if _tells(word)]
    kept = [word for word in rest[start : start + length] if _tells(word)]
    if not told or len(kept) / len(told) < _SHARE_FOUND:
        return None, ()
    piece = list(rest[start : start + length])
    places = tuple(
        (i, i + length - 1)
        for i in range(len(context) - length + 1)
        if list(context[i : i + length]) == piece
    )
    joined = POSSESSIVE if possessive and not before else before
    return CONNECTORS.index(joined), places


def _joined(phrase: Sequence[str]) -> tuple[str, Sequence[str]]:
    for written, joining in _JOINING.items():
        length = len(written.split())
        if " ".join(phrase[:length]) == written:
            return joining, phrase[length:]
    return "", phrase


def _longest(phrase: Sequence[str], context: Sequence[str]) -> tuple[int, int] | None:
    """Start and length of the longest part of a phrase that stands in the context."""
    match = SequenceMatcher(None, phrase, context, autojunk=False).find_longest_match()
    start, size = match.a, min(match.size, _LONGEST)
    while size and not _tells(phrase[start]) and phrase[start] != "the":
        start, size = start + 1, size - 1
    while size and not _tells(phrase[start + size - 1]):
        size -= 1
    return (start, size) if size else None


def _tells(word: str) -> bool:
    return word[0].isalnum() and word not in stopwords()
