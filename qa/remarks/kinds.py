"""The kinds of remarks: what is said to the assistant that no article could answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a remark is; of several in one utterance, the one furthest down is replied to."""

    NOD = "nod"
    PRAISE = "praise"
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    HOW_ARE_YOU = "how are you"
    WHO = "who are you"
    HOW = "how do you work"
    TRUST = "can I trust you"
    ORIGIN = "where do your answers come from"
    ABILITIES = "what can you answer"
    TOPICS = "what topics do you cover"
    DAYS = "what period do your articles cover"
    SOURCES = "which sources do you have"
    COUNT = "how many articles do you have"
    ARTICLES = "which articles do you have"


STATEMENTS = frozenset({Kind.NOD, Kind.PRAISE, Kind.THANKS, Kind.FAREWELL})
"""Those that nobody says with a question mark: “Great?” asks something else."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about the conversation, the assistant or its collection."""

    kind: Kind
    wanted: str = ""
    """The articles it asks for: “articles about Kosovo from 2023”; empty where it asks for none."""
