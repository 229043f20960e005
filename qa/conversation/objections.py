"""What is wrong with a language model's reading of a question, found without another model.

Written to refuse: a good reading that is turned down costs little, since there is another way to
read the question; an invented name or year would be searched for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qa.language import sentence_tokenizer
from qa.records import Turn
from qa.terms import terms, words_of
from qa.time_expressions import expressions


def objection(reading: str, question: str, turns: Sequence[Turn]) -> str | None:
    """The end of a sentence that begins with the reading: `it names “Rafale”, which …`; or None."""
    case = _Case(reading, question, turns)
    return next((told for check in _CHECKS if (told := check(case))), None)


_MOST_ADDED = 300
"""Characters that a reading may have beyond its question."""
_QUESTION_MARK = re.compile("[?？؟]")
_META = re.compile(
    r"\b(?:as an ai|language model|sorry|i (?:can(?:no|['’])t|am|will)|i['’](?:m|ll)"
    r"|stand-?alone|rephras\w+|rewrit\w+|(?:this|the) conversation|the user)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>{}\[\]|`*#]")
# Words that ask or negate are no terms, and yet they are what is asked.
_ABOUT = re.compile(r"\b(?:how|what) about\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:who|whom|whose|when|where|why|how|many|much)\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:not|no|never|none|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
# "This country" stands for another name of it, as "it" does.
_POINTED_AT = re.compile(
    r"\b(?:this|these|those) (?!(?:year|month|week|weekend|morning|afternoon|evening)\b)[a-z]+"
)
_PRONOUNS = frozenset(terms("one ones other others former latter"))
_OPENS = frozenset(terms("could would may might whose shall must"))
_NUMBERS = {
    terms(word)[0]: str(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen twenty".split(),
        2,
    )
}
_UNITS = frozenset(terms("dozen hundred thousand million billion trillion"))
_SOME_DAY = date(2000, 1, 1)  # where an expression stands does not depend on it


@dataclass(frozen=True)
class _Case:
    reading: str
    question: str
    turns: Sequence[Turn]

    @cached_property
    def texts(self) -> list[str]:
        """All that was said, and the titles that were cited."""
        return [
            self.question,
            *(
                text
                for turn in self.turns
                for text in (turn.question, turn.standalone, turn.answer, *turn.titles)
            ),
        ]

    @cached_property
    def said(self) -> frozenset[str]:
        return frozenset(_counted(terms(" ".join(self.texts))))

    def unsaid(self, text: str) -> bool:
        return not self.said.issuperset(_counted(terms(text)))


def _counted(found: Iterable[str]) -> list[str]:
    """Terms with small numbers in digits."""
    return [_NUMBERS.get(term, term) for term in found]


def _empty(case: _Case) -> str | None:
    return None if case.reading else "it is empty"


def _garbled(case: _Case) -> str | None:
    if not case.reading.isprintable():
        return "it is more than one line"
    markup = _MARKUP.search(case.reading)
    if markup and markup.group() not in case.question:
        return f"it holds “{markup.group()}”"
    return None


def _too_long(case: _Case) -> str | None:
    return "it is too long" if len(case.reading) > len(case.question) + _MOST_ADDED else None


def _meta(case: _Case) -> str | None:
    said = _META.search(case.reading)
    if said and not any(said.group().casefold() in text.casefold() for text in case.texts):
        return "it talks about the task"
    return None


def _no_question(case: _Case) -> str | None:
    if _QUESTION_MARK.search(case.question) and not _QUESTION_MARK.fullmatch(case.reading[-1]):
        return "it is no question"
    asked, read = (
        max(len(_QUESTION_MARK.findall(text)), len(sentence_tokenizer().tokenize(text)))
        for text in (case.question, case.reading)
    )
    return "it is more than one question" if read > max(1, asked) else None


def _invented(case: _Case) -> str | None:
    for number, (term, word) in enumerate(words_of(case.reading).items()):
        # A script without capitals does not show what is a name: there, every word may be one.
        named = not word.islower() and not (number == 0 and term in _OPENS)
        if (named or term in _NUMBERS or term in _UNITS) and case.unsaid(word):
            return f"it names “{word}”, which nobody mentioned"
    for expression in expressions(case.reading, _SOME_DAY):
        words = case.reading[expression.span.start : expression.span.end]
        if case.unsaid(words):
            return f"it says “{words}”, which nobody mentioned"
    return None


def _dropped(case: _Case) -> str | None:
    kept = frozenset(_counted(terms(case.reading)))
    for term, word in words_of(_POINTED_AT.sub("", case.question)).items():
        if term not in _PRONOUNS and not kept.issuperset(_counted([term])):
            return f"it leaves out “{word}”"
    asks = {word.casefold() for word in _ASKS.findall(case.reading)}
    for word in _ASKS.findall(_ABOUT.sub("", case.question)):
        if word.casefold() not in asks:
            return f"it leaves out “{word}”"
    return None


def _turned_round(case: _Case) -> str | None:
    asked, read = (_DENIES.search(text) for text in (case.question, case.reading))
    if asked and not read:
        return f"it leaves out “{asked.group()}”"
    if read and not any(_DENIES.search(text) for text in case.texts):
        return f"it says “{read.group()}”, which nobody did"
    return None


_CHECKS: tuple[Callable[[_Case], str | None], ...] = (
    _empty,
    _garbled,
    _too_long,
    _meta,
    _no_question,
    _invented,
    _dropped,
    _turned_round,
)
