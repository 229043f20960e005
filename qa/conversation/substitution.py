"""The question before, asked of something else: “And Albania?”, “No, I meant 2022.” Pure.

What is named anew takes the place of what is of its kind: a name that of a name, a time that of a
time, an extreme that of another, words behind a preposition those behind the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa.conversation.agreement import Alike
from qa.language import stopwords

_LEAST_ALIKE = 0.2
_LEAST_ALIKE_NAMES = 0.0
_MOST_WORDS = 5
"""Of what is named anew; more is a clause."""

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_YEAR = r"(?:1\d|20)\d\d"
_TIME = (
    rf"(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}},?)?(?: {_YEAR})?|{_YEAR}"
    rf"|(?:the )?(?:spring|summer|autumn|winter) of {_YEAR}"
)
_TIME_SLOT = re.compile(rf"\b(?:in |on |by |during |since |until )?(?:{_TIME})\b", re.IGNORECASE)
_MONTH_SLOT = re.compile(rf"\b{_MONTH}\b", re.IGNORECASE)
_YEAR_SLOT = re.compile(rf"\b{_YEAR}\b")
_ONLY_MONTH = re.compile(rf"(?:in |for |by )?({_MONTH})", re.IGNORECASE)
_ONLY_YEAR = re.compile(rf"(?:in |for )?({_YEAR})")
_ONLY_TIME = re.compile(rf"(?:in |on |for |by |during |since |until )?(?:{_TIME})", re.IGNORECASE)
_YEAR_BESIDE = re.compile(
    r"(?:in )?the (?:(?P<next>year after|next year|following year)"
    r"|(?P<last>year before|previous year|preceding year))",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    r"\b(?:first|second|third|fourth|last|latest|\w{2,}est|most \w+|least \w+|best|worst)\b",
    re.IGNORECASE,
)
_ONLY_EXTREME = re.compile(rf"(?:the )?({_EXTREME.pattern})(?: ones?)?", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?:in|on|at|for|from|to|with|against|under|according to|during|after|before|by|about|without"
    r"|near|outside|inside|behind|since|until|of)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b[A-Z][\w-]*(?:['’](?!s\b)\w+)*(?: (?:of |the |de |van |von )?[A-Z0-9][\w-]*)*"
)
_POSSESSIVE = re.compile(r"(['’]s|(?<=s)['’])$")
_MORE_OF_NAME = re.compile(
    r" (?!(?:in|on|at|of|for|from|to|with|by|and|or|after)\b)[a-z]+(?=\W*$| )"
)
_VERBS = frozenset(
    "is are was were do does did has have had can could will would should may might must be been"
    " get got give gave make made say said take took go went come came pay paid cost".split()
)


def substituted(question: str, what: str, alike: Alike) -> str | None:
    """A question asked of something else; None where nothing in it is of that kind."""
    what = what.strip(" ?.!,")
    if not what:
        return None
    for way in (_beside, _time, _extreme):
        if (told := way(question, what)) is not None:
            return told
    for kindred in (_behind_preposition, _noun):
        if (told := kindred(question, what, alike)) is not None:
            return told
    return None


def with_more(question: str, more: str) -> str:
    """A question with words put at its end."""
    mark = re.search(r"\s*[?.!]*$", question)
    end = mark.start() if mark else len(question)
    return f"{question[:end]} {more.strip(' ?.!')}{question[end:].strip() or '?'}"


def _beside(question: str, what: str) -> str | None:
    """The year before or after the one that the question names."""
    year = _YEAR_SLOT.search(question)
    beside = _YEAR_BESIDE.fullmatch(what)
    if not year or not beside:
        return None
    other = int(year.group()) + (1 if beside["next"] else -1)
    return f"{question[: year.start()]}{other}{question[year.end() :]}"


def _time(question: str, what: str) -> str | None:
    for only, slot in ((_ONLY_MONTH, _MONTH_SLOT), (_ONLY_YEAR, _YEAR_SLOT)):
        named, place = only.fullmatch(what), slot.search(question)
        if named and place:
            return f"{question[: place.start()]}{named[1]}{question[place.end() :]}"
    if not _ONLY_TIME.fullmatch(what):
        return None
    what = re.sub(r"^for ", "in ", what, flags=re.IGNORECASE)
    when = what if _PREPOSITION.match(what) else f"in {what}"
    place = _TIME_SLOT.search(question)
    if place is None:
        return with_more(question, when)
    return f"{question[: place.start()]}{when}{question[place.end() :]}"


def _extreme(question: str, what: str) -> str | None:
    named, place = _ONLY_EXTREME.fullmatch(what), _EXTREME.search(question)
    if not named or not place:
        return None
    return f"{question[: place.start()]}{named[1]}{question[place.end() :]}"


def _behind_preposition(question: str, what: str, alike: Alike) -> str | None:
    preposition = _PREPOSITION.match(what)
    if not preposition:
        return None
    behind = re.compile(
        rf"\b(?i:{re.escape(preposition.group())}) (?:the |an? )?[\w’'-]+(?: [A-Z][\w-]+)*"
    )
    places = [
        (alike(what, found.group()), found.start(), found.end())
        for found in behind.finditer(question)
        if not _TIME_SLOT.fullmatch(found.group())
    ]
    best = max(places, default=None)
    if best is None or best[0] < _LEAST_ALIKE:
        return with_more(question, what)
    return f"{question[: best[1]]}{what}{question[best[2] :]}"


def _noun(question: str, what: str, alike: Alike) -> str | None:
    bare = _POSSESSIVE.sub("", what)
    if len(bare.split()) > _MOST_WORDS or re.search(r"\bones?$", bare):
        return None
    slots, least = _slots(question, bare)
    head = re.sub(r"^(?:the|an?) ", "", bare)
    best = max(((alike(head, question[a:b]), a, b) for a, b in slots), default=None)
    if best is None or best[0] < least:
        return None
    _, start, end = best
    if question[:start].lower().endswith(" the "):
        start -= len("the ")
    # "The Rafale jets" stands for all of "the Bayraktar order".
    named = question[start:end].removeprefix("the ")[0].isupper()
    if named and head.split()[-1].islower() and (more := _MORE_OF_NAME.match(question, end)):
        end = more.end()
    possessed = re.match(r"['’]s?\b|['’](?= )", question[end:])
    if possessed:
        return f"{question[:start]}{bare}{_owned(bare)}{question[end + possessed.end() :]}"
    return f"{question[:start]}{bare}{question[end:]}"


def _slots(question: str, what: str) -> tuple[list[tuple[int, int]], float]:
    """Where what is named anew may stand, and how alike it must be to what stands there."""
    names = [_bare(question, *found.span()) for found in _NAME.finditer(question)]
    names = [name for name in names if name[0] < name[1]]
    if names and _NAME.search(what):
        return names, _LEAST_ALIKE_NAMES
    chunks = [slot for slot in _chunks(question) if not _overlaps(slot, names)]
    single = [
        (start + word.start(), start + word.end())
        for start, end in chunks
        for word in re.finditer(r"[\w-]+", question[start:end])
    ]
    return (chunks if " " in what.removeprefix("the ") else [*single, *chunks]), _LEAST_ALIKE


def _bare(question: str, start: int, end: int) -> tuple[int, int]:
    """A name without the word before it that begins the question: "Did Serbia"."""
    first = re.match(r"[\w-]+ ?", question[start:end])
    if start == 0 and first and _asks(first.group().strip()):
        start += first.end()
    return start, end


def _owned(name: str) -> str:
    return "'" if name.endswith("s") else "'s"


def _chunks(question: str) -> Iterator[tuple[int, int]]:
    """Runs of words that tell something, as nouns with what describes them."""
    start: int | None = None
    end = 0
    for word in re.finditer(rf"{_TIME_SLOT.pattern}|[\w-]+|[^\w\s]", question, re.IGNORECASE):
        told = word.group().lower()
        if (
            not _TIME_SLOT.fullmatch(told)
            and word.group()[0].isalnum()
            and told not in stopwords()
            and told not in _VERBS
        ):
            start = word.start() if start is None else start
            end = word.end()
        elif start is not None:
            yield start, end
            start = None
    if start is not None:
        yield start, end


def _overlaps(slot: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(slot[0] < end and start < slot[1] for start, end in others)


def _asks(words: str) -> bool:
    return words.lower() in stopwords() or words.lower() in _VERBS
