"""What a public benchmark holds, in this project's terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.suites import Conversation, Kind, Question
from qa import Article
from qa.reader import cues

History = tuple[tuple[str, str], ...]
"""Questions and answers, oldest first."""

_KINDS: Mapping[cues.Kind, Kind] = {
    cues.Kind.REASON: "why",
    cues.Kind.QUANTITY: "number",
    cues.Kind.TIME: "number",
}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Questions, and the articles that they are asked of."""

    articles: tuple[Article, ...]
    questions: tuple[Question, ...] = ()
    conversations: tuple[Conversation, ...] = ()
    histories: Mapping[str, History] = field(default_factory=dict)
    """What came before a question or turn, by its id."""
    gold: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids of the articles that a question was written about, by its id."""


def kind(question: str) -> Kind:
    """The type of a question that its benchmark does not type, told from its words."""
    cue = cues.cue(question)
    return _KINDS.get(cue.kind, "factoid") if cue else "factoid"
