"""Statements made of texts: some that they support, and some that nearly say what they say.

A sentence is shortened, said in other words, or told with its article's subject in the place of a
pronoun: it stays true. With another name, number, or opposite, or something added from elsewhere,
it is not: the transformations that Kryściński et al. 2020 describe, and a few more.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from qa.reader.names import names, years
from qa.reader.near_misses import in_other_words, opposite
from qa.reader.neighbours import Neighbours

_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)*\b")
_ASIDE = re.compile(r" \([^()]{2,120}\)|, (?:which|who|where|whose) [^,;]{3,120},")
_TAIL = re.compile(r"(?:, (?:which|who|where|while|although|but|and|with|including)|;|: ) ?.{8,}$")
_LEAD = re.compile(r"^(?:In|On|At|By|During|After|Before|Since|From|As|For|With)\b[^,]{3,60}, ")
_PRONOUN = re.compile(r"^(?:He|She|It)(?= (?:was|is|has|had|[a-z]+ed|became|made|won|began)\b)")
_IS = re.compile(r"\b(is|was|are|were|has|had|have|will|would|can|could|did|does)\b(?! not)")
_NOT = re.compile(r"\b(is|was|are|were|has|had|have|will|would|can|could|did|does) not\b")
_COUNTS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third|fourth"
    r"|fifth|half|both|twice|once|hundreds?|thousands?|millions?|billions?)\b"
)
_LEAST_WORDS = 5

Chance = random.Random


def shorter(sentence: str, chance: Chance) -> str | None:
    """The sentence without an aside, its end or its beginning; None if it has no such part."""
    ways: list[Callable[[], str]] = [
        lambda: _ASIDE.sub("", sentence, count=1),
        lambda: f"{_TAIL.sub('', sentence).rstrip(' .')}.",
        lambda: _capital(_LEAD.sub("", sentence)),
    ]
    chance.shuffle(ways)
    for way in ways:
        found = way()
        if found != sentence and len(found.split()) >= _LEAST_WORDS:
            return found
    return None


def with_subject(sentence: str, title: str) -> str | None:
    """“He was born in Izmit” with what the article is about; None if no pronoun begins it."""
    if not title or not _PRONOUN.match(sentence):
        return None
    return _PRONOUN.sub(lambda _: title, sentence, count=1)


def reworded(sentence: str, neighbours: Neighbours, chance: Chance) -> str | None:
    """The sentence with a word of the same sense in the place of one of its own; numbers stay."""
    found = in_other_words(sentence, neighbours, chance)
    return found if found and _counts(found) == _counts(sentence) else None


def spoiled(sentence: str, text: str, elsewhere: Sequence[str], chance: Chance) -> str | None:
    """The sentence made untrue: another name, number or year, its opposite, or its denial.

    What takes the place of something is mostly from the same text, where it is hardest to see;
    `elsewhere` are names of other texts.
    """
    ways: list[Callable[[], str | None]] = [
        lambda: _other_name(sentence, text, elsewhere, chance),
        lambda: _other_name(sentence, text, elsewhere, chance),
        lambda: _other_number(sentence, text, chance),
        lambda: _other_number(sentence, text, chance),
        lambda: _swapped(sentence, chance),
        lambda: opposite(sentence, chance),
        lambda: _denied(sentence, chance),
    ]
    chance.shuffle(ways)
    return next((found for way in ways if (found := way()) and found != sentence), None)


def joined(sentence: str, other: str) -> str:
    """Two sentences as one."""
    return f"{sentence.rstrip(' .')}, and {_small(other)}"


def _other_name(sentence: str, text: str, elsewhere: Sequence[str], chance: Chance) -> str | None:
    own = [name for name in names(f". {sentence}") if not name.isupper() or len(name) > 1]
    pool = [n for n in names(text) if not _overlap(n, sentence)]
    if not pool or chance.random() < 0.3:
        pool = [n for n in chance.sample(elsewhere, min(20, len(elsewhere))) if n not in sentence]
    if not own or not pool:
        return None
    return sentence.replace(chance.choice(own), chance.choice(pool), 1)


def _other_number(sentence: str, text: str, chance: Chance) -> str | None:
    own = list(_NUMBER.finditer(sentence))
    if not own:
        return None
    found = chance.choice(own)
    pool = [n for n in (*years(text), *_NUMBER.findall(text)) if n not in sentence]
    same = [n for n in pool if len(n) == len(found.group())]
    if same and chance.random() < 0.6:
        other = chance.choice(same)
    else:
        digits = found.group()
        places = [i for i, digit in enumerate(digits) if digit.isdigit()]
        place = chance.choice(places)
        digit = chance.choice([d for d in "123456789" if d != digits[place]])
        other = digits[:place] + digit + digits[place + 1 :]
    return f"{sentence[: found.start()]}{other}{sentence[found.end() :]}"


def _swapped(sentence: str, chance: Chance) -> str | None:
    """The sentence with two of its names in each other's place."""
    own = names(f". {sentence}")
    if len(own) < 2:
        return None
    one, other = chance.sample(own, 2)
    if one in other or other in one:
        return None
    return sentence.replace(one, "\0").replace(other, one).replace("\0", other)


def _denied(sentence: str, chance: Chance) -> str | None:
    if _NOT.search(sentence):
        return _NOT.sub(r"\1", sentence, count=1)
    found = list(_IS.finditer(sentence))
    if not found:
        return None
    verb = chance.choice(found)
    return f"{sentence[: verb.end()]} not{sentence[verb.end() :]}"


def _counts(text: str) -> list[str]:
    return _COUNTS.findall(text.casefold())


def _overlap(name: str, text: str) -> bool:
    said = text.casefold()
    return any(word in said for word in name.casefold().split())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    first = text.split(" ", 1)[0]
    common = first in {"The", "A", "An", "It", "He", "She", "They", "This", "These", "In", "On"}
    return text[:1].lower() + text[1:] if common else text
