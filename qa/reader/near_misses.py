"""Questions and passages that nearly fit: what a reader must learn to say no to.

A question about one thing is turned into the same question about another that the passage also
names (Rajpurkar, Jia and Liang 2018 describe such questions), or the sentence that answers is
taken out of the passage. Everything that is left still matches, and nothing answers. A question
in other words is the counterpart: less matches, and it is answered all the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence

from qa.reader.names import mentions, names, put_in_place, years
from qa.reader.neighbours import Neighbours
from qa.records import Span

_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)*\b")
_LETTERS = re.compile(r"\w+")
_FROM_ELSEWHERE = 0.3
_LEAST_WORDS_LEFT = 12
_SAME_SENSE = 0.52
_ASKING = frozenset(
    "what when where which whose whom does would could should have many much about with from that"
    " this these those their there long often kind type sort name other into than they were been"
    " will more most some such many only also after before during between".split()
)

_OPPOSITES = (
    "first last", "largest smallest", "highest lowest", "most least", "biggest smallest",
    "oldest youngest", "earliest latest", "before after", "north south", "east west",
    "northern southern", "eastern western", "won lost", "win lose", "increase decrease",
    "increased decreased", "rise fall", "rose fell", "maximum minimum", "begin end", "began ended",
    "start end", "started ended", "open close", "opened closed", "more fewer", "above below",
    "longest shortest", "best worst", "male female", "men women", "father mother", "son daughter",
    "brother sister", "husband wife", "king queen", "buy sell", "bought sold", "accept reject",
    "accepted rejected", "support oppose", "supported opposed", "gain lose", "gained lost",
    "majority minority", "internal external", "public private", "import export",
    "cancel approve", "cancelled approved", "born died", "founded abolished", "left joined",
    "strongest weakest", "positive negative", "legal illegal", "major minor", "upper lower",
    "domestic foreign", "friend enemy", "cheapest dearest", "fastest slowest", "agreed refused",
)  # fmt: skip
_OPPOSITE = {
    word: other
    for pair in _OPPOSITES
    for one, two in [pair.split()]
    for word, other in ((one, two), (two, one))
}


def other_question(
    question: str,
    text: str,
    answers: Iterable[str],
    elsewhere: Sequence[str],
    chance: random.Random,
) -> str | None:
    """The question about something else, which the text does not answer; None if none is found.

    `elsewhere` are names of other texts, used now and then in place of this text's own.
    """
    answer_words = {word for answer in answers for word in _words(answer)}
    ways: list[Callable[[], str | None]] = [
        lambda: _another(question, names(text), answer_words, elsewhere, chance),
        lambda: _another(question, years(text), answer_words, (), chance),
        lambda: _another(question, _NUMBER.findall(text), answer_words, (), chance),
        lambda: opposite(question, chance),
    ]
    chance.shuffle(ways)
    return next((found for way in ways if (found := way())), None)


def in_other_words(question: str, neighbours: Neighbours, chance: random.Random) -> str | None:
    """The question with a word replaced by one of the same sense; None if it has none."""
    found = [
        (match, others)
        for match in _LETTERS.finditer(question)
        if match.group().islower() and match.group() not in _ASKING
        if (
            others := [
                other
                for other in neighbours.closer(match.group(), _SAME_SENSE)
                if other != _OPPOSITE.get(match.group())
            ]
        )
    ]
    if not found:
        return None
    match, others = chance.choice(found)
    return _exchanged(match, chance.choice(others))


def without_answer(text: str, sentences: Sequence[Span], answers: Iterable[str]) -> str | None:
    """The text without the sentences that hold an answer; None if too little is left.

    The spans are offsets into the text.
    """
    wanted = [answer.casefold() for answer in answers]
    kept = [text[start:end] for start, end in sentences]
    kept = [s for s in kept if not any(answer in s.casefold() for answer in wanted)]
    left = " ".join(kept)
    return left if len(kept) < len(sentences) and len(left.split()) >= _LEAST_WORDS_LEFT else None


def _another(
    question: str,
    known: Sequence[str],
    answer_words: set[str],
    elsewhere: Sequence[str],
    chance: random.Random,
) -> str | None:
    """The question with one of the names it shares with the text replaced by another."""
    asked = set(_words(question))
    shared = [name for name in known if mentions(question, name)]
    others = [
        name
        for name in known
        if not asked & set(_words(name)) and not answer_words & set(_words(name))
    ]
    if elsewhere and chance.random() < _FROM_ELSEWHERE:
        others = [chance.choice(elsewhere)]
    if not shared or not others:
        return None
    return put_in_place(question, chance.choice(shared), chance.choice(others))


def opposite(text: str, chance: random.Random) -> str | None:
    """The text with a word's opposite in its place; None if none is known of any."""
    found = [match for match in _LETTERS.finditer(text) if match.group().lower() in _OPPOSITE]
    if not found:
        return None
    match = chance.choice(found)
    return _exchanged(match, _OPPOSITE[match.group().lower()])


def _exchanged(match: re.Match[str], other: str) -> str:
    """The text that was searched, with another word in the place of the one found."""
    return f"{match.string[: match.start()]}{other}{match.string[match.end() :]}"


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _LETTERS.findall(text)]
