"""What a sentence needs beside it to be understood outside its article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from qa.pointing import points_back
from qa.records import Span
from qa.sentences import SentenceSpan, sentences

# How far around a sentence its article is cut into sentences again.
_REACH = 2_000
_MOST_BEFORE = 2
_MOST_AFTER = 2
_MOST_OF_LIST = 12
"""Sentences; of a longer list only the one that answers is told."""


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence and the neighbours it needs, all in reading order."""

    spans: tuple[Span, ...]
    header: Span | None = None
    """For a table row, the first row of its table."""


def context(body: str, sentence: Span, *, whole_list: bool = False) -> Context:
    """What to tell so that a sentence can be understood.

    A back-pointing sentence brings the one before it, a sentence inside a quotation the rest of
    the quotation, a list item the line that introduces its list and, with `whole_list`, the other
    items. The line that introduces a list brings the list.
    """
    around = _around(body, sentence)
    here = next((i for i, found in enumerate(around) if found.span.contains(sentence)), None)
    if here is None:
        return Context((sentence,))
    if around[here].kind == "row":
        first = _first_of_kind(around, here)
        return Context((sentence,), around[first].span if first < here else None)
    lead = _introduction(body, around, here)
    if lead is not None and whole_list and (items := _list_after(around, lead)):
        return Context((*_with_those_before(body, around, lead), *items))
    first = _first_needed(body, around, here)
    if around[here].kind == "item" and first == here:
        return Context(
            (sentence,) if lead is None else (*_with_those_before(body, around, lead), sentence)
        )
    last = here
    while last - here < _MOST_AFTER and _needs_after(body, around, first, last):
        last += 1
    spans = [found.span for found in around[first : last + 1]]
    spans[here - first] = sentence
    if last == here and _introduces(body, around, here):
        spans.extend(_list_after(around, here))
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


def _introduction(body: str, around: list[SentenceSpan], here: int) -> int | None:
    """Where the line is that introduces the list that a sentence is in."""
    if around[here].kind != "item":
        return None
    lead = _first_of_kind(around, here) - 1
    return lead if lead >= 0 and _introduces(body, around, lead) else None


def _introduces(body: str, around: list[SentenceSpan], lead: int) -> bool:
    """Whether a sentence ends in a colon and a list follows it."""
    return (
        body[around[lead].span.end - 1] == ":"
        and lead + 1 < len(around)
        and around[lead + 1].kind == "item"
    )


def _list_after(around: list[SentenceSpan], lead: int) -> tuple[Span, ...]:
    """All of the list that a line introduces; nothing if it is a long one."""
    items = tuple(
        found.span for found in takewhile(lambda found: found.kind == "item", around[lead + 1 :])
    )
    return items if len(items) <= _MOST_OF_LIST else ()


def _with_those_before(body: str, around: list[SentenceSpan], index: int) -> tuple[Span, ...]:
    """A sentence after those that it points back to."""
    first = _first_needed(body, around, index)
    return tuple(found.span for found in around[first : index + 1])


def _first_needed(body: str, around: list[SentenceSpan], index: int) -> int:
    """Where to begin telling so that a sentence can be understood."""
    first = index
    while first > 0 and index - first < _MOST_BEFORE and _needs_before(body, around, first):
        first -= 1
    return first


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
