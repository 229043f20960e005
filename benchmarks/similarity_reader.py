"""Fit the weights of the similarity reader, and measure it.

    python -m benchmarks.similarity_reader --data DIR [--measure] [--work DIR]

Fits on training questions: which sentence holds the answer, then whether the best one does, over
large collections and small ones. Unanswerable are questions that their set calls so, questions
whose article is withheld, and questions about something else. Prints both vectors for
`qa/reader/similarity.py`, then the figures on the dev sets, which nothing is fitted on.
"""

from __future__ import annotations

import math
import re
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.datasets import Asked, collection, load, one_subject_each
from evals.metrics import calibration_error
from qa import Assistant, Filters
from qa.reader.cues import CUES, Kind, cue
from qa.reader.examples import read_rows
from qa.reader.similarity import (
    CHOICE,
    CONFIDENCE,
    PASSAGES_READ,
    Features,
    Read,
    SimilarityReader,
    confidence,
)
from qa.records import Candidate
from qa.retrieval import Query
from qa.sentences import sentences

_SMALL = 8
_REASON = next(i for i, known in enumerate(CUES) if known.kind is Kind.REASON)
_WHY_SETS = (
    "train/squad_du",
    "train/squad2_half",
    "train/squadshifts_reddit",
    "train/squadshifts_amazon",
)
_QUESTIONS_OF_SMALL = 20
_SPACE = re.compile(r"\W+")


# Read beyond what the reader reads, so that a withheld article leaves no gap.
_SPARE_PASSAGES = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """One question with the sentences read for it, and which of them hold the answer."""

    query: Query
    read: list[Read]
    right: list[bool]


@dataclass(frozen=True, slots=True)
class Training:
    """Sheets that the choice is fitted on, and others that the confidence is."""

    chosen: list[Sheet]
    answerable: list[Sheet]
    unanswerable: list[Sheet]


def read_all(assistant: Assistant, questions: list[Asked]) -> tuple[list[Sheet], list[Sheet]]:
    """Each question's sheet as it is, and with the article that answers it withheld."""
    reader = SimilarityReader(assistant.embedder)
    whole, withheld = [], []
    for asked in track(questions, "Reading"):
        query = assistant.retriever.query(asked.text, Filters())
        candidates = assistant.retriever.candidates(query, PASSAGES_READ + _SPARE_PASSAGES)
        read = reader.sentences(query, candidates)
        whole.append(_sheet(query, asked, read, candidates[:PASSAGES_READ]))
        others = [c for c in candidates if c.passage.article_id != asked.article_id]
        withheld.append(_sheet(query, asked, read, others[:PASSAGES_READ]))
    return whole, withheld


def _sheet(query: Query, asked: Asked, read: list[Read], allowed: list[Candidate]) -> Sheet:
    passages = {candidate.passage.id for candidate in allowed}
    kept = [item for item in read if item.candidate.passage.id in passages]
    return Sheet(query, kept, [_holds(asked, item) for item in kept])


def fit(training: Training, reason: float) -> tuple[Features, Features]:
    """Weights of the choice and of the confidence, intercepts last."""
    chosen = [sheet for sheet in training.chosen if sheet.read]
    features = np.array([item.features for sheet in chosen for item in sheet.read])
    labels = np.array([right for sheet in chosen for right in sheet.right])
    # Each question weighs the same, however many sentences were read for it.
    weights = np.concatenate([np.full(len(sheet.read), 1 / len(sheet.read)) for sheet in chosen])
    choice = _coefficients(features, labels, weights)
    choice[len(choice) - 1 - len(CUES) + _REASON] = reason
    judged = [sheet for sheet in training.answerable + training.unanswerable if sheet.read]
    best = [ranked(sheet, choice) for sheet in judged]
    told = [
        (score, math.log(sheet.query.passages))
        for (score, _), sheet in zip(best, judged, strict=True)
    ]
    return choice, _coefficients(np.array(told), np.array([right for _, right in best]), None)


def ranked(sheet: Sheet, choice: Features) -> tuple[float, bool]:
    """The score of the best sentence of a sheet, and whether it is right."""
    scores = [float(choice[:-1] @ item.features + choice[-1]) for item in sheet.read]
    best = scores.index(max(scores))
    return scores[best], sheet.right[best]


def figures(
    answerable: list[Sheet], not_answerable: list[Sheet], choice: Features, weights: Features
) -> str:
    """Right sentences, AUROC of confidence for right against wrong, calibration error."""
    sheets = [sheet for sheet in answerable + not_answerable if sheet.read]
    best = [ranked(sheet, choice) for sheet in sheets]
    right = np.array([found for _, found in best])
    p = np.array(
        [
            confidence(weights, score, sheet.query.passages)
            for (score, _), sheet in zip(best, sheets, strict=True)
        ]
    )
    could = np.array([any(sheet is one for one in answerable) for sheet in sheets])
    thresholds = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
    return "\n".join(
        [
            f"  right sentence, answerable: {np.mean(right[could]):.3f}",
            f"  AUROC of confidence, right or wrong: {roc_auc_score(right, p):.3f}",
            f"  AUROC of confidence, answerable or not: {roc_auc_score(could, p):.3f}",
            f"  ECE (10 bins): {calibration_error(p, right):.3f}",
            *(
                f"  threshold {t:.2f}: answers {np.mean(p[could] >= t):.2f} of the answerable, "
                f"{np.mean(p[~could] >= t):.2f} of the others; right when it answers "
                f"{np.mean(right[p >= t]) if (p >= t).any() else float('nan'):.2f}"
                for t in thresholds
            ),
        ]
    )


def _holds(asked: Asked, item: Read) -> bool:
    if not asked.answerable or item.candidate.passage.article_id != asked.article_id:
        return False
    said = _normal(item.candidate.passage.words(item.sentence))
    return any(_normal(answer) in said or said in _normal(answer) for answer in asked.answers)


def _normal(text: str) -> str:
    return f" {_SPACE.sub(' ', text.casefold()).strip()} "


def _coefficients(features: Features, labels: Features, weights: Features | None) -> Features:
    model = LogisticRegression(C=100.0, max_iter=1000).fit(features, labels, weights)
    return np.append(model.coef_[0], model.intercept_[0])


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--questions", type=int, default=300, help="of each set")
    parser.add_argument("--measure", action="store_true", help="fit nothing: measure what is there")
    arguments = parser.parse_args()

    choice, weights = (CHOICE, CONFIDENCE) if arguments.measure else _trained(arguments)
    for name in ("squad-dev", "nq-dev"):
        answerable, hard, withheld = _read_set(arguments, name)
        print(f"{name}, the others unanswerable but on the subject:")
        print(figures(answerable, hard, choice, weights))
        print(f"{name}, the others with their article withheld:")
        print(figures(answerable, withheld, choice, weights), flush=True)


def _trained(arguments: Namespace) -> tuple[Features, Features]:
    training = Training([], [], [])
    _large(arguments, training)
    _small(arguments, training)
    choice, weights = fit(training, reason_weight(arguments.data))
    print("CHOICE =", np.round(choice, 2).tolist())
    print("CONFIDENCE =", np.round(weights, 2).tolist(), flush=True)
    print("training questions, from which `Settings.decline_below` was chosen:")
    print(figures(training.answerable, training.unanswerable, choice, weights), flush=True)
    return choice, weights


def _large(arguments: Namespace, training: Training) -> None:
    """Sheets over thousands of passages."""
    for name in ("squad-train", "nq-train"):
        answerable, hard, withheld = _read_set(arguments, name)
        half = len(answerable) // 2
        training.chosen.extend(answerable[:half])
        training.answerable.extend(answerable[half:])
        training.unanswerable.extend(withheld[half:] + hard)


def _small(arguments: Namespace, training: Training) -> None:
    """Sheets over the paragraphs of one article, with questions about others among them."""
    many = _QUESTIONS_OF_SMALL
    elsewhere = load(arguments.data, "nq-train").sample(_SMALL * many)
    for number, dataset in enumerate(one_subject_each(arguments.data, "train/squad2_half")):
        assistant = collection(dataset, arguments.work)
        questions = dataset.sample(len(dataset.questions))
        can = [q for q in questions if q.answerable][: 2 * many]
        cannot = [q for q in questions if not q.answerable][: many // 2]
        whole, withheld = read_all(assistant, can)
        training.chosen.extend(whole[many:])
        training.answerable.extend(whole[:many])
        training.unanswerable.extend(withheld[: many // 2] + read_all(assistant, cannot)[0])
        off = read_all(assistant, elsewhere[number * many : (number + 1) * many])[0]
        training.unanswerable.extend(replace(s, right=[False] * len(s.read)) for s in off)


def reason_weight(data: Path) -> float:
    """How much a reason's words speak for a sentence when the question asks why.

    The log odds ratio of showing them, between sentences that answer and others beside them, over
    all such training questions: a sample has too few to fit it with the other weights.
    """
    shown = np.ones((2, 2))  # (answers, shows), each seen once before
    for file in _WHY_SETS:
        for row in read_rows(data, file):
            if row["is_impossible"] or cue(row["question"]) is not CUES[_REASON]:
                continue
            for sentence in sentences(row["context"]):
                start, end = sentence.span
                answers = start <= row["answers"][0]["start"] < end
                shows = CUES[_REASON].shown.search(row["context"], start, end) is not None
                shown[int(answers), int(shows)] += 1
    odds = shown[:, 1] / shown[:, 0]
    print(f"reasons: odds {odds[1]:.2f} in {shown[1].sum():.0f} answers, {odds[0]:.2f} beside them")
    return float(np.log(odds[1] / odds[0]))


def _read_set(arguments: Namespace, name: str) -> tuple[list[Sheet], list[Sheet], list[Sheet]]:
    """Sheets of a set: answerable, unanswerable as asked, answerable with the article withheld."""
    dataset = load(arguments.data, name)
    assistant = collection(dataset, arguments.work)
    questions = dataset.sample(len(dataset.questions))
    can = [q for q in questions if q.answerable][: arguments.questions]
    cannot = [q for q in questions if not q.answerable][: arguments.questions // 2]
    answerable, withheld = read_all(assistant, can)
    return answerable, read_all(assistant, cannot)[0], withheld


if __name__ == "__main__":
    main()
