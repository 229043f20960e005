"""What an answer is worth, against what is known about the question. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.metrics import contains, exact_match, token_f1
from evals.suites import Evidence, Question, Turn
from qa import Answer, Article, Hit, Span
from qa.terms import terms

Measures = dict[str, float | None]
"""By name, each 0 to 1; None where it does not apply."""

# "No, it did not." is a verdict; "No contract was signed." is not.
_VERDICT = re.compile(r"\W*(yes\b|no\b(?!\s*\w|-\w))", re.IGNORECASE)
_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article, by the name that evidence gives it."""

    article: str
    span: Span

    @classmethod
    def of(cls, evidence: Evidence) -> Place:
        return cls(evidence.article, Span(evidence.start, evidence.end))

    def matches(self, other: Place) -> bool:
        """Whether at least half of the shorter one lies in the other."""
        if self.article != other.article:
            return False
        shared = min(self.span.end, other.span.end) - max(self.span.start, other.span.start)
        shorter = min(self.span.end - self.span.start, other.span.end - other.span.start)
        return shared * 2 >= shorter > 0


def measures(question: Question, answer: Answer, names: Mapping[str, str]) -> Measures:
    """Every measure of one answer but those of the ranking.

    `names` are what evidence calls articles, by their ids.
    """
    cited = [Place(names.get(c.article.id, ""), Span(c.start, c.end)) for c in answer.citations]
    gold = [Place.of(evidence) for evidence in question.evidence]
    answered = question.answerable and not answer.declined
    short = answer.short_answer if answered else None
    one_fact = question.verdict is None and len(question.answers) == 1
    aliases = question.answers[0] if one_fact else ()
    found: Measures = {
        "right": float(right(question, answer, cited)) if question.type != "unjudged" else None,
        "contains": _contains(question, answer),
        "exact": exact_match(short or "", aliases) if one_fact else None,
        "f1": token_f1(short or "", aliases) if one_fact else None,
        "citation_precision": _share(any(c.matches(g) for g in gold) for c in cited)
        if answered and gold
        else None,
        "citation_recall": _citation_recall(question, cited) if gold else None,
        "verbatim": _share(c.article.body[c.start : c.end] == c.quote for c in answer.citations),
        "rewrite_recall": None,
    }
    if isinstance(question, Turn):
        found["rewrite_recall"] = rewrite_recall(
            question.question, question.standalone, answer.standalone_question
        )
    return found


def right(question: Question, answer: Answer, cited: Sequence[Place]) -> bool:
    """Whether a reader is served: every part is told and the evidence cited, or it is declined."""
    if not question.answerable:
        return answer.declined
    if answer.declined:
        return False
    said = _VERDICT.match(answer.text)
    if question.verdict and said and said[1].lower() != question.verdict:
        return False
    gold = [Place.of(evidence) for evidence in question.evidence]
    if gold and not any(c.matches(g) for c in cited for g in gold):
        return False
    return _contains(question, answer) in (None, 1.0)


def ranked(
    question: Question, hits: Iterable[Hit], names: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """What there is to find, and what was found in its order, as ids of documents.

    A hit is wanted when it holds evidence that none before it holds; evidence that no hit holds is
    wanted too, each piece as a document of its own. Passages of any length compare that way.
    """
    left = [Place.of(evidence) for evidence in question.evidence]
    wanted: list[str] = []
    found: list[str] = []
    for hit in hits:
        passage = hit.passage
        place = Place(names.get(passage.article_id, ""), Span(passage.start, passage.end))
        missing = [one for one in left if not place.matches(one)]
        if len(missing) < len(left):
            wanted.append(passage.id)
        found.append(passage.id)
        left = missing
    return [*wanted, *(f"missing {number}" for number in range(len(left)))], found


def rewrite_recall(question: str, human: str, standalone: str) -> float | None:
    """The share of the words a person added, to make the question stand alone, that are there."""
    added = set(terms(human)) - set(terms(question))
    return len(added & set(terms(standalone))) / len(added) if added else None


def _contains(question: Question, answer: Answer) -> float | None:
    """The share of the parts of the answer that its text has."""
    if not question.answers or question.verdict:
        return None
    if answer.declined:
        return 0.0
    # A citation's number is no part of an answer.
    said = _MARKER.sub(" ", answer.text)
    return _share(contains(said, part) for part in question.answers)


def _citation_recall(question: Question, cited: Sequence[Place]) -> float | None:
    """The share of the parts of the answer whose evidence is cited.

    After ALCE (Gao and others 2023), with the gold evidence in place of a model that judges.
    """
    used = [e for e in question.evidence if any(c.matches(Place.of(e)) for c in cited)]
    if question.verdict or not question.answers:
        return float(bool(used))
    return _share(any(contains(e.quote, part) for e in used) for part in question.answers)


def _share(truths: Iterable[bool]) -> float | None:
    told = list(truths)
    return sum(told) / len(told) if told else None


def named(articles: Mapping[str, Article]) -> dict[str, str]:
    """What evidence calls each article, by the article's id."""
    return {article.id: name for name, article in articles.items()}
