"""The field's measures, as pure functions of numbers and texts."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, nDCG
from scipy.stats import binomtest
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


def contains(said: str, gold: Sequence[str]) -> bool:
    """Whether a text has one of the gold answers in it, as whole words."""
    words = f" {normal(said)} "
    return any(f" {normal(one)} " in words for one in gold if normal(one))


def exact_match(said: str, gold: Sequence[str]) -> float:
    """1 if the words are those of a gold answer, as SQuAD compares; else 0."""
    return float(any(normal(said) == normal(one) for one in gold))


def ranking(
    wanted: Mapping[str, Sequence[str]], ranked: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Recall at 1, 5 and 10, reciprocal rank and nDCG of each query's ranking, all relevance one.

    `wanted` and `ranked` hold document ids by query id. By trec_eval, through ir-measures.
    """
    truth = {query: dict.fromkeys(ids, 1) for query, ids in wanted.items()}
    run = {q: {one: -float(i) for i, one in enumerate(ids)} for q, ids in ranked.items()}
    found: dict[str, dict[str, float]] = {query: {} for query in wanted}
    measures = [R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10]
    for one in ir_measures.iter_calc(measures, truth, run):
        found[one.query_id][str(one.measure)] = one.value
    return found


def risk_coverage(
    p: Numbers, truth: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Shares answered, and the share of those that is wrong, as answers are taken surest first.

    Answers of equal confidence are taken together (El-Yaniv and Wiener 2010).
    """
    order = np.argsort(-p, kind="stable")
    wrong = np.cumsum(~truth[order])
    last = np.append(np.diff(p[order]) != 0, True)
    taken = np.arange(1, len(p) + 1)
    return taken[last] / len(p), (wrong / taken)[last]


def risk_coverage_area(p: Numbers, truth: npt.NDArray[np.bool_]) -> float:
    """The mean risk over all coverages: 0 is best."""
    coverage, risk = risk_coverage(p, truth)
    return float(np.sum(np.diff(coverage, prepend=0.0) * risk))


def paired_bootstrap(before: Sequence[float], after: Sequence[float], seed: int = 0) -> Interval:
    """The mean difference of paired values, after less before, with its 95% interval."""
    return bootstrap(np.asarray(after, float) - np.asarray(before, float), seed)


def mcnemar(before: Sequence[bool], after: Sequence[bool]) -> float:
    """The exact two-sided p of McNemar's test: that as many got better as got worse by chance."""
    better = sum(now and not then for then, now in zip(before, after, strict=True))
    worse = sum(then and not now for then, now in zip(before, after, strict=True))
    return float(binomtest(better, better + worse).pvalue) if better + worse else 1.0


def bootstrap(values: Sequence[float] | Numbers, seed: int = 0) -> Interval:
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
