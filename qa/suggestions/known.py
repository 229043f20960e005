"""The names of an article, and which of them a bare surname or short form stands for."""

from __future__ import annotations

import re
from functools import cached_property

from qa.language import stopwords
from qa.suggestions.words import COUNTRIES, DAY_OR_MONTH, TITLES

_INNER = r"[A-ZÀ-ÞŠŽČĆĐŞ][\w’'-]*\w|(?:[A-Z]\.)+(?= [A-Z])|[A-Z](?= )"
_LINK = r"(?:of the |of |de |del |von |van |al-|bin |for )?"
NAME = rf"(?:[Tt]he )?(?:{_INNER})(?: {_LINK}(?:{_INNER})){{0,5}}"
"""A run of capitalised words, as the pattern of a name."""
_NAME = re.compile(NAME)
_INSIDE = re.compile(rf"(?<=[\w,;:)] )(?:{_INNER})(?: (?:{_INNER}))*")
_LOWER = re.compile(r"(?<![\w’'])[a-zà-þ][\w-]+")
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
        return first in self._inside and first.casefold() not in self._lower

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
            return None if len(words.split()) > 1 else words
        if not self._stands_alone_first(bare[0]):
            return full.pop() if len(full) == 1 else None
        return bare[0]

    def takes_the(self, name: str) -> bool:
        """Whether the article has a name with “the”, as in “the European Central Bank”."""
        return f"the {name}" in self._text

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
