"""What must be the same to the letter in a statement and in its source. Pure.

Numbers, days, names and denials: a network reads past a changed digit, comparing does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.answering.values import COUNTED
from qa.days import MONTHS
from qa.terms import folded, share

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w]*\d)")
_IN_WORDS = {word: str(number) for word, number in COUNTED.items()} | {
    "zero": "0",
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "dozen": "12", "hundred": "100", "thousand": "1000", "million": "1000000",
    "billion": "1000000000",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NAME = re.compile(
    r"(?<![\w’'])[A-Z][\w’'.-]*[\w](?:\s+(?:of|the|de|van|von|al|bin)?\s?[A-Z][\w’'.-]*\w)*"
)
_DENIAL = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|nor|neither|without|cannot|refused?|denie[sd]|fail(?:ed|s)?"
    r"|un(?:able|likely))\b|n['’]t\b",
    re.IGNORECASE,
)
_WORDED = re.compile(r"\w+(?:[.,]\d+)*")
_CLAUSE = re.compile(r"[;:—–]|, (?:and|but|while|whereas|though|although|so) ")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_COMMON_SHARE = 0.7
# Words that open a sentence with a capital, or stand for somebody named before.
_NO_NAMES = frozenset(
    "a an the this that these those it its he she they his her their we our i you your in on at by"
    " from to as for with after before during since until while when where who what which why how"
    " if although though because but and or so yet however according both some many most all each"
    " every no not there here one two three four five six seven eight nine ten several few another"
    " additionally furthermore moreover also overall finally meanwhile later earlier today"
    " yesterday according based given despite due under over between among within without about"
    " such other first second third last next then thus therefore instead".split()
)


def missing(claim: str, source: str) -> str | None:
    """Why a source cannot support a claim: what the claim has and the source has not; None if all
    is there.

    `source` is everything that counts: the text, its title, the day it was published.
    """
    numbers = set(_numbers(source))
    for number in _numbers(claim):
        if number not in numbers:
            return f"the number {number} is not in what it cites"
    plain = folded(source)
    for month in _MONTH.findall(claim):
        if month.casefold() not in plain:
            return f"{month} is not in what it cites"
    said = _said(source)
    for name in _names(claim):
        if not any(_known(word, said) for word in _WORD.findall(name)):
            return f"“{name}” is not in what it cites"
    return None


def denies_otherwise(claim: str, sentence: str) -> bool:
    """Whether one of two sentences that share most of their words denies what the other says.

    Of a sentence that has the claim word for word as one of its clauses, only that clause counts.
    """
    words = worded(claim)
    sentence = next((c for c in _CLAUSE.split(sentence) if worded(c) == words), sentence)
    if share(claim, sentence) < _COMMON_SHARE:
        return False
    return bool(_DENIAL.search(claim)) != bool(_DENIAL.search(sentence))


def worded(text: str) -> str:
    """Its words alone, in lower case, between spaces: what is told word for word is inside."""
    return f" {' '.join(_WORDED.findall(text.casefold()))} "


def _numbers(text: str) -> Iterator[str]:
    """The numbers of a text as digits, `1,036` and `five` too."""
    for found in _NUMBER.findall(text):
        yield found.replace(",", "").rstrip(".")
    for word in _WORD.findall(text.casefold()):
        if word in _IN_WORDS:
            yield _IN_WORDS[word]


def _names(text: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0].casefold() in _NO_NAMES:
            words = words[1:]
        if words and not (match.start() == 0 and len(words) == 1 and words[0][1:].islower()):
            yield " ".join(words)


def _said(source: str) -> set[str]:
    return {folded(word) for word in _WORD.findall(source)}


def _known(word: str, said: set[str]) -> bool:
    """Whether a source has a word, as it is or in another form: Serbian for Serbia."""
    plain = folded(word).removesuffix("'s").removesuffix("’s")
    if plain in said:
        return True
    stem = plain[: max(4, len(plain) - 3)]
    return len(plain) > 3 and any(other.startswith(stem) for other in said)
