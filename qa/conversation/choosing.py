"""From what the network says of a question to the edits that are made of it. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from qa.conversation.agreement import Alike, agreement
from qa.conversation.edits import CONNECTORS, POSSESSIVE, Edits, Insertion, phrase
from qa.conversation.inputs import Window
from qa.conversation.runtime import Logits
from qa.language import stopwords
from qa.terms import terms

Array = npt.NDArray[np.float64]

# Settled on the conversations that training leaves out: `benchmarks.rewriting --split train`.
_PUT_IN = 0.4
_PUT_IN_FOR_POINTER = 0.15
_LEFT_OUT = 0.5
_ADDED = 0.5
_AS_LIKELY = 0.6
"""Of the best phrase's probability, that of another one which is offered as well."""
_MOST_ADDED = 8
_LONGEST = 14
"""Words of a phrase."""
_MOST_NAMED = 3
"""Words of a name that is told in full."""
_PLACES = 6
"""Starts and ends that are tried with one another."""

# Verbs that stand before whom a question is about, and leave another behind them.
_INVERTED = frozenset("did does do has have had can could will would should".split())
_DO = frozenset("do done doing".split())
_DONE = frozenset("it this that so".split())
_PERSONAL = frozenset("he she him his".split())
# "Stole the Mona Lisa", "Erdogan promise Albania": a verb with what is done.
_CLAUSE = re.compile(
    r"^(?!of|in|at|on|for|from|to)[a-z]\w+ (?:by )?(?:the|an?|his|her|its|their) "
    r"|[A-Z]\w+ (?!of|the|and|for|in|de|van|von|on|al)[a-z]\w* (?:(?:the|to|in|an?) )?[A-Z]"
)
_NAME = re.compile(r"[A-Z][\w.'’-]*(?:\s+(?:[A-Z][\w.'’-]*|de|van|von|bin|al|of))*")
_ENDS = re.compile(r"[?!\n]|\w{3,}\. ")
_POSSESSIVES = frozenset("his its their hers theirs".split())
POINTERS = frozenset(
    "he she it they him her them his hers its their theirs this that these those there".split()
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The edits of a question, and those of another reading that is as likely, if there is one."""

    edits: Edits
    other: Edits | None = None


@dataclass(frozen=True, slots=True)
class _Phrase:
    first: int
    last: int
    words: tuple[str, ...]
    """Its terms, which tell it from others."""
    probability: float


def choose(window: Window, logits: Logits, alike: Alike) -> Choice:
    """What to leave out and to put in; `alike` tells whom a pronoun may mean."""
    if not window.context:
        return Choice(Edits())
    left_out = _sigmoid(logits.left_out) > _LEFT_OUT
    joined = _softmax(logits.connector)
    asked_terms = set(terms(" ".join(word.text for word in window.question)))
    told: set[str] = set()
    kept: list[Insertion] = []
    rival: tuple[float, Insertion, Insertion] | None = None
    for site in range(len(window.question) + 1):
        some = 1 - float(joined[site, 0])
        asked = window.question[site].text.lower() if site < len(window.question) else ""
        points = asked in POINTERS
        if some < (_PUT_IN_FOR_POINTER if points else _PUT_IN):
            continue
        connector = CONNECTORS[1 + int(joined[site, 1:].argmax())]
        assert connector is not None
        if asked in _POSSESSIVES:
            connector = POSSESSIVE
        elif asked == "there" and not connector:
            connector = "in"
        if asked in _DONE and site and window.question[site - 1].text.lower() in _DO:
            continue
        phrases = _phrases(window, logits, site, asked, alike)
        phrases = [one for one in phrases if asked_terms.isdisjoint(one.words)]
        if not phrases or not told.isdisjoint(phrases[0].words):
            continue
        best = _in_full(window, _before_its_verb(window, phrases[0]))
        insertion = Insertion(site, connector, best.first, best.last)
        kept.append(insertion)
        told.update(best.words)
        other = next((one for one in phrases[1:] if not set(one.words) & set(best.words)), None)
        if other and points and other.probability > _AS_LIKELY * best.probability:
            likely = other.probability / best.probability
            if rival is None or likely > rival[0]:
                rival = likely, insertion, Insertion(site, connector, other.first, other.last)
    dropped = frozenset(_replaced(left_out, {one.site for one in kept}))
    edits = Edits(dropped, tuple(kept))
    if rival is None:
        return Choice(edits)
    _, instead_of, put = rival
    changed = tuple(put if one == instead_of else one for one in kept)
    return Choice(edits, Edits(dropped, changed))


def added(window: Window, logits: Logits, told: str) -> tuple[str, ...]:
    """Words of the conversation that a person would add somewhere and that are not told yet."""
    known = set(terms(told))
    found: dict[str, tuple[float, str]] = {}
    for word, likely in zip(window.context, _sigmoid(logits.added), strict=True):
        for term in terms(word.text):
            if likely > _ADDED and term not in known and found.get(term, (0.0, ""))[0] < likely:
                found[term] = float(likely), word.text
    best = sorted(found.values(), key=lambda one: -one[0])[:_MOST_ADDED]
    return tuple(word for _, word in best)


def _phrases(
    window: Window, logits: Logits, site: int, pronoun: str, alike: Alike
) -> list[_Phrase]:
    """What may be put in at a site, likeliest first; a phrase that stands twice counts once."""
    first, last = _softmax(logits.first[site]), _softmax(logits.last[site])
    by_words: dict[tuple[str, ...], _Phrase] = {}
    for start in np.argsort(-first)[:_PLACES]:
        for end in np.argsort(-last)[:_PLACES]:
            if not 0 <= end - start < _LONGEST:
                continue
            if not _is_phrase(window, int(start), int(end), pronoun in _PERSONAL):
                continue
            told = phrase(window, int(start), int(end))
            words = tuple(terms(told))
            if not words:
                continue
            fits = math.exp(agreement(pronoun, told, alike))
            probability = fits * float(first[start] * last[end])
            known = by_words.get(words)
            total = probability + (known.probability if known else 0.0)
            place = known if known and known.probability > probability else None
            by_words[words] = _Phrase(
                place.first if place else int(start),
                place.last if place else int(end),
                words,
                total,
            )
    return sorted(by_words.values(), key=lambda one: -one.probability)


def _before_its_verb(window: Window, phrase: _Phrase) -> _Phrase:
    """“Did smallpox die” without its verb, if the conversation has “smallpox” without it, too."""
    before = phrase.first - 1
    while before > 0 and window.context[before].text.lower() == "the":
        before -= 1
    if before < 0 or window.context[before].text.lower() not in _INVERTED:
        return phrase
    told = [word.text.lower() for word in window.context]
    for last in range(phrase.last - 1, phrase.first - 1, -1):
        words = told[phrase.first : last + 1]
        for place in range(len(told) - len(words) + 1):
            if told[place : place + len(words)] == words and place != phrase.first:
                behind = told[place + len(words) : place + len(words) + 1]
                if behind != [told[last + 1]] and terms(" ".join(words)):
                    return replace(phrase, last=last)
    return phrase


def _in_full(window: Window, phrase: _Phrase) -> _Phrase:
    """A name of one word as the conversation has it in full: “Rama” as “Edi Rama”."""
    name = window.context[phrase.first].text
    if phrase.first != phrase.last or not name[0].isupper():
        return phrase
    for place, word in enumerate(window.context):
        if word.text != name:
            continue
        first, last = _name_around(window, place)
        if 1 < last - first + 1 <= _MOST_NAMED:
            return replace(phrase, first=first, last=last)
    return phrase


def _name_around(window: Window, place: int) -> tuple[int, int]:
    """The run of capitalised words of one turn that a word is in."""
    first = last = place
    while first > 0 and _goes_on(window, first - 1, first):
        first -= 1
    while last + 1 < len(window.context) and _goes_on(window, last, last + 1):
        last += 1
    return first, last


def _goes_on(window: Window, left: int, right: int) -> bool:
    one, other = window.context[left], window.context[right]
    return (
        window.turn_of[left] == window.turn_of[right]
        and one.text[0].isupper()
        and other.text[0].isupper()
        and window.texts[window.turn_of[left]][one.end : other.start] == " "
        and one.text.lower() not in stopwords()
        and other.text.lower() not in stopwords()
    )


def _is_phrase(window: Window, first: int, last: int, person: bool) -> bool:
    """Whether words may stand for a pronoun: all of one sentence, and no verb among them."""
    if window.turn_of[first] != window.turn_of[last]:
        return False
    text = window.texts[window.turn_of[first]]
    start, end = window.context[first].start, window.context[last].end
    if _ENDS.search(text, start, end) or _CLAUSE.search(text[start:end]):
        return False
    return not person or text.islower() or _NAME.fullmatch(text[start:end]) is not None


def _replaced(left_out: npt.NDArray[np.bool_], sites: set[int]) -> Iterator[int]:
    """The words left out in whose place something is put: what only went away would be missed."""
    filled = False
    for site, out in enumerate(left_out):
        filled = bool(out) and (filled or site in sites)
        if filled:
            yield site


def _sigmoid(logits: npt.NDArray[np.float32]) -> Array:
    return np.asarray(1 / (1 + np.exp(-logits.astype(np.float64))))


def _softmax(logits: npt.NDArray[np.float32]) -> Array:
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))
