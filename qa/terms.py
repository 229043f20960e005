"""Text as search terms: one analysis for the lexical index, the query, and the reader's overlap."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from qa.language import stemmer, stopwords

# Scripts written without spaces are indexed as overlapping pairs of characters.
_UNSPACED = (
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[{_UNSPACED}]+|[^\W{_UNSPACED}_]+")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+")
_POSSESSIVE = re.compile(r"['’ʼ]s\b", re.IGNORECASE)
# Accents, Hebrew and Arabic points; soft hyphens, joiners and marks of direction.
_UNWRITTEN = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u00ad\u200b-\u200f\u2060\ufeff]"
)


def terms(text: str) -> list[str]:
    """The terms of a text in order, repeats kept: folded, stemmed, without function words."""
    words = (word for word in _words(text) if word not in stopwords())
    return [stem for word in words for stem in _stems(word)]


def words_of(text: str) -> dict[str, str]:
    """Each term of a text with the word, as it was typed, that it first came from."""
    composed = unicodedata.normalize("NFKC", _POSSESSIVE.sub("", text))
    typed: dict[str, str] = {}
    for token in _TOKEN.findall(_UNWRITTEN.sub("", composed)):
        for term in terms(token):
            typed.setdefault(term, token)
    return typed


def folded(text: str) -> str:
    """A text without case and accents, in which what is typed on any keyboard can be found."""
    if text.isascii():
        return text.lower()
    plain = _UNWRITTEN.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", plain).casefold()


def _words(text: str) -> list[str]:
    return _TOKEN.findall(folded(_POSSESSIVE.sub("", text)))


@lru_cache(maxsize=1 << 17)
def _stems(word: str) -> tuple[str, ...]:
    if word[0].isdigit():
        return (word.replace(",", ""),)
    if _UNSPACED_RUN.fullmatch(word) and len(word) > 1:
        return tuple(word[i : i + 2] for i in range(len(word) - 1))
    return (stemmer().stem(word),)


def share(text: str, other: str) -> float:
    """The share of a text's terms that another text has, 0 to 1."""
    wanted = set(terms(text))
    return len(wanted & set(terms(other))) / len(wanted) if wanted else 0.0
