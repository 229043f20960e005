"""Whether a question may be shown: short, whole, of ordinary words, understood by itself."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from qa.suggestions.words import OWNING, POINTING, PREPOSITIONS, STILL_PASSING

MOST_CHARS = 100
_FEWEST_CHARS = 14
_MOST_WORDS = 17
_WORD = re.compile(
    r"(?:[^\W\d_]{1,20}(?:[-’'][^\W\d_]{1,20}){0,3}|[^\W\d_]{1,12}\d{1,4}|(?:[A-Z]\.){2,3}"
    r"|\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?|\d{4}|\d{1,3}(?:st|nd|rd|th))(?:['’])?"
)
_LATIN = re.compile(r"[ -~À-žȘ-ț’]+")
_SHOUTED = re.compile(r"[A-Z]{6,}")
_HIDDEN = frozenset(["Cc", "Cf", "Co", "Cn", "Cs"])
_LONGEST_WORD = 30
# What is said to a machine, or to sell something, is no news.
_COMMANDING = frozenset("disregard ignore instructions prompt prompts".split())
_UNFIT = _COMMANDING | frozenset(
    "above below click follow http https instruction previous reply subscribe system www".split()
)
_NO_ADVERBS = frozenset(
    """ally anomaly assembly bully daily elderly family fly friendly jelly lily monopoly
    monthly quarterly rally reply supply weekly yearly""".split()
)
_STRANDED = frozenset("up out off of for to with about down over from in".split())
_NO_END = frozenset("a an and the or s very more most not to".split())


def is_clean(text: str) -> bool:
    """Whether a text has no hidden signs, no endless words, and is not said to a machine."""
    if any(unicodedata.category(sign) in _HIDDEN for sign in text if sign not in "\n\r\t"):
        return False
    words = [word.strip(".,;:!?“”\"'()").casefold() for word in text.split()]
    return not _COMMANDING.intersection(words) and max(map(len, words), default=0) <= _LONGEST_WORD


def is_plain(question: str) -> bool:
    """Whether a question is short and clean, names something, and points at nothing."""
    if not _FEWEST_CHARS <= len(question) <= MOST_CHARS or not question.endswith("?"):
        return False
    if not _LATIN.fullmatch(question) or STILL_PASSING.search(question):
        return False
    words = question[:-1].replace(", ", " ").split(" ")
    if not 3 <= len(words) <= _MOST_WORDS or not all(map(_WORD.fullmatch, words)):
        return False
    if any(map(_SHOUTED.search, words)) or any(one == other for one, other in pairwise(words)):
        return False
    lowered = [word.casefold() for word in words]
    asks = 2 if lowered[0] == "at" else 1
    if _UNFIT.intersection(lowered) or POINTING.intersection(lowered[asks:]):
        return False
    if any(word.endswith("ly") and word not in _NO_ADVERBS for word in words if word.islower()):
        return False
    last = lowered[-1]
    if last in _NO_END or last in OWNING:
        return False
    return last not in PREPOSITIONS or last in _STRANDED
