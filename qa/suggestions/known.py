"""The names of an article, and which of them a bare surname or short form stands for."""

from __future__ import annotations

import re
from functools import cached_property

from qa.language import stopwords
from qa.suggestions.words import COUNTRIES, DAY_OR_MONTH, TITLES

_INNER = r"[A-ZÀ-ÞŠŽČĆĐŞ][\w’'-]*\w|(?:[A-Z]\.)+(?= [A-Z])|[A-Z](?= )"
_LINK = r"(?:of the |of |de |del |von |van |al-|bin )?"
NAME = rf"(?:[Tt]he )?(?:{_INNER})(?: {_LINK}(?:{_INNER})){{0,5}}"
"""A run of capitalised words, as the pattern of a name."""
_NAME = re.compile(NAME)
_INSIDE = re.compile(rf"(?<=[\w,;:)] )(?:{_INNER})(?: (?:{_INNER}))*")
_LOWER = re.compile(r"(?<![\w’'])[a-zà-þ][\w-]+")
_WITH_THE = frozenset(
    """Administration Agency Alliance Army Association Authority Bureau Commission
    Committee Council Court Department Federation Foundation Institute Kingdom League
    Ministry Nations Organization Party Republic Senate States Union""".split()
)
_BARELY_TITLED = frozenset("Mr Mrs Ms Dr".split())
_POSSESSIVE = re.compile(r"['’]s?$")


class Known:
    """What an article's text tells about names."""

    def __init__(self, text: str) -> None:
        self._text = text

    def is_name(self, words: str) -> bool:
        """Whether capitalised words that may begin a sentence are a name also inside of one."""
        bare = words.removeprefix("The ").removeprefix("the ")
        first, *others = bare.split()
        if first.casefold() in stopwords() or DAY_OR_MONTH.intersection(bare.split()):
            return False
        if "’s" in bare or "'s" in bare or bare.endswith(("’", "'")):
            return False
        if others and first in TITLES:
            return self.is_name(" ".join(others))
        if first.casefold() in self._lower:
            return False
        if others and others[-1] in self._inside and not self.is_common(others[-1]):
            return True
        return first in self._inside or first in COUNTRIES or self._recurs(first)

    def _recurs(self, word: str) -> bool:
        """Whether a word that only begins sentences does so often enough to be a name."""
        again = len(re.findall(rf"\b{re.escape(word)}\b", self._text)) > 1
        return again and not word.endswith(("s", "ing"))

    def spelled_out(self, words: str) -> str | None:
        """A name in full: `Albin Kurti` for `Kurti`; None where it may be one of several."""
        bare = words.split()
        while len(bare) > 1 and bare[0] in TITLES:
            bare = bare[1:]
        if len(bare) > 1 or bare[0] in COUNTRIES:
            return words
        if bare[0] in TITLES:
            return None
        full = {name for name in self._full if bare[0] in name.split()}
        if not full:
            return None if words.split()[0] in _BARELY_TITLED else words
        if not self._stands_alone_first(bare[0]):
            longest = max(sorted(full), key=len)
            return longest if all(longest.startswith(name) for name in full) else None
        return bare[0]

    def is_part(self, name: str) -> bool:
        """Whether one word is part of a longer name of the article."""
        return " " not in name and any(name in full.split() for full in self._full)

    def takes_the(self, name: str) -> bool:
        """Whether a name goes with “the”, as “the European Central Bank” does."""
        words = name.split()
        if len(words) < 2:
            return False
        if words[-1] in _WITH_THE:
            return True
        told = self._text.count(name)
        return told > 0 and len(re.findall(rf"\b[Tt]he {re.escape(name)}", self._text)) * 2 > told

    def is_common(self, word: str) -> bool:
        """Whether the article has a word in lower case."""
        return word.casefold() in self._lower

    @cached_property
    def _inside(self) -> frozenset[str]:
        return frozenset(word for name in _INSIDE.findall(self._text) for word in name.split())

    @cached_property
    def _lower(self) -> frozenset[str]:
        return frozenset(_LOWER.findall(self._text))

    @cached_property
    def _full(self) -> frozenset[str]:
        """The names of two words or more, without titles."""
        found = set()
        for name in _NAME.findall(self._text):
            words = name.removeprefix("The ").removeprefix("the ").split()
            while words and (words[0] in TITLES or words[0].casefold() in stopwords()):
                words = words[1:]
            if "of" in words[2:]:  # “Ada Venn of Tarn”
                words = words[: words.index("of", 2)]
            if len(words) > 1 and not _POSSESSIVE.search(words[0]):
                found.add(_POSSESSIVE.sub("", " ".join(words)))
        return frozenset(found)

    def _stands_alone_first(self, word: str) -> bool:
        """Whether a word is a name by itself where the article first has it."""
        for name in _NAME.findall(self._text):
            words = _POSSESSIVE.sub("", name).removeprefix("The ").split()
            if word in words:
                return words == [word]
        return False
