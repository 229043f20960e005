"""What a question asks for, and whether a sentence shows anything of that kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What would answer a question."""

    REASON = "reason"
    QUANTITY = "quantity"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cue:
    """How a kind of question is asked, and what a sentence that answers it tends to contain."""

    kind: Kind
    asked: re.Pattern[str]
    shown: re.Pattern[str]


_NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|twice"
    r"|hundred|thousand|million|billion)s?\b"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)

CUES = (
    Cue(
        Kind.REASON,
        re.compile(r"\bwhy\b|\bwhat (?:caused|led|prompted|drove)\b|\breasons?\b", re.IGNORECASE),
        re.compile(
            r"\b(?:because|due to|owing to|as a result|so that|in order to|after|following|since"
            r"|over|reasons?|caus(?:e|ed|es)|led to|prompt(?:ed|s)|respon(?:se|ded)|blam(?:e|ed|es)"
            r"|therefore|thanks to|in protest|aim(?:ed|s)?|meant to)\b",
            re.IGNORECASE,
        ),
    ),
    Cue(
        Kind.QUANTITY,
        re.compile(
            r"\bhow (?:many|much|old|tall|far|long|large|big|high|fast|deep|heavy|often)\b"
            r"|\bwhat (?:(?:is|was|are|were) the )?(?:percentage|proportion|share|number|price"
            r"|amount)\b"
            r"|\bcosts?\b|\bworth\b",
            re.IGNORECASE,
        ),
        re.compile(_NUMBER, re.IGNORECASE),
    ),
    Cue(
        Kind.TIME,
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade)\b", re.IGNORECASE
        ),
        re.compile(
            rf"\b(?:1\d|20)\d\d\b|\b{_MONTH}\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
            r"|\bcentury\b|\b\d{1,2}(?:st|nd|rd|th)\b"
        ),
    ),
    Cue(
        Kind.PERSON,
        re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE),
        re.compile(r"\b[A-Z][\w’'-]+ (?:[A-Z]\.? |de |van |von |al-)?[A-Z][\w’'-]+"),
    ),
    Cue(
        Kind.PLACE,
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:city|town|country|place|state|region)\b", re.IGNORECASE
        ),
        re.compile(r"\b(?:in|at|near|from|to|of|on|outside) (?:the )?[A-Z]"),
    ),
)

_SEVERAL = re.compile(
    r"^\W*(?:list|name)\b|\bwhat are\b|\bwhat were\b|\bwho (?:are|were)\b|\ball (?:the|of)\b"
    r"|\bwhich (?:\w+ ){0,2}\w+s\b(?! (?:is|was|has)\b)",
    re.IGNORECASE,
)


def cue(question: str) -> Cue | None:
    """The first cue that the question gives; None for an open question."""
    return next((known for known in CUES if known.asked.search(question)), None)


def asks_for_several(question: str) -> bool:
    """Whether one item would not answer the question."""
    return _SEVERAL.search(question) is not None
