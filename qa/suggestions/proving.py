"""A question is shown only when the assistant answers it from the words it was made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qa.records import Answer, Citation, Span
from qa.suggestions.records import Candidate
from qa.terms import terms

LEAST_CONFIDENCE = 0.4
_LONG = frozenset(["how", "why"])
_SHARED = 0.5
_SAME_ANSWER = 0.6
_REASON = re.compile(
    r"\b(?:because|since|after|due to|owing to|blam\w+|reasons?|citing|caus\w+|so that|in order to"
    r"|led|fear\w*|concern\w*|over|prompted|following|in response|to protect|as a result"
    r"|therefore)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """How a question is answered."""

    cited: frozenset[tuple[str, Span]]
    """The sentences, each in its article."""
    words: frozenset[str]
    """The terms of the short answer."""

    @classmethod
    def of(cls, answer: Answer) -> Proof:
        cited = ((each.article.id, Span(each.start, each.end)) for each in answer.citations)
        return cls(frozenset(cited), frozenset(terms(answer.short_answer or "")))

    @classmethod
    def from_dict(cls, answer: Mapping[str, Any]) -> Proof:
        """The same, of what `Answer.to_dict()` made of it."""
        cited = (
            (each["article"]["id"], Span(each["start"], each["end"]))
            for each in answer["citations"]
        )
        return cls(frozenset(cited), frozenset(terms(answer["short_answer"] or "")))

    def repeats(self, other: Proof) -> bool:
        """Whether another answer rests on one of the same sentences, or says the same."""
        fewest = min(len(self.words), len(other.words))
        shared = len(self.words & other.words)
        return bool(self.cited & other.cited) or shared > _SAME_ANSWER * fewest


def proof(candidate: Candidate, ask: Callable[[str], Answer]) -> Proof | None:
    """Ask it; None unless the answer is sure and rests on what the question was made from."""
    answer = ask(candidate.question)
    if (
        answer.declined
        or answer.remark
        or answer.left_open
        or answer.period
        or answer.standalone_question != candidate.question
        or answer.confidence < LEAST_CONFIDENCE
    ):
        return None
    of_article = [each for each in answer.citations if each.article.id == candidate.article_id]
    if not any(_bears_out(citation, candidate) for citation in of_article):
        return None
    if candidate.expected and answer.short_answer and not _told(candidate.expected, answer):
        return None
    if candidate.asks in _LONG and len((answer.short_answer or "a whole sentence").split()) < 3:
        return None
    return Proof.of(answer)


def _bears_out(citation: Citation, candidate: Candidate) -> bool:
    if candidate.sentence is not None:
        return Span(citation.start, citation.end).overlaps(candidate.sentence)
    if candidate.asks != "why":
        return True
    asked, told = set(terms(candidate.question)), set(terms(citation.quote))
    return bool(_REASON.search(citation.quote)) and len(asked & told) >= _SHARED * len(asked)


def _told(expected: str, answer: Answer) -> bool:
    """Whether the words found are among those that were expected, or say them."""
    return bool(set(terms(expected)) & set(terms(answer.short_answer or "")))
