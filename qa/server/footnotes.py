"""Answers as Markdown with footnotes, for clients that show text and nothing else; pure."""

from __future__ import annotations

import re

from qa.answering.parts import said_open
from qa.records import Answer, Citation, Sentence

# What could make of an article's words a link, an image, HTML or a footnote of its own.
_ACTIVE = re.compile(r"([\\\[\]<`])")
_UNSUPPORTED = " *(not supported by the articles)*"
_NOTES = re.compile(r"\n\n\[\^\d+\]: .*\Z", re.DOTALL)
_ESCAPED_OR_MARK = re.compile(r"\\([\\\[\]<`])|\[\^\d+\]")


def content(answer: Answer) -> str:
    """The whole answer: its sentences with footnote marks, then the footnotes."""
    sentences = [sentence(each, first=not i) for i, each in enumerate(answer.sentences)]
    return "".join(sentences) + ending(answer)


def sentence(told: Sentence, *, first: bool) -> str:
    """A sentence as it is appended to those before it."""
    marks = "".join(f"[^{number}]" for number in told.citations)
    doubt = "" if told.supported else _UNSUPPORTED
    return f"{'' if first else ' '}{escaped(told.dated)}{marks}{doubt}"


def ending(answer: Answer) -> str:
    """What comes after the sentences: what is left open, then footnotes; without any, its text."""
    if not answer.sentences:
        return escaped(answer.text)
    left_open = f" {escaped(said_open(answer.left_open))}" if answer.left_open else ""
    notes = "\n\n" + "\n".join(map(_note, answer.citations)) if answer.citations else ""
    instead = f"\n\n*{escaped(answer.answer_note)}*" if answer.answer_note else ""
    return left_open + notes + instead


def without(text: str) -> str:
    """An answer that was sent as `content`, its footnotes taken away again."""
    return _ESCAPED_OR_MARK.sub(lambda found: found[1] or "", _NOTES.sub("", text))


def escaped(text: str) -> str:
    """Plain text as Markdown that shows it and does nothing."""
    return _ACTIVE.sub(r"\\\1", text)


def _note(citation: Citation) -> str:
    article = citation.article
    day = str(article.published or "")
    facts = ", ".join(filter(None, (article.title, article.source, day)))
    url = f" {article.url}" if article.url else ""
    quote = " ".join(citation.quote.split())
    return f"[^{citation.number}]: “{escaped(quote)}” — {escaped(facts)}{escaped(url)}"
