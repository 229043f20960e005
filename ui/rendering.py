"""Answers, articles and lists as HTML: all that comes from outside is text, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from qa import Article, Session
from ui.articles import PAGE, Line, Table

Given = Mapping[str, Any]
"""An answer as `Answer.to_dict()` told it, now or when it was stored."""

_WORDS = (
    (0.7, "High confidence"),
    (0.4, "Medium confidence"),
    (0.0, "Low confidence, read the source"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn of a conversation on the page."""

    number: int
    answer: Given
    good: bool | None = None
    """How it was rated."""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an article's text, marked or not."""

    text: str
    mark: str = ""
    """`chosen` for the quote that was clicked, `cited` for the others."""
    first: bool = False
    """Whether it is where the chosen quote begins."""


def conversation(turns: Sequence[Shown], collection: str, session: str) -> str:
    """All turns of a conversation, oldest first; only the last can be asked again."""
    return _page(
        "conversation.html",
        turns=[turn(one, last=one is turns[-1]) for one in turns],
        collection=collection,
        session=session,
    )


def turn(shown: Shown, *, last: bool) -> str:
    """A question with its answer, its evidence, and how it was made."""
    answer = shown.answer
    sentences = answer["sentences"]
    versions = [sentence for sentence in sentences if sentence["as_of"]]
    cited = {citation["number"]: citation for citation in answer["citations"]}
    articles = {citation["article"]["id"]: citation["article"] for citation in cited.values()}
    days = [article["published"] for article in articles.values() if article["published"]]
    return _page(
        "turn.html",
        shown=shown,
        answer=answer,
        last=last,
        versions=versions if len(versions) > 1 else [],
        plain=[one for one in sentences if len(versions) < 2 or not one["as_of"]],
        cited=cited,
        articles=len(articles),
        newest=None if len(versions) > 1 else max(days, default=None),
        confidence=in_words(answer["confidence"]),
        copied=with_citations(answer),
        filters=filtered(answer.get("filters")),
    )


def pending(question: str, standalone: str | None, notes: Iterable[str], words: Given) -> str:
    """A question whose answer is on its way: how it was read, and the sentences so far."""
    return _page(
        "pending.html", question=question, standalone=standalone, notes=list(notes), **words
    )


def trouble(message: str, question: str = "") -> str:
    """What went wrong, in the place of an answer."""
    return _page("trouble.html", message=message, question=question)


def article(
    shown: Article, chosen: tuple[int, int] | None, others: Iterable[tuple[int, int]], gone: bool
) -> str:
    """An article, or the passage that is left of it, with the quotes marked."""
    spans = sorted({*others, *([chosen] if chosen else [])})
    return _page(
        "article.html",
        article=shown,
        link=_link(shown.url),
        paragraphs=list(_paragraphs(_pieces(shown.body, chosen, spans))),
        marks=len(spans),
        gone=gone,
    )


def sessions(listed: Sequence[Session], current: str | None) -> str:
    """The conversations of this browser."""
    return _page("sessions.html", sessions=listed, current=current)


def suggestions(questions: Sequence[str], title: str) -> str:
    """Questions that a click asks."""
    return _page("suggestions.html", questions=questions, title=title) if questions else ""


def table(shown: Table) -> str:
    """A page of the articles."""
    return _page("table.html", table=shown, size=PAGE)


def lines(told: Sequence[Line]) -> str:
    """What became of what was offered."""
    return _page("lines.html", lines=told)


def removed(article: Article) -> str:
    """That an article is gone, and the way back."""
    return _page("removed.html", article=article)


def in_words(confidence: float) -> str:
    """A confidence, 0 to 1, as a reader should take it."""
    words = next(words for least, words in _WORDS if confidence >= least)
    return f"{words} ({confidence:.0%})"


def filtered(filters: Mapping[str, Any] | None) -> str:
    """The filters of a question as one line."""
    filters = filters or {}
    told = [
        f"since {filters['since']}" if filters.get("since") else "",
        f"until {filters['until']}" if filters.get("until") else "",
        ", ".join(filters.get("sources") or ()),
    ]
    return "; ".join(filter(None, told)) or "none"


def with_citations(answer: Given) -> str:
    """An answer as plain text with its quotes, to be pasted elsewhere."""
    lines = [answer["standalone_question"], "", answer["text"], ""]
    for citation in answer["citations"]:
        about = citation["article"]
        facts = ", ".join(filter(None, (about["source"], about["published"], about["url"])))
        lines.append(f"[{citation['number']}] “{citation['quote']}” — {about['title']} ({facts})")
    return "\n".join(lines)


def _link(url: str | None) -> str | None:
    """An address that a click may follow: of the web, and of nothing that runs."""
    return url if url and urlsplit(url).scheme.lower() in ("http", "https") else None


def _pieces(
    body: str, chosen: tuple[int, int] | None, spans: Sequence[tuple[int, int]]
) -> Iterator[Piece]:
    """The body cut at the ends of all spans; where they overlap, the chosen one shows."""
    begun = False
    cuts = sorted({0, len(body), *(end for span in spans for end in span)})
    for start, end in pairwise(cuts):
        over = [span for span in spans if span[0] <= start and end <= span[1]]
        mark = "chosen" if chosen in over else "cited" if over else ""
        yield Piece(body[start:end], mark, first=mark == "chosen" and not begun)
        begun = begun or mark == "chosen"


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The same, line by line: each is laid out, and turned right to left, by itself."""
    line: list[Piece] = []
    for piece in pieces:
        first, *more = piece.text.split("\n")
        line.append(replace(piece, text=first))
        for text in more:
            # The line break belongs to the text: what is selected or read out is the article's.
            line[-1] = replace(line[-1], text=line[-1].text + "\n")
            yield line
            line = [replace(piece, text=text, first=False)]
    if line:
        yield line


def _day(iso: str | date) -> str:
    day = date.fromisoformat(iso) if isinstance(iso, str) else iso
    return f"{day.day} {day:%B %Y}"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("ui"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    return environment


def _page(name: str, **values: Any) -> str:
    return _templates().get_template(name).render(values)
