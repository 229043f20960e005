"""What the words of an answer amount to, so that two answers can be compared; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import floor, log10

from qa.days import MONTHS
from qa.reader.cues import Kind, cue


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of something."""

    number: float
    unit: str
    """Empty for what is counted: people, jets, jobs."""

    def agrees(self, other: Value) -> bool | None:
        """Whether one is the other one, or that rounded; None if they measure different things."""
        if not isinstance(other, Amount) or self.unit != other.unit:
            return None
        one, two = self.number, other.number
        return one == two or _rounds_to(one, two) or _rounds_to(two, one)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, a month or a year, by the words of it."""

    words: frozenset[str]

    def agrees(self, other: Value) -> bool | None:
        """Whether one is the other one, or that told less exactly; None if one is no date."""
        if not isinstance(other, Dated):
            return None
        return self.words <= other.words or other.words <= self.words


@dataclass(frozen=True, slots=True)
class Person:
    """A person, by the words of the name."""

    words: frozenset[str]

    def agrees(self, other: Value) -> bool | None:
        """Whether the names have a word in common; None if one is no person."""
        return bool(self.words & other.words) if isinstance(other, Person) else None


Value = Amount | Dated | Person

COUNTED = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen twenty".split(),
        1,
    )
}
_SCALES = {"": 1, "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_NUMBER = re.compile(
    rf"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?|(?:{'|'.join(COUNTED)})\b)"
    rf"(?:[ -]({'|'.join(filter(None, _SCALES))})\b)?",
    re.IGNORECASE,
)
_SCALE_BEHIND = re.compile(rf"[ -](?:{'|'.join(filter(None, _SCALES))})\b", re.IGNORECASE)
_MOST_ROUNDED = 0.05
_YEAR = re.compile(r"(?:19|20)\d\d")
# What is not listed is counted. Amounts of one unit compare, those of two do not.
_UNITS = {
    name: names[0]
    for names in (
        ("USD", "dollar", "$"),
        ("EUR", "euro", "€"),
        ("crown",),
        ("%", "percent", "per cent"),
        *((unit,) for unit in "metre kilometre litre kilogram tonne megawatt kilowatt".split()),
        *((unit,) for unit in "gigawatt-hour second minute hour day week month year".split()),
    )
    for name in names
}
_UNIT = re.compile(rf"({'|'.join(re.escape(name) for name in _UNITS)})(?![a-rt-z])")
_MONTH_OR_YEAR = re.compile(rf"\b(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)})\b(?: \d{{4}})?|\b\d{{4}}\b")
_PERSON = re.compile(r"[A-Z][\w’'-]+(?: (?:[A-Z]\. |de |van |von )?[A-Z][\w’'-]+)+")


def value(question: str, answer: str, after: str) -> Value | None:
    """What an answer amounts to; None if the question asks for no such thing or it names none.

    `after` are the words behind it, where the unit of an amount may stand.
    """
    asked = cue(question)
    match asked and asked.kind:
        case Kind.QUANTITY:
            return _amount(answer, after)
        case Kind.TIME:
            return _date(answer)
        case Kind.PERSON if _PERSON.fullmatch(answer):
            return Person(frozenset(answer.casefold().split()))
    return None


def _amount(answer: str, after: str) -> Amount | None:
    if scale := _SCALE_BEHIND.match(after):
        answer, after = answer + scale.group(), after[scale.end() :]
    found = _NUMBER.findall(answer)
    if len(found) != 1:
        return None
    digits, times = found[0]
    if _YEAR.fullmatch(digits):
        return None
    number = COUNTED.get(digits.casefold()) or float(digits.replace(",", ""))
    unit = _UNIT.search(answer) or _UNIT.match(after.lstrip())
    return Amount(number * _SCALES[times.casefold()], _UNITS[unit.group(1)] if unit else "")


def _date(answer: str) -> Dated | None:
    found = _MONTH_OR_YEAR.findall(answer)
    return Dated(frozenset(found[0].split())) if len(found) == 1 else None


def _rounds_to(one: float, other: float) -> bool:
    """Whether the second is the first, rounded to as many digits as the second shows."""
    if not one or not other or abs(one - other) > _MOST_ROUNDED * one:
        return False
    step = 10.0 ** floor(log10(other))
    while step > 1 and other % step:
        step /= 10
    return step > 1 and bool(round(one / step) * step == other)
