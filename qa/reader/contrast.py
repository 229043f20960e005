"""A question asked again of what a sentence names, where it names something else.

“How many jets did Kosovo order?” finds what Serbia ordered. When the sentence answers “How many
jets did Serbia order?” much better, the premise of the first question is likely false.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from qa.reader.names import mentions, names, put_in_place, years
from qa.records import Passage, Span

_NAME = re.compile(r"(?<=\s)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_WORDS = re.compile(r"\w+")
_MOST = 6
_STEM = 4
_SIMILAR = 0.75


def asked_of_others(question: str, passage: Passage, sentence: Span) -> list[str]:
    """The question with what it names but the sentence does not, replaced by what that names."""
    said = passage.words(sentence)
    known = names(passage.in_article())
    asked = [*_NAME.findall(question), *(name for name in known if mentions(question, name))]
    there = [name for name in (*names(said), *known) if _names_something(name, said)]
    found = [
        *_replaced(question, _absent(asked, said), _absent(there, question)),
        *_replaced(
            question,
            _absent(years(question), said),
            _absent(years(said), question),
        ),
    ]
    return list(dict.fromkeys(found))[:_MOST]


def _names_something(name: str, said: str) -> bool:
    """Whether a text has a name, other than as the unit of a figure: USD 321 million."""
    return name in said and not re.search(rf"\b{re.escape(name)} \d", said)


def _replaced(question: str, missing: list[str], others: list[str]) -> Iterator[str]:
    for name in missing:
        for other in others:
            yield put_in_place(question, name, other)


def _absent(found: list[str], text: str) -> list[str]:
    """Those with no word that a text has too, in whatever form or spelling, each once."""
    said = _words(text)
    return [
        name
        for name in dict.fromkeys(found)
        if not any(_alike(one, other) for one in _words(name) for other in said)
    ]


def _alike(one: str, other: str) -> bool:
    """Whether two words may be the same name: Tajik and Tajikistan, Frensh and French."""
    if one == other or one.isdigit() or other.isdigit():
        return one == other
    if min(len(one), len(other)) >= _STEM and one[:_STEM] == other[:_STEM]:
        return True
    return SequenceMatcher(None, one, other).ratio() >= _SIMILAR


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    """Without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(_WORDS.findall(plain))
