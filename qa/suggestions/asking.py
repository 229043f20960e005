"""Questions about a clause, each with the words of it that answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.suggestions import verbs
from qa.suggestions.clauses import Clause, opening_date
from qa.suggestions.phrases import divided_at_prepositions, is_plural, uncounted
from qa.suggestions.plain import MOST_CHARS
from qa.suggestions.words import (
    ABOUT_SO_MANY,
    COUNTRIES,
    DATE,
    DETERMINERS,
    MONEY,
    NUMBER,
    PASSING,
    UNITS,
)

_MOST_OF_NOUN = 6
# Words after the verb that tell one deed from another.
_FEWEST_OF_MAKING = 1
_FEWEST_OF_DOING = 4
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ]\w")
_OWNING = re.compile(r"\b(?:its|his|her|their)\b")
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_PLACE = re.compile(r"(?:in|at|near|on) (?:the )?[A-ZÀ-Þ]")

_COUNTED_PASSIVE = re.compile(
    rf"(?:A total of )?(?:{ABOUT_SO_MANY.pattern})?(?P<number>{NUMBER.pattern})"
    r" (?P<noun>(?:[\w-]+ ){0,4}?[\w-]+) (?P<be>were|have been) (?P<verb>\w+)(?P<rest>[^,;:—]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the words that were taken away to make it."""

    question: str
    asks: str
    expected: str
    rank: int


def questions(clause: Clause) -> Iterator[Asked]:
    """All that the rules can ask of a clause."""
    if clause.present:
        yield from _how_many(clause)
        return
    if clause.because:
        yield from _phrased("Why", clause, clause.rest, clause.because, 0)
    yield from _how_many(clause)
    yield from _how_much(clause)
    yield from _who(clause)
    yield from _what_to_do(clause)
    yield from _when(clause)
    yield from _where(clause)
    yield from _charged(clause)
    yield from _what(clause)


def _phrased(
    word: str, clause: Clause, rest: tuple[str, ...], expected: str, rank: int
) -> Iterator[Asked]:
    """`When did Albania join NATO?`, with as many of its phrases as a short question holds."""
    if clause.passive:
        was = "were" if clause.plural else "was"
        head = f"{word} {was} {clause.subject} {verbs.participle(clause.verb)}"
    else:
        head = f"{word} did {clause.subject} {clause.verb}"
    yield Asked(_fitted(head, clause.particle, *rest), word.casefold(), expected, rank)


def _fitted(head: str, particle: str, *phrases: str) -> str:
    """A question with its phrases; the last ones are left out where it would be too long."""
    parts = [head, *filter(None, [particle]), *phrases]
    fewest = len(parts) - len(phrases) + 1
    while len(question := f"{' '.join(parts)}?") > MOST_CHARS and len(parts) > fewest:
        if parts.pop().startswith("to "):  # without which the rest says something else
            break
    return question


def _how_many(clause: Clause) -> Iterator[Asked]:
    if not clause.has_object or clause.passive or clause.verb in verbs.OF_WORDS:
        return
    counted = uncounted(clause.rest[0])
    number = NUMBER.match(counted)
    if not number or _YEAR.fullmatch(number.group()):
        return
    noun = counted[number.end() :].strip()
    words = noun.split()
    bare = len(words) == 1 and len(clause.rest) == 1 and not clause.present
    if not words or bare or words[0] in UNITS or "and" in words or len(words) > _MOST_OF_NOUN:
        return
    counted_noun = words[: words.index("of")] if "of" in words else words
    if not counted_noun or not is_plural(counted_noun[-1]):
        return
    does = "does" if clause.present else "did"
    head = f"How many {noun} {does} {clause.subject} {clause.verb}"
    yield Asked(_fitted(head, clause.particle, *clause.rest[1:]), "how many", number.group(), 1)


def _how_much(clause: Clause) -> Iterator[Asked]:
    if not clause.has_object or clause.passive or clause.verb not in verbs.OF_MONEY:
        return
    if not MONEY.fullmatch(uncounted(clause.rest[0])):
        return
    rest = " ".join(clause.rest[1:])
    if _CAPITAL.search(rest) or clause.verb == "cost":
        yield from _phrased("How much", clause, clause.rest[1:], clause.rest[0], 1)


def _who(clause: Clause) -> Iterator[Asked]:
    done = verbs.past(clause.verb)
    if clause.passive:
        if clause.agent and not clause.rest and clause.agent != clause.subject:
            question = f"{_whoever(clause.agent)} {done} {clause.subject}?"
            yield Asked(question, "who", clause.agent, 1)
        return
    who, told = _whoever(clause.subject), " ".join(clause.rest)
    if (
        not _tells_one(clause, told)
        or clause.subject.startswith("the ")
        or (who == "Who" and _OWNING.search(told))
    ):
        return
    question = _fitted(f"{who} {done}", clause.particle, *clause.rest)
    if clause.subject.split()[-1] not in question:
        yield Asked(question, "who", clause.subject, 2 if clause.person else 3)


def _whoever(name: str) -> str:
    return "Which country" if name.removeprefix("the ") in COUNTRIES else "Who"


def _tells_one(clause: Clause, told: str) -> bool:
    """Whether what was done is so particular that one did it."""
    if clause.verb in verbs.COMMON or not _CAPITAL.search(told):
        return False
    fewest = _FEWEST_OF_MAKING if clause.verb in verbs.MAKING else _FEWEST_OF_DOING
    whole = clause.has_object or told.startswith("to ")
    return whole and len(told.split()) >= fewest


def _what_to_do(clause: Clause) -> Iterator[Asked]:
    """`What did Ostrand agree to buy?`, `What did Washington urge Serbia to do?`"""
    if clause.passive or clause.particle or not clause.rest:
        return
    opener = clause.rest[1] if clause.has_object and len(clause.rest) > 1 else clause.rest[0]
    words = opener.split()
    if words[0] != "to" or len(words) < 2 or words[1] not in verbs.LEMMAS:
        return
    told = " ".join(words[1:])
    if clause.has_object and clause.verb in verbs.TO_SOMEBODY and _CAPITAL.search(clause.rest[0]):
        question = f"What did {clause.subject} {clause.verb} {clause.rest[0]} to do?"
        yield Asked(question, "what", told, 3)
    if not clause.has_object and clause.verb in verbs.TOWARDS and words[1] in verbs.WITH_CONTENT:
        question = f"What did {clause.subject} {clause.verb} to {words[1]}?"
        yield Asked(question, "what", told, 3)


def _when(clause: Clause) -> Iterator[Asked]:
    if not clause.when:
        return
    if clause.verb == "bear":
        yield from _phrased("When", clause, (), clause.when, 2)
    elif clause.rest or clause.passive or clause.verb in verbs.WITHOUT_OBJECT:
        told = " ".join(clause.rest)
        if not NUMBER.match(uncounted(told)) or _CAPITAL.search(told):
            yield from _phrased("When", clause, clause.rest, clause.when, 2)


def _where(clause: Clause) -> Iterator[Asked]:
    places = [part for part in clause.rest if _PLACE.match(part)]
    if len(places) != 1 or clause.verb not in verbs.OF_PLACES:
        return
    rest = tuple(part for part in clause.rest if part != places[0])
    if not rest or (clause.has_object and len(rest) == 1):
        yield from _phrased("Where", clause, rest, places[0].split(" ", 1)[1], 4)


def _charged(clause: Clause) -> Iterator[Asked]:
    """`What was Martin Shore convicted of?`, `What did Ankara accuse Belgrade of?`"""
    preposition = verbs.OF_CHARGES.get(clause.verb)
    at = 1 if clause.has_object else 0
    told = clause.rest[at] if preposition and len(clause.rest) > at else ""
    whom = clause.rest[0] if clause.has_object else ""
    if preposition == "of" and clause.has_object and " of " in whom:
        whom, _, told = whom.partition(" of ")
        told = f"of {told}"
    if not told.startswith(f"{preposition} ") or clause.passive == clause.has_object:
        return
    rest = (f"{whom} {preposition}".strip(),)
    if clause.passive or _CAPITAL.search(whom):
        yield from _phrased("What", clause, rest, told.split(" ", 1)[1], 1)


def _what(clause: Clause) -> Iterator[Asked]:
    if clause.passive or not clause.has_object or clause.verb not in verbs.WITH_CONTENT:
        return
    rest = clause.rest[1:2]
    if clause.headline and clause.verb in verbs.OF_WORDS and clause.subject not in COUNTRIES:
        yield from _phrased("What", clause, (), clause.rest[0], 4)
    if rest and _CAPITAL.search(rest[0]) and not rest[0].startswith(("to ", "for ", "of ", "in ")):
        yield from _phrased("What", clause, rest, clause.rest[0], 5)


def counted(sentence: str) -> Iterator[Asked]:
    """`How many NATO peacekeepers were hurt in Zvecan?`, where they open the sentence."""
    text, _ = opening_date(" ".join(sentence.split()))
    found = _COUNTED_PASSIVE.match(text)
    if not found or found["verb"] not in verbs.OF_PARTICIPLE or not text.endswith("."):
        return
    noun = found["noun"].split()
    if not is_plural(noun[-1]) or noun[0] in UNITS or DETERMINERS.intersection(noun):
        return
    rest = divided_at_prepositions(DATE.sub("", PASSING.sub("", found["rest"])).strip(" ."))
    told = " ".join(rest or ())
    if _CAPITAL.search(told) and len(told.split()) > 3:
        question = f"How many {found['noun']} were {found['verb']} {told}?"
        yield Asked(question, "how many", found["number"], 1)
