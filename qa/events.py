"""What happens while a question is answered, in this order."""

from __future__ import annotations

from dataclasses import dataclass

from qa.records import Answer, Period, Sentence


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The question stands alone now."""

    standalone_question: str
    period: Period | None = None
    """When the articles were published that it asks about, if it says so."""
    other_reading: str | None = None
    """Another one that was as likely."""
    note: str | None = None
    """Why the language model had no part in it, where it should have."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """So many passages are about to be read."""

    candidates: int


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of the answer is ready, its citations numbered."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer; nothing comes after it."""

    answer: Answer


Event = Rewritten | Retrieved | Written | Answered
