"""Whether a question's time expressions say when articles were published, or what it is about.

“What did the papers write in 2023?” asks for articles of that year; “How many drones did Kosovo
buy in 2023?” may well be answered by a later one. Written for precision: an expression stays what
it is, words of the question, unless the question asks for reports and has only one, or unless it
is told by its distance from today (“last week”, “since March”): an article calls the same day
otherwise, and another day the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qa.days import Days, back
from qa.reader.cues import Kind, cue
from qa.records import Period
from qa.time_expressions import Expression, Form, expressions

# Of 60 events that the example articles date by a weekday, 5 are told on the same day, 39 by the
# next, 49 by the one after that, and the rest within the week.
_REPORTED_WITHIN_DAYS = 2
_LONG_DAYS = 7
"""From here on what is told late is too little to blur the days for."""

_REPORT = (
    r"(?:articles?|stories|reports|reporting|coverage|headlines?"
    r"|(?:news|press|media)(?: (?:articles?|reports?|stories|coverage))?|(?:news)?papers)\b"
)
_PRESS = r"(?:newspapers?|papers|press|media|journalists|reporters|outlets)\b"
_TELL = r"(?:writ(?:e|es|ten|ing)|wrote|report(?:s|ed|ing)?|say|said|publish(?:ed)?|cover(?:ed)?)\b"
_ASKS_FOR_REPORTS = re.compile(
    rf"^\W*(?:(?:show|give|find|list|tell|get|is|are|was|were|do|have|has|there|you|me|us|all|any"
    r"|the|some|which|what|how|many|much|and|about|summari[sz]e|in|from|your|latest|newest|recent"
    rf") )*{_REPORT}"
    r"|\b(?:what|anything|something|much) (?:\w+ )?(?:is|are|was|were|been|be)"
    r"(?: being| been)? (?:reported|written|published|covered)\b"
    r"|\bhas (?:anything |something )?been (?:reported|written|published)\b"
    rf"|\b{_PRESS} (?:\w+ )?{_TELL}"
    rf"|\bin the (?:news|headlines|{_PRESS})"
    r"|\b(?:reported|written|write|wrote|published) (?:about|on)\b"
    rf"|['’]s {_REPORT}",
    re.IGNORECASE,
)
_ASKS_FOR_NEWS = re.compile(
    r"\bwhat(?:['’]s| is| has been)? (?:new|happening|going on)\b"
    r"|\bwhat(?:['’]s| (?:\w+ )?(?:has|have)) (?:\w+ )?(?:happened|changed|gone on)\b"
    r"|\b(?:any|what) (?:updates?|developments?)\b",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"\b(?:(?<!at the )latest|newest|most recent(?:ly)?|recent(?:ly)?|lately|now(?! that\b)"
    r"|nowadays|current(?:ly\b|(?= [a-z]))|at (?:the moment|present)|these days|today"
    r"|(?<!stood )(?<!stand )still|so far|to date|up[- ]to[- ]date)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|going to|plan(?:s|ned)?|due|expected|scheduled|upcoming)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:did|was|were|has|have|had|been|happen(?:s|ed|ing)|new)\b", re.IGNORECASE)

_TODAY = re.compile(r"\btoday$", re.IGNORECASE)
_LAST_YEAR = re.compile(r"\b(?:last|past) year$", re.IGNORECASE)
_YEARS_AGO = re.compile(r"\byears? ago$", re.IGNORECASE)

# What stands before or after an expression that only compares with it or is about it.
_COMPARED = re.compile(
    r"\b(?:than|with|to|as|like|and|or|versus|vs\.?|until|till|by|before|after|the|every|each)\W*$",
    re.IGNORECASE,
)
_OF_SOMETHING = re.compile(r"(?:of|for|from|by)\s", re.IGNORECASE)
_GOES_ON = re.compile(r"\s+(?:of|before|after|that|when|and|or)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?(?=\s)", re.IGNORECASE)
# “the floods in 2021”, “since the visit in May”: a thing that happened then.
_THING = re.compile(
    r"\b(?:about|on|of|since|after|before|until|during|following)"
    r" (?:(?:the|a|an|his|her|its|their|this|that) (?:[\w’'-]+ )+)$",
    re.IGNORECASE,
)
_NAME_LAST = re.compile(r"[A-Z][\w’'-]* $")


@dataclass(frozen=True, slots=True)
class Timed:
    """A question whose time expressions are read."""

    text: str
    """Without the words that say when articles were published."""
    period: Period | None


def read(question: str, today: date) -> Timed:
    """Read when the articles were published that a question asks about, if it says so."""
    found = expressions(question, today)
    chosen = _restricting(question, found)
    text = _without(question, chosen) if chosen else question
    latest = _LATEST.search(text)
    if not chosen:
        return Timed(text, Period(None, None, latest.group(), latest=True) if latest else None)
    words = question[chosen.span.start : chosen.span.end]
    reports = _asked(_ASKS_FOR_REPORTS, question, chosen)
    since, until = chosen.days if reports else _told_later(chosen, today)
    return Timed(text, Period(since, until, words, latest=latest is not None))


def _restricting(question: str, found: list[Expression]) -> Expression | None:
    """The expression that says when articles were published; None if more than one might."""
    near = [one for one in found if one.form is not Form.ABSOLUTE]
    if near:
        alone = len(near) == 1
        return near[0] if alone and _near_restricts(question, near[0]) else None
    return found[0] if len(found) == 1 and _by_calendar_restricts(question, found[0]) else None


def _asked(cues: re.Pattern[str], question: str, expression: Expression) -> bool:
    """Whether the sentence that an expression stands in has one of the cues."""
    start = max(question.rfind(mark, 0, expression.span.start) for mark in "?!") + 1
    end = re.compile("[?!]|$").search(question, expression.span.end)
    return cues.search(question[start : end.start() if end else None]) is not None


def _by_calendar_restricts(question: str, one: Expression) -> bool:
    asked = _asked(_ASKS_FOR_REPORTS, question, one) or (
        one.days.until is None and _asked(_ASKS_FOR_NEWS, question, one)
    )
    goes_on = _GOES_ON.match(question[one.span.end :])
    return asked and not goes_on and not _of_a_thing(question, one)


def _near_restricts(question: str, near: Expression) -> bool:
    before, after = question[: near.span.start], question[near.span.end :]
    words = question[near.span.start : near.span.end]
    if _GOES_ON.match(after) or _COMPARED.search(before):
        return False
    if _asked(_ASKS_FOR_REPORTS, question, near):
        return True
    if _FUTURE.search(question) or _OF_SOMETHING.match(words) or _POSSESSIVE.match(after):
        return False
    if _TODAY.search(words):  # as in “What is it called today?”
        return _PAST.search(before) is not None
    if _YEARS_AGO.search(words):
        return False
    # A year's figures are out when it is over.
    asked = cue(question)
    return not (_LAST_YEAR.search(words) and asked and asked.kind is Kind.QUANTITY)


def _of_a_thing(question: str, absolute: Expression) -> bool:
    before = question[: absolute.span.start]
    words = question[absolute.span.start : absolute.span.end]
    published = re.match(r"(?:from|dated|since|before|after)\s", words, re.IGNORECASE)
    return bool(not published and _THING.search(before) and not _NAME_LAST.search(before))


def _told_later(near: Expression, today: date) -> Days:
    """The days in which what happened in an expression's days is told."""
    since, until = near.days
    if since is None or until is None or (until - since).days >= _LONG_DAYS:
        return near.days
    return Days(since, max(until, min(today, back(until, "day", -_REPORTED_WITHIN_DAYS))))


def _without(question: str, expression: Expression) -> str:
    """The question without an expression and the commas around it."""
    before, after = question[: expression.span.start], question[expression.span.end :]
    after = _POSSESSIVE.sub("", after, count=1) if _POSSESSIVE.match(after) else after
    joined = f"{before.rstrip(' ,')} {after.lstrip(' ,')}".strip()
    return re.sub(r" (?=[?!.])", "", joined)
