"""An article as passages: runs of whole sentences, sized in the embedder's own tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.records import Article, Passage, Span
from qa.sentences import sentences, trim

CountTokens = Callable[[Sequence[str]], list[int]]

# A word-piece tokenizer counts a megabyte without a space as one unknown word, so this many
# characters count as a token at least. English averages 4.5 characters a token.
_MOST_CHARS_PER_TOKEN = 8

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of one, with its tokens and those of the mark before it."""

    span: Span
    tokens: int
    heading: bool


def passages(
    article: Article, count_tokens: CountTokens, *, max_tokens: int, overlap: int
) -> list[Passage]:
    """Cut an article into passages of at most `max_tokens`.

    Every sentence is in a passage, whole, and so is its neighbour by `overlap` sentences. A
    heading stays with what follows it, and starts a new passage once the open one is half full.
    Only a sentence too long for any passage is cut, at a space near its middle where it has one.
    """
    units = _units(article.body, count_tokens, max_tokens)
    return [
        _passage(article, units[first:last])
        for first, last in _pack(units, max_tokens=max_tokens, overlap=overlap)
    ]


def embedded_text(article: Article, passage: Passage) -> str:
    """What is embedded for a passage: its article's title and day tell what it is about."""
    day = f" ({article.published})" if article.published else ""
    return f"{article.title}{day}\n{passage.text}"


def _units(body: str, count_tokens: CountTokens, max_tokens: int) -> list[_Unit]:
    pieces = [
        (span, sentence.kind == "heading")
        for sentence in sentences(body)
        for span in _bounded(body, sentence.span, max_tokens * _MOST_CHARS_PER_TOKEN)
    ]
    ends = [0, *(span.end for span, _ in pieces)]
    counts = count_tokens([body[start:end] for start, end in pairwise(ends)])
    return [
        _Unit(fitting, size, heading)
        for (span, heading), before, tokens in zip(pieces, ends[:-1], counts, strict=True)
        for fitting, size in _fitting(body, before, span, tokens, count_tokens, max_tokens)
    ]


def _bounded(body: str, span: Span, chars: int) -> Iterator[Span]:
    """The span, or the pieces of it that have no more than so many characters."""
    if span.end - span.start <= chars:
        yield span
        return
    for half in _halves(body, span):
        yield from _bounded(body, half, chars)


def _fitting(
    body: str, before: int, span: Span, tokens: int, count_tokens: CountTokens, max_tokens: int
) -> Iterator[tuple[Span, int]]:
    """The span, or the pieces of it that fit a passage, each with its tokens since `before`."""
    if tokens <= max_tokens or span.end - span.start == 1:
        yield span, max(tokens, (span.end - before) // _MOST_CHARS_PER_TOKEN)
        return
    left, right = _halves(body, span)
    first, second = count_tokens([body[before : left.end], body[left.end : right.end]])
    yield from _fitting(body, before, left, first, count_tokens, max_tokens)
    yield from _fitting(body, left.end, right, second, count_tokens, max_tokens)


def _halves(body: str, span: Span) -> tuple[Span, Span]:
    middle = (span.start + span.end) // 2
    reach = (span.end - span.start) // 4
    space = _SPACE.search(body, middle, middle + reach) or _SPACE.search(
        body, middle - reach, middle
    )
    cut = space.start() if space else middle
    return trim(body, Span(span.start, cut)), trim(body, Span(cut, span.end))


def _pack(units: list[_Unit], *, max_tokens: int, overlap: int) -> list[tuple[int, int]]:
    """Ranges of units, each the units of one passage."""
    ranges = []
    first = 0
    while first < len(units):
        last = _last(units, first, max_tokens)
        ranges.append((first, last))
        first = last if last == len(units) else _next_first(units, first, last, max_tokens, overlap)
    return ranges


def _last(units: list[_Unit], first: int, max_tokens: int) -> int:
    last, total = first, 0
    while last < len(units):
        unit = units[last]
        full = total + unit.tokens > max_tokens
        new_section = unit.heading and not units[last - 1].heading and 2 * total >= max_tokens
        if last > first and (full or new_section):
            break
        total += unit.tokens
        last += 1
    if last < len(units):
        while last - 1 > first and units[last - 1].heading:
            last -= 1
    return last


def _next_first(units: list[_Unit], first: int, last: int, max_tokens: int, overlap: int) -> int:
    """Where the next passage starts: back by the overlap, if `last` still fits and moves on."""
    if units[last].heading:
        return last
    start, total = last, units[last].tokens
    while start > max(first + 1, last - overlap):
        total += units[start - 1].tokens
        if units[start - 1].heading or total > max_tokens:
            break
        start -= 1
    return start


def _passage(article: Article, units: list[_Unit]) -> Passage:
    start, end = units[0].span.start, units[-1].span.end
    telling = [unit for unit in units if not unit.heading] or units
    return Passage(
        article_id=article.id,
        title=article.title,
        start=start,
        end=end,
        text=article.body[start:end],
        sentences=tuple(unit.span for unit in telling),
    )
