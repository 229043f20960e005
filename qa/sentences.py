"""An article's body as sentences: exact spans that never cross a paragraph, heading or list item.

Bodies follow one light convention, whatever they were read from: blank lines between paragraphs,
`## ` headings, `- ` or `1. ` list items, `| … |` table rows, `> ` quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qa.language import sentence_tokenizer
from qa.records import Span

Kind = Literal["paragraph", "heading", "item", "row"]

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_LINE_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_MARKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("heading", re.compile(r"#{1,6}\s+(?=\S)")),
    ("item", re.compile(r"(?:[-*+•‣◦]\s+)(?=\S)")),
    ("item", re.compile(r"(?=\d{1,3}[.)]\s+\S)")),
    ("row", re.compile(r"(?=\|.*\|$)")),
    ("paragraph", re.compile(r">\s*(?=[^\s>])")),
)
_BARE_HEADING_CHARS = 100
_BARE_HEADING = re.compile(
    r"""(?=.*[^\W\d_])                                # has a letter
        (?!.*(?:[。！？｡؟۔।]                           # and no sentence ends in it:
               |[?!…]["'”’»)]*\s|[^\W\d_A-Z]{4}\.\s))  # "U.S. Buys Jets" is one, "He left. She" not
        .*[^\s.!?:;,…"'”’»)\]」』）》]""",
    re.VERBOSE,
)
_NUMBERED = re.compile(r"\d{1,3}[.)]\s+")

# Punkt looks for straight quotation marks only; one for one, so that offsets stay.
_STRAIGHT = str.maketrans("“”„‟«»‘’‚‛", '""""""\'\'\'\'')
# Ends that Punkt does not know, with the marks that close them.
_FOREIGN_END = re.compile(r"[。！？｡؟۔।]+[\"'”’»」』）》)]*")
# Where it ends sentences that go on: “Why?” he asked; the E.U. said; No. 5.
_NO_END = re.compile(
    r"""[?!]["'”’»]+(?=\s+[a-z])
      |(?<![\w.])(?:[A-Za-z]\.){2,}(?=\s+[a-z])
      |\bNos?\.(?=\s+\d)""",
    re.VERBOSE,
)
# NLTK gives up on a text after five seconds; so much of the worst text takes 0.2.
_PUNKT_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row, without the mark that makes it one."""

    span: Span
    kind: Kind


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """Where a sentence lies, and in what kind of block."""

    span: Span
    kind: Kind


def sentences(body: str) -> list[SentenceSpan]:
    """All sentences of a body in order; together they hold every word of it exactly once."""
    return [
        SentenceSpan(span, block.kind) for block in blocks(body) for span in _split(body, block)
    ]


def blocks(body: str) -> Iterator[Block]:
    """The blocks of a body in order."""
    for lines in _runs_of_lines(body):
        for block in _blocks_of_run(body, lines):
            yield Block(block.span, "heading") if _is_bare_heading(body, block) else block


def _is_bare_heading(body: str, block: Block) -> bool:
    """Whether a paragraph is a heading that its format had no mark for: one short line, unended."""
    start, end = block.span
    return (
        block.kind == "paragraph"
        and end - start <= _BARE_HEADING_CHARS
        and _LINE.fullmatch(body, start, end) is not None
        and _BARE_HEADING.fullmatch(body, start, end) is not None
    )


def _runs_of_lines(body: str) -> Iterator[list[Span]]:
    """Lines, trimmed, grouped by the blank lines between them."""
    run: list[Span] = []
    previous_end = 0
    for match in _LINE.finditer(body):
        line = trim(body, Span(*match.span()))
        if line.start == line.end:
            continue
        if run and len(_LINE_BREAK.findall(body, previous_end, line.start)) > 1:
            yield run
            run = []
        run.append(line)
        previous_end = line.end
    if run:
        yield run


def _blocks_of_run(body: str, lines: list[Span]) -> Iterator[Block]:
    width = max(line.end - line.start for line in lines)
    open_block: Block | None = None
    previous: Span | None = None
    for line in lines:
        kind, start = _mark(body, line)
        marked = start > line.start or kind != "paragraph"
        continues = (
            open_block is not None
            and previous is not None
            and not marked
            and open_block.kind in ("paragraph", "item")
            and not _broken_early(body, previous, line, width)
        )
        if open_block is not None and continues:
            open_block = Block(Span(open_block.span.start, line.end), open_block.kind)
        else:
            if open_block is not None:
                yield open_block
            open_block = Block(Span(start, line.end), kind)
        previous = line
    if open_block is not None:
        yield open_block


def _mark(body: str, line: Span) -> tuple[Kind, int]:
    """The kind of block that a line starts and where its text begins."""
    for kind, pattern in _MARKS:
        if match := pattern.match(body, line.start, line.end):
            return kind, match.end()
    return "paragraph", line.start


def _broken_early(body: str, line: Span, following: Span, width: int) -> bool:
    """Whether a line ends although the next word had fitted: then it was ended on purpose."""
    first_word = body[following.start : following.end].split(maxsplit=1)[0]
    return (line.end - line.start) + 1 + len(first_word) <= width


def _split(body: str, block: Block) -> Iterator[Span]:
    if block.kind in ("heading", "row"):
        yield block.span
        return
    text = body[block.span.start : block.span.end]
    # "1. The tender" is one sentence, not two.
    numbered = _NUMBERED.match(text) if block.kind == "item" else None
    skip = numbered.end() if numbered else 0
    cuts = {skip + end for end in _punkt_ends(text[skip:].translate(_STRAIGHT))}
    cuts -= {match.end() for match in _NO_END.finditer(text)}
    cuts |= {match.end() for match in _FOREIGN_END.finditer(text)} | {len(text)}
    begin = 0
    for cut in sorted(cuts):
        span = trim(body, Span(block.span.start + begin, block.span.start + cut))
        if span.start < span.end:
            yield span
        begin = cut


def _punkt_ends(text: str) -> Iterator[int]:
    """Where Punkt ends the sentences of a text, the last one left out."""
    start = 0
    while start < len(text):
        window = text[start : start + _PUNKT_CHARS]
        # The last sentence of a window is read again, whole, in the next.
        ends = [start + end for _, end in sentence_tokenizer().span_tokenize(window)][:-1]
        yield from ends
        start = ends[-1] if ends and start + len(window) < len(text) else start + len(window)


def trim(body: str, span: Span) -> Span:
    """The span without the white space at its ends; empty if it holds nothing else."""
    text = body[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, start + len(text.strip()))
