"""Phrases of a clause: whole ones that a question may hold, or none."""

from __future__ import annotations

import re
from itertools import pairwise

from qa.suggestions import verbs
from qa.suggestions.words import (
    ABOUT_SO_MANY,
    DETERMINERS,
    FINITE,
    MASS,
    MONEY,
    NOT_PLURAL,
    NUMBER,
    ORDINALS,
    OWNING,
    PLURALS,
    POINTING,
    PREPOSITIONS,
)

_MARK = re.compile(r"[;:()]|,(?!\d{3}\b)")
# “the draft violated the law”; but “a woman named Ada”.
_EMBEDDED = re.compile(
    r"\w \w+ (?!(?:named|called|entitled|titled) )\w+ed (?:the|a|an|its|his|her|their) "
)
_SECOND_NUMBER = re.compile(r"\band (?:about |some |nearly )?\d")
_BARE_YEAR = re.compile(r"\b(?:in|at|of|for|during) (?:1\d|20)\d\d \w")
_OWNED = re.compile(r"\b(?:its|his|her|their) (?P<owned>[\w’'-]+)(?: (?P<next>[\w’'-]+))?")
_POINTED = re.compile(
    rf"\bthe (?:(?:{'|'.join(sorted(ORDINALS))}) )?(?P<noun>[a-z][\w-]*)(?= (?:and|or|to)\b|$)"
)
_KNOWN_TO_ALL = frozenset(
    "world war euro government public sun moon earth internet law sea".split()
)


def divided_at_prepositions(words: str) -> tuple[str, ...] | None:
    """An object and prepositional phrases; None if a word makes or needs another clause."""
    phrases: list[list[str]] = [[]]
    for word in words.split():
        plain = word.casefold()
        if phrases[-1][-1:] == ["and"] and verbs.is_form(plain):
            phrases[-1].pop()
            break
        if plain == "or" or (plain in verbs.OF_PAST and plain not in verbs.OF_PARTICIPLE):
            return None
        if plain in POINTING or plain in FINITE or _MARK.search(word):
            return None
        if plain in PREPOSITIONS or plain == "to" or (plain == "of" and phrases == [[]]):
            phrases.append([])
        phrases[-1].append(word)
    if (
        _EMBEDDED.search(words)
        or _SECOND_NUMBER.search(words)
        or _BARE_YEAR.search(words)
        or _owns_vaguely(words)
    ):
        return None
    if any(map(_goes_on, phrases)):
        return None
    if any(len(phrase) == 1 and opens_phrase(phrase[0]) for phrase in phrases if phrase):
        return None
    found = tuple(" ".join(phrase) for phrase in phrases if phrase)
    return None if any(_only_points(phrase) for phrase in found) else found


def _owns_vaguely(words: str) -> bool:
    """Whether words have “its arrival”, of who knows what, and not “its plan to”."""
    for found in _OWNED.finditer(words):
        following = found["next"] or ""
        if (
            found["owned"] in ORDINALS
            or following in ("", "and")
            or (following in PREPOSITIONS and following not in ("for", "to"))
        ):
            return True
    return False


def _goes_on(phrase: list[str]) -> bool:
    """Whether a phrase has “her career presenting breakfast”, where a comma may have stood."""
    return any(
        word.endswith("ing") and before not in DETERMINERS | PREPOSITIONS and before != "of"
        for before, word in pairwise(phrase[:-1])
    )


def _only_points(phrase: str) -> bool:
    """Whether a phrase has “the decision”, “fly the cat”: which one, another sentence says."""
    return any(found["noun"] not in _KNOWN_TO_ALL for found in _POINTED.finditer(phrase))


def opens_phrase(phrase: str) -> bool:
    """Whether a preposition opens it, or “to”."""
    first = phrase.split()[0].casefold()
    return first in PREPOSITIONS or first in ("to", "of")


def is_noun_phrase(phrase: str) -> bool:
    """Whether words look like a whole noun phrase, determiner and all."""
    words = phrase.split()
    first, last = words[0], words[-1]
    if NUMBER.fullmatch(uncounted(phrase)) and not MONEY.fullmatch(uncounted(phrase)):
        return False
    if first.endswith("ed") and verbs.is_form(first):
        return False
    if first.casefold() in DETERMINERS | OWNING:
        return len(words) > 1
    return (
        first[0].isupper()
        or NUMBER.match(phrase) is not None
        or ABOUT_SO_MANY.match(phrase) is not None
        or (is_plural(last) and len(words) <= 4 and not first.endswith("ly"))
        or (last in MASS and len(words) <= 3)
        or ("of" in words and is_plural(words[words.index("of") - 1]))
    )


def is_plural(noun: str) -> bool:
    """Whether a lower-case noun is of several, by its ending."""
    return noun in PLURALS or (
        noun.endswith("s") and len(noun) > 3 and not NOT_PLURAL.search(noun) and noun[0].islower()
    )


def uncounted(phrase: str) -> str:
    """A noun phrase without “about”, “at least” and the like."""
    about = ABOUT_SO_MANY.match(phrase)
    return phrase[about.end() :] if about else phrase
