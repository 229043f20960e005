"""Light Markdown, the one form of every body that was not plain text to begin with.

Paragraphs stand a blank line apart; `## heading`, `- item` or `1. item`, `| cell | cell |` and
`> quote` mark what is not a paragraph; there is no inline markup. Chunking sees only this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Kind = Literal["paragraph", "heading", "item", "row", "quote"]

_RUNS: frozenset[Kind] = frozenset({"item", "row"})
"""Kinds that follow their own kind on the next line."""

_TITLE_WITHIN = 3
"""Pages repeat their title as a heading, after a kicker or a date at most."""


class Block(NamedTuple):
    """A paragraph or one line of a body; `mark` is what stands before the text."""

    kind: Kind
    text: str
    mark: str = ""


def paragraph(text: str) -> Block:
    return Block("paragraph", "\n".join(filter(None, map(_line, text.split("\n")))))


def heading(text: str, level: int) -> Block:
    """Level 1 is the title's, so that the levels of a body are 2 to 6."""
    return Block("heading", _line(text), "#" * min(max(level, 2), 6) + " ")


def item(text: str, number: int | None = None) -> Block:
    return Block("item", _line(text), "- " if number is None else f"{number}. ")


def quote(text: str) -> Block:
    return Block("quote", "\n> ".join(filter(None, map(_line, text.split("\n")))), "> ")


def row(cells: Sequence[str]) -> Block:
    """A table row. A single cell is no table but page layout, and read as a paragraph."""
    lines = [_line(cell) for cell in cells]
    if len(lines) < 2:
        return paragraph(" ".join(lines))
    return Block("row", f"| {' | '.join(lines)} |" if any(lines) else "")


def verbatim(text: str) -> Block:
    """A paragraph whose line breaks and indentation count, such as program code."""
    return Block("paragraph", text.strip("\n").rstrip())


def render(blocks: Iterable[Block]) -> str:
    """The body made of these blocks; empty ones are left out."""
    parts: list[str] = []
    last: Kind | None = None
    for block in blocks:
        if not block.text:
            continue
        if parts:
            parts.append("\n" if block.kind == last and block.kind in _RUNS else "\n\n")
        parts.append(block.mark + block.text)
        last = block.kind
    return "".join(parts)


def split_title(blocks: Sequence[Block], title: str) -> tuple[str, list[Block]]:
    """The title and the blocks without it.

    A stated title is taken out where a heading near the top repeats it; without one, a heading
    that opens the body is the title.
    """
    blocks = [block for block in blocks if block.text]
    for place, block in enumerate(blocks[:_TITLE_WITHIN]):
        opens = not title and place == 0
        if block.kind == "heading" and (opens or block.text.casefold() == title.casefold()):
            return title or block.text, blocks[:place] + blocks[place + 1 :]
    return title, blocks


def _line(text: str) -> str:
    return " ".join(text.split())
