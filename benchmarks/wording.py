"""How close the wording of a rewrite comes to a person's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks.follow_ups import FollowUp
from benchmarks.side_by_side import Values
from evals.grading import rewrite_recall
from evals.metrics import normal, token_f1
from qa.records import Rewrite

Measure = Callable[[FollowUp, Rewrite], float | None]
"""0 to 1; None where a follow-up has none, whatever is made of it."""


def f1(asked: FollowUp, made: Rewrite) -> float:
    """Of its words, as SQuAD counts them."""
    return token_f1(made.question, [asked.human])


def added(asked: FollowUp, made: Rewrite) -> float | None:
    """The share of the terms that the person added: ROUGE-1 recall of these (Lin 2004)."""
    return rewrite_recall(asked.question, asked.human, made.question)


def added_to_search(asked: FollowUp, made: Rewrite) -> float | None:
    """The same of what passages are found by."""
    return rewrite_recall(asked.question, asked.human, made.searched)


def changed(asked: FollowUp, made: Rewrite) -> float | None:
    """Of the questions that the person changed."""
    if _same(asked.human, asked.question):
        return None
    return float(not _same(made.question, asked.question))


def left(asked: FollowUp, made: Rewrite) -> float | None:
    """Of the questions that the person left as they were."""
    if not _same(asked.human, asked.question):
        return None
    return float(_same(made.question, asked.question))


MEASURES: Mapping[str, Measure] = {
    "F1": f1,
    "added terms": added,
    "added, searched": added_to_search,
    "changed": changed,
    "left alone": left,
}


def measured(follow_ups: Sequence[FollowUp], made: Sequence[Rewrite]) -> Values:
    """Each measure of one system, of the follow-ups that have it."""
    pairs = list(zip(follow_ups, made, strict=True))
    values = {
        name: [value for pair in pairs if (value := measure(*pair)) is not None]
        for name, measure in MEASURES.items()
    }
    return {name: found for name, found in values.items() if found}


def left_alone_f1(values: Values) -> float:
    """F1 of leaving a question as it is, where leaving it is right when the person did."""
    right = sum(values.get("left alone", ()))
    missed = len(values.get("left alone", ())) - right
    wrongly = sum(1 - one for one in values.get("changed", ()))
    return 2 * right / (2 * right + missed + wrongly) if right else 0.0


def _same(one: str, other: str) -> bool:
    return normal(one) == normal(other)
