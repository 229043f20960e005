"""An lxml tree → blocks, for HTML and for the trees that trafilatura makes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import lxml.html
from lxml import etree

from qa.articles import blocks
from qa.articles.blocks import Block

Part = Literal["heading", "item", "row", "cell", "quote", "code", "list", "break", "box"]

_HEADINGS: dict[str, Part] = {f"h{level}": "heading" for level in range(1, 7)}
_BOXES = (
    "body div p section article main header footer aside figure figcaption table tbody thead "
    "tfoot caption dl address hr form details summary nav fieldset center"
)
HTML: Mapping[str, Part] = {
    **dict.fromkeys(_BOXES.split(), "box"),
    **_HEADINGS,
    **dict.fromkeys(("ul", "ol", "menu"), "list"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    "tr": "row",
    "blockquote": "quote",
    "pre": "code",
    "br": "break",
}
TRAFILATURA: Mapping[str, Part] = {
    **dict.fromkeys(("body", "div", "p", "table"), "box"),
    "head": "heading",
    "list": "list",
    "item": "item",
    "row": "row",
    "cell": "cell",
    "quote": "quote",
    "code": "code",
    "lb": "break",
}
_UNREAD = ("head", "script", "style", "template", "noscript", "svg", "iframe", "object", "select")
_SPACES = re.compile(r"\s+")
_INSIDE_LINE: frozenset[Part] = frozenset({"heading", "item", "cell"})
"""Parts that stay one line, whatever they are divided into."""


_UNSETTABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can have."""


def blocks_of_html(html: str) -> list[Block]:
    """All the text of an HTML fragment, in order; nothing is judged or left out."""
    parts = lxml.html.fragments_fromstring(
        html.replace("\0", "\ufffd").encode("utf-8", "replace"),
        parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
    )
    tree = lxml.html.Element("div")
    # The parser lets pass what may not be set: in front of the first element only.
    text = "".join(part for part in parts if isinstance(part, str))
    tree.text = _UNSETTABLE.sub("\ufffd", text)
    tree.extend(part for part in parts if not isinstance(part, str))
    etree.strip_elements(tree, *_UNREAD, with_tail=False)
    # A table with tables in it is page layout, as newsletters have it.
    for table in tree.xpath("//table[.//table]"):
        for part in table.xpath("./tr | ./tr/* | ./*/tr | ./*/tr/*"):
            part.tag = "div"
    return blocks_of_tree(tree, HTML)


def blocks_of_tree(root: etree._Element, parts: Mapping[str, Part]) -> list[Block]:
    """The blocks of a tree; a tag that the table does not name is inline, and only its text counts.

    Walks without recursion: a page may be nested deeper than Python's stack.
    """
    walk = _Walk()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        part = parts.get(str(element.tag))
        if event == "start":
            walk.enter(element, part)
            walk.read(element.text)
        else:
            walk.leave(part)
            walk.read(element.tail if element is not root else None)
    walk.flush()
    return walk.blocks


@dataclass(slots=True)
class _Walk:
    """Where a walk through a tree has got to."""

    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    open: list[Part] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    """For each open list the number of its last item; None where items have no numbers."""
    level: int = 2

    def read(self, text: str | None) -> None:
        if text:
            self.text.append(text if "code" in self.open else _SPACES.sub(" ", text))

    def enter(self, element: etree._Element, part: Part | None) -> None:
        if part is None:
            return
        if part == "break":
            self.text.append("\n")
            return
        # An item ends where a list inside it begins.
        self.flush(closing="item" if part == "list" else None)
        self.open.append(part)
        if part == "heading":
            name = element.get("rend") or str(element.tag)
            self.level = int(name[1]) if name[1:2].isdigit() else 2
        elif part == "list":
            ordered = element.tag == "ol" or element.get("rend") == "ol"
            self.numbers.append(0 if ordered else None)
        elif part == "item" and self.numbers and self.numbers[-1] is not None:
            self.numbers[-1] += 1

    def leave(self, part: Part | None) -> None:
        if part is None or part == "break":
            return
        if part == "cell" and "row" in self.open:
            self.cells.append("".join(self.text))
            self.text.clear()
        self.flush(closing=part)
        self.open.pop()
        if part == "row":
            self.blocks.append(blocks.row(self.cells))
            self.cells.clear()
        elif part == "list":
            self.numbers.pop()

    def flush(self, closing: Part | None = None) -> None:
        """End the paragraph that was being read, or only its line inside a one-line part."""
        line = next((part for part in reversed(self.open) if part in _INSIDE_LINE), None)
        if line and closing != line:
            self.text.append(" ")
            return
        text = "".join(self.text)
        self.text.clear()
        if not text.strip():
            return
        if line == "heading":
            self.blocks.append(blocks.heading(text, self.level))
        elif line == "item":
            self.blocks.append(blocks.item(text, self.numbers[-1] if self.numbers else None))
            # Its mark is used up: what it holds after a list inside it is a paragraph.
            self.open[len(self.open) - 1 - self.open[::-1].index("item")] = "box"
        elif "code" in self.open:
            self.blocks.append(blocks.verbatim(text))
        else:
            make = blocks.quote if "quote" in self.open else blocks.paragraph
            self.blocks.extend(make(each) for each in text.split("\n\n"))
