"""A saved conversation as Markdown: what was asked, answered, and cited; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qa.days import day
from qa.records import Session, StoredTurn

_NEAREST = 3

# What would make of somebody's words a link, an image, HTML, emphasis or another kind of block.
_ACTIVE = re.compile(r"([\\`*_\[\]<&])")
_BLOCK = re.compile(r"^[#>+=~|:-]|^\d+(?=[.)])")
# A number in brackets, unless what follows would make a link of it.
_MARK = re.compile(r"\\\[(\d+)\\\](?![:(])")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def write(session: Session, turns: Sequence[StoredTurn]) -> str:
    """Title and day, then each turn: question, reading if it differs, answer, evidence."""
    parts = [f"# {_line(session.title)}", day(session.created.astimezone().date())]
    for turn in turns:
        parts += _turn(turn.answer)
    return "\n\n".join(parts) + "\n"


def _turn(answer: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {_line(answer['question'])}"
    if answer["standalone_question"] != answer["question"]:
        yield f"*Read as:* {_line(answer['standalone_question'])}"
    if answer["period"]:
        yield f"*{_line(answer['period']['note'])}*"
    yield _marked(answer)
    for citation in answer["citations"]:
        yield f"[{citation['number']}] {_facts(citation['article'])}"
        yield _quoted(citation["quote"])
    if answer["declined"] and answer["hits"]:
        yield "The nearest passages:"
        for hit in answer["hits"][:_NEAREST]:
            passage = hit["passage"]
            yield f"{_line(passage['title'])} ({_line(passage['article_id'])})"
            yield _quoted(passage["text"])


def _marked(answer: Mapping[str, Any]) -> str:
    """The text of an answer, the numbers of its citations as they are."""
    numbers = {str(citation["number"]) for citation in answer["citations"]}
    return _MARK.sub(
        lambda mark: f"[{mark[1]}]" if mark[1] in numbers else mark[0], _lines(answer["text"])
    )


def _facts(article: Mapping[str, Any]) -> str:
    """Title, source, day and address of an article, as far as it has them."""
    facts = ", ".join(filter(None, (article["source"], article["published"])))
    title = f"**{_line(article['title'])}**"
    url = article["url"] or ""
    address = f"<{url}>" if _ADDRESS.fullmatch(url) else _line(url)
    return " — ".join(filter(None, (title, _line(facts), address)))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _lines(text).splitlines())


def _lines(text: str) -> str:
    """A text of several lines, none of them indented, which would make code of it."""
    return "\n".join(_escaped(line.strip()) for line in text.strip().splitlines())


def _line(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _escaped(line: str) -> str:
    """Plain text on one line as Markdown that shows it and does nothing."""
    return _BLOCK.sub(
        lambda opening: f"{opening[0]}\\" if opening[0].isdigit() else f"\\{opening[0]}",
        _ACTIVE.sub(r"\\\1", line),
    )
