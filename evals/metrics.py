"""The field's measures, as pure functions of numbers and texts."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

Numbers = npt.NDArray[np.float64]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the 95% interval of its bootstrap."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of SQuAD 2.0: the F1 of the words given, and the score that there are any."""

    f1: float
    """1 or 0 if it has no answer and none, or some, would be given."""
    answerable: bool
    score: float


@dataclass(frozen=True, slots=True)
class Squad2:
    """The official figures of SQuAD 2.0, 0 to 100."""

    f1: float
    has_answer_f1: float
    no_answer_accuracy: float


def normal(text: str) -> str:
    """As SQuAD compares: lower case, no punctuation, no articles."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def token_f1(said: str, gold: Sequence[str]) -> float:
    """Harmonic mean of precision and recall of words, for the gold answer that it fits best."""
    return max((_f1(normal(said).split(), normal(one).split()) for one in gold), default=0.0)


def _f1(said: Sequence[str], gold: Sequence[str]) -> float:
    shared = sum((Counter(said) & Counter(gold)).values())
    if not shared:
        return float(not said and not gold)
    return 2 * shared / (len(said) + len(gold))


def squad2(judged: Sequence[Judged], threshold: float) -> Squad2:
    """The figures when an answer is given from this score on."""
    has = [j.f1 if j.score >= threshold else 0.0 for j in judged if j.answerable]
    no = [float(j.score < threshold) for j in judged if not j.answerable]
    return Squad2(*(100 * float(np.mean(part)) for part in (has + no, has, no)))


def best_threshold(judged: Sequence[Judged]) -> float:
    """The score from which on answers give the best F1."""
    return max((j.score for j in judged), key=lambda t: squad2(judged, t).f1)


def bootstrap(values: Sequence[float], seed: int = 0) -> Interval:
    """The mean of values by question, with its 95% percentile interval."""
    array = np.asarray(values, float)
    chance = np.random.default_rng(seed)
    means = array[chance.integers(0, len(array), (_RESAMPLES, len(array)))].mean(1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(array.mean()), float(low), float(high))


def reciprocal_rank(rank: int | None, depth: int = 10) -> float:
    return 1 / rank if rank is not None and rank <= depth else 0.0


def auroc(scores: Numbers, truth: npt.NDArray[np.bool_]) -> float:
    """The chance that a true one scores above a false one."""
    return float(roc_auc_score(truth, scores))


def reliability(
    p: Numbers, truth: npt.NDArray[np.bool_], bins: int = 10
) -> list[tuple[int, float, float]]:
    """For each tenth of probability that occurs: how many, their mean, the share that is true."""
    which = np.minimum((p * bins).astype(int), bins - 1)
    return [
        (int((which == b).sum()), float(p[which == b].mean()), float(truth[which == b].mean()))
        for b in range(bins)
        if (which == b).any()
    ]


def calibration_error(p: Numbers, truth: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: how far told and true probability lie apart, on average."""
    return sum(n * abs(told - true) for n, told, true in reliability(p, truth, bins)) / len(p)
