"""What a sentence needs beside it to be understood outside its article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.pointing import points_back
from qa.records import Span
from qa.sentences import SentenceSpan, sentences

# How far around a sentence its article is cut into sentences again.
_REACH = 2_000
_MOST_BEFORE = 2
_MOST_AFTER = 2


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence and the neighbours it needs, all in reading order."""

    spans: tuple[Span, ...]
    header: Span | None = None
    """For a table row, the first row of its table."""


def context(body: str, sentence: Span) -> Context:
    """What to tell so that a sentence can be understood.

    A back-pointing sentence brings the one before it, a sentence inside a quotation the rest of
    the quotation, a list item the line that introduces its list.
    """
    around = _around(body, sentence)
    here = next((i for i, found in enumerate(around) if found.span.contains(sentence)), None)
    if here is None:
        return Context((sentence,))
    if around[here].kind == "row":
        first = _first_of_kind(around, here)
        return Context((sentence,), around[first].span if first < here else None)
    first = here
    while first > 0 and here - first < _MOST_BEFORE and _needs_before(body, around, first):
        first -= 1
    if around[here].kind == "item" and first == here:
        lead = _first_of_kind(around, here) - 1
        introduced = lead >= 0 and body[around[lead].span.end - 1] == ":"
        return Context((around[lead].span, sentence) if introduced else (sentence,))
    last = here
    while last - here < _MOST_AFTER and _needs_after(body, around, first, last):
        last += 1
    spans = [found.span for found in around[first : last + 1]]
    spans[here - first] = sentence
    return Context(tuple(spans))


def _around(body: str, sentence: Span) -> list[SentenceSpan]:
    """The sentences near one, by their places in the body."""
    start = max(0, sentence.start - _REACH)
    return [
        SentenceSpan(Span(found.span.start + start, found.span.end + start), found.kind)
        for found in sentences(body[start : sentence.end + _REACH])
    ]


def _first_of_kind(around: list[SentenceSpan], index: int) -> int:
    """Where the table or list begins that a row or item is in."""
    while index > 0 and around[index - 1].kind == around[index].kind:
        index -= 1
    return index


def _needs_before(body: str, around: list[SentenceSpan], index: int) -> bool:
    previous, this = around[index - 1], around[index]
    if previous.kind != this.kind:
        return False
    if points_back(body[this.span.start : this.span.end]):
        return True
    paragraph = index
    while paragraph > 0 and _same_paragraph(body, around, paragraph - 1):
        paragraph -= 1
    return _open_quotation(body[around[paragraph].span.start : this.span.start])


def _needs_after(body: str, around: list[SentenceSpan], first: int, last: int) -> bool:
    return (
        last + 1 < len(around)
        and _same_paragraph(body, around, last)
        and _open_quotation(body[around[first].span.start : around[last].span.end])
    )


def _same_paragraph(body: str, around: list[SentenceSpan], index: int) -> bool:
    """Whether no line ends between a sentence and the next one."""
    between = body[around[index].span.end : around[index + 1].span.start]
    return around[index].kind == around[index + 1].kind and not re.search(
        r"[\r\n]\s*[\r\n]", between
    )


def _open_quotation(text: str) -> bool:
    """Whether a quotation is begun in the text and not ended."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1
