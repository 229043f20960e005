"""A follow-up as a question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.records import Rewrite, Turn
from qa.terms import terms

_OPENS_LEANING = re.compile(
    r"\W*(?:and|but|so|what about|how about)\b|\W*(?:why|when|where|who|how)(?: not)?\W*$",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs)\b"
    r"|\b(?:this|that|these|those|there|then)\W*$"
    r"|\b(?:is|was|are|were|did|does|has|have|will|would|can) (?:this|that|these|those)\b"
)
# A name that stands before a pronoun is what the pronoun means.
_NAME = re.compile(r"(?<=\s)[A-Z]")
_FEWEST_TERMS = 2
_MOST_TURNS = 4


class BuiltInRewriter:
    """Rewrites without a language model."""

    def rewrite(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        return Rewrite(standalone(question, turns))


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question, with those before it in front when it cannot be understood alone.

    A question leans on the last one when it opens with "and" or "what about", when it points with
    no name before the pronoun, or when it names next to nothing; the last one may lean in its turn.
    A first question is never changed.
    """
    asked = [question]
    for turn in reversed(history[-_MOST_TURNS:]):
        if not _leans(asked[0]):
            break
        asked.insert(0, turn.question.strip())
    return " ".join(asked)


def _leans(question: str) -> bool:
    if _OPENS_LEANING.match(question) or len(terms(question)) < _FEWEST_TERMS:
        return True
    pointing = _POINTS.search(question)
    return pointing is not None and _NAME.search(question, 0, pointing.start()) is None
