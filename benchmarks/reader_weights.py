"""Fit the few weights that mix what the trained reader's network says with what retrieval said.

    python -m benchmarks.reader_weights --data DIR [--work DIR] [--model DIR]

On training questions whose texts the network was not trained on, over large collections and small
ones: first which sentence holds the answer, then whether the best one does. Unanswerable are
questions that their set calls so, those whose article is withheld, those turned into questions
about something else, and those about another subject. Writes `weights.json` beside the network.
"""

from __future__ import annotations

import json
import random
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.progress import track
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from benchmarks.datasets import Asked, Dataset, collection, load, one_subject_each
from benchmarks.reader import CANDIDATES, holds
from evals.metrics import auroc, calibration_error, reliability
from qa import Assistant, Filters, SentenceTransformerEmbedder
from qa.exporting import seal
from qa.reader.export import SUMMED
from qa.reader.names import names
from qa.reader.near_misses import other_question
from qa.reader.runtime import MODEL
from qa.reader.trained import Features, Read, TrainedReader, Weights, confidence
from qa.records import Candidate
from qa.retrieval import Query

_OF_LARGE = 300
_OF_SMALL = 60
_OFF_SUBJECT = 10
_SPARE = 4
_SMOOTHING = 1e-3


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question with the sentences read for it, and which of them hold the answer."""

    query: Query
    read: list[Read]
    right: list[bool]


def sheets(
    assistant: Assistant, reader: TrainedReader, questions: Sequence[Asked]
) -> tuple[list[Sheet], list[Sheet]]:
    """Each question's sheet as it is, and with the article that answers it withheld."""
    whole, withheld = [], []
    for asked in track(questions, "Reading"):
        query = assistant.retriever.query(asked.text, Filters())
        candidates = assistant.retriever.candidates(query, CANDIDATES + _SPARE)
        read = reader.sentences(query, candidates)
        others = [c for c in candidates if c.passage.article_id != asked.article_id]
        whole.append(_sheet(query, asked, read, candidates[:CANDIDATES]))
        withheld.append(_sheet(query, asked, read, others[:CANDIDATES]))
    return whole, withheld


def _sheet(query: Query, asked: Asked, read: list[Read], candidates: list[Candidate]) -> Sheet:
    allowed = {candidate.passage.id for candidate in candidates}
    kept = [item for item in read if item.candidate.passage.id in allowed]
    right = [
        holds(asked, item.candidate.passage, item.candidate.passage.words(item.sentence))
        for item in kept
    ]
    return Sheet(query, kept, right)


def fit_choice(told: Sequence[Sheet]) -> Features:
    """The weights under which the right sentences of each question are likeliest."""
    useful = [sheet for sheet in told if any(sheet.right) and not all(sheet.right)]
    features = [np.array([item.features for item in sheet.read]) for sheet in useful]
    right = [np.array(sheet.right) for sheet in useful]

    def loss(weights: Features) -> float:
        scores = [rows @ weights for rows in features]
        likely = [logsumexp(s) - logsumexp(s[r]) for s, r in zip(scores, right, strict=True)]
        return float(np.mean(likely) + _SMOOTHING * weights @ weights)

    return np.asarray(minimize(loss, np.zeros(features[0].shape[1]), method="L-BFGS-B").x)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What is known of the best finding of each of many questions."""

    doubts: Features
    """(questions, doubts)"""
    right: npt.NDArray[np.bool_]
    """Whether it holds the answer."""
    answerable: npt.NDArray[np.bool_]


def judged(choice: Features, told: Sequence[tuple[Sheet, bool]], reader: TrainedReader) -> Judged:
    """The best findings under a choice; questions that nothing was read for are left out."""
    read = [(sheet, could) for sheet, could in told if sheet.read]
    return Judged(
        np.array(
            [reader.doubts(choice, one.query, one.read) for one, _ in track(read, "Doubting")]
        ),
        np.array([best_is_right(choice, sheet) for sheet, _ in read]),
        np.array([could for _, could in read]),
    )


def fit_confidence(known: Judged) -> Features:
    """The weights of the doubts, intercept last."""
    model = LogisticRegression(C=10.0, max_iter=2000).fit(known.doubts, known.right)
    return np.append(model.coef_[0], model.intercept_[0])


def best_is_right(choice: Features, sheet: Sheet) -> bool:
    """Whether the sentence that scores best holds the answer."""
    return sheet.right[int(np.argmax([choice @ item.features for item in sheet.read]))]


def about_others(questions: Sequence[Asked], dataset: Dataset, seed: int = 0) -> list[Asked]:
    """The questions turned into such as their texts do not answer."""
    chance = random.Random(seed)
    bodies = {article.id: article.body for article in dataset.articles}
    pool = [name for article in dataset.articles[:2000] for name in names(article.body)]
    turned = []
    for asked in questions:
        body = bodies[asked.article_id]
        if text := other_question(asked.text, body, asked.answers, pool, chance):
            turned.append(replace(asked, text=text, answerable=False))
    return turned


def figures(weights: Weights, known: Judged) -> str:
    """How the confidence does on questions that it was not fitted on."""
    p = np.array([confidence(weights, one) for one in known.doubts])
    right, could = known.right, known.answerable
    lines = [
        f"right sentence when answerable: {right[could].mean():.3f}",
        f"AUROC, right or wrong: {auroc(p, right):.3f}; answerable or not: {auroc(p, could):.3f}",
        f"ECE: {calibration_error(p, right):.3f}",
        *(f"told {told:.2f}, true {true:.2f} of {n}" for n, told, true in reliability(p, right)),
        *(
            f"threshold {t:.2f}: answers {np.mean(p[could] >= t):.2f} of the answerable and "
            f"{np.mean(p[~could] >= t):.2f} of the others; right when it answers "
            f"{right[p >= t].mean():.2f}; served {served(p, known, t):.3f}"
            for t in np.arange(0.05, 0.65, 0.05)
            if (p >= t).any()
        ),
    ]
    return "\n".join(lines)


def served(p: Features, known: Judged, threshold: float) -> float:
    """The share of questions that are answered rightly, or declined where there is no answer."""
    answered = p >= threshold
    return float(np.mean(np.where(answered, known.right, ~known.answerable)))


def collected(
    data: Path, work: Path, reader: TrainedReader
) -> tuple[list[Sheet], list[tuple[Sheet, bool]]]:
    """Sheets for the choice; and sheets, with whether they can be answered, for the confidence."""
    choice: list[Sheet] = []
    told: list[tuple[Sheet, bool]] = []
    large = load(data, "reader-train")
    small = one_subject_each(data, "train/squad_du", "train/squad2_half")
    held = [q for q in large.sample(len(large.questions)) if q.held_back]
    asked = {file: [q for q in held if q.source == file] for file in {q.source for q in held}}
    subjects = [s for s in small if all(q.held_back for q in s.questions)]
    elsewhere = asked["train/nq_paragraphs"]
    runs = [(large, questions, _OF_LARGE, 0) for _, questions in sorted(asked.items())]
    runs += [(s, s.sample(len(s.questions)), _OF_SMALL, _OFF_SUBJECT) for s in subjects]
    for number, (dataset, questions, most, off) in enumerate(runs):
        assistant = collection(dataset, work)
        can = [q for q in questions if q.answerable][:most]
        cannot = [q for q in questions if not q.answerable][: most // 3]
        cannot += about_others(can, dataset)[: most // 3]
        mine = elsewhere[number * off : (number + 1) * off]
        cannot += [replace(question, answerable=False) for question in mine]
        whole, withheld = sheets(assistant, reader, can)
        choice += whole
        others = withheld[: most // 3] + sheets(assistant, reader, cannot)[0]
        told += [(sheet, True) for sheet in whole] + [(sheet, False) for sheet in others]
    random.Random(0).shuffle(told)
    return choice, told


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--model", type=Path, default=MODEL)
    arguments = parser.parse_args()
    reader = TrainedReader(SentenceTransformerEmbedder(), arguments.model)
    choice_sheets, told = collected(arguments.data, arguments.work, reader)
    # Halves: what is printed was not fitted on what it is measured on.
    for fitted, measured in ((told[::2], told[1::2]), (told[1::2], told[::2])):
        choice = fit_choice([sheet for sheet, could in fitted if could])
        weights = Weights(choice, fit_confidence(judged(choice, fitted, reader)))
        print(figures(weights, judged(choice, measured, reader)))
    choice = fit_choice(choice_sheets)
    certain = fit_confidence(judged(choice, told, reader))
    weights_file = arguments.model / "weights.json"
    values = {"choice": choice.round(4).tolist(), "confidence": certain.round(4).tolist()}
    weights_file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    seal(arguments.model, SUMMED)
    print(weights_file, values)


if __name__ == "__main__":
    main()
