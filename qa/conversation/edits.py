"""What makes a question stand alone: words left out, words of the conversation put in. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.conversation.inputs import Window
from qa.language import stopwords

BEFORE = (
    *("", "of", "in", "for", "by", "about", "to", "with", "on", "during", "from", "at", "as"),
    *("and", "after", "than", "besides"),
)
_ASIDE = "besides"
POSSESSIVE = "'s"
CONNECTORS = (None, *BEFORE, POSSESSIVE)
"""How what is put in is joined: a word before it, or a possessive behind; None: nothing is."""

_DETERMINERS = frozenset(
    "the a an this that these those his her its their my our your whose which what no".split()
)


@dataclass(frozen=True, slots=True)
class Insertion:
    """Words of the conversation put before a word of the question, or behind its last one."""

    site: int
    """The word of the question; the number of its words for the end."""
    connector: str
    first: int
    last: int
    """Of the context's words, both included."""


@dataclass(frozen=True, slots=True)
class Edits:
    """All that is done to one question."""

    left_out: frozenset[int] = frozenset()
    insertions: tuple[Insertion, ...] = ()


def apply(question: str, window: Window, edits: Edits) -> str:
    """The question after its edits; what they leave alone stands as it was typed."""
    if not edits.insertions:
        return question
    put_in = {insertion.site: insertion for insertion in edits.insertions}
    told, typed = "", 0
    for site, word in enumerate(window.question):
        if site in put_in:
            told = _joined(told, _phrase(window, put_in[site], told))
        if site not in edits.left_out:
            if site == 0 and site in put_in and put_in[0].connector == _ASIDE:
                told = f"{told}, {_small(word.text)}"
                typed = word.end
                continue
            untouched = site not in put_in and site - 1 not in edits.left_out
            told = told + question[typed : word.end] if untouched else _joined(told, word.text)
        typed = word.end
    end = len(window.question)
    if end in put_in:
        told = _joined(told, _phrase(window, put_in[end], told))
    return _capital(told + question[typed:])


def phrase(window: Window, first: int, last: int) -> str:
    """Words of the context as they stand there."""
    text = window.texts[window.turn_of[first]]
    return " ".join(text[window.context[first].start : window.context[last].end].split())


def _phrase(window: Window, insertion: Insertion, before: str) -> str:
    words = phrase(window, insertion.first, insertion.last)
    last_word = before.rsplit(None, 1)[-1].lower() if before.strip() else ""
    if _has_article(window, insertion.first) and last_word not in _DETERMINERS:
        words = f"the {words}"
    if insertion.connector == POSSESSIVE:
        return words if re.search(r"['’]s?$", words) else f"{words}'s"
    if last_word == insertion.connector:
        return words
    return f"{insertion.connector} {words}".strip()


def _has_article(window: Window, first: int) -> bool:
    """Whether "the" stands before a word of the context."""
    return (
        first > 0
        and window.turn_of[first - 1] == window.turn_of[first]
        and window.context[first - 1].text.lower() == "the"
    )


def _joined(told: str, more: str) -> str:
    glued = not told or told[-1] in " “\"'(" or not (more[0].isalnum() or more[0] in "“\"'(‘&")
    return told + ("" if glued else " ") + more


def _small(word: str) -> str:
    return word.lower() if word.lower() in stopwords() else word


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
