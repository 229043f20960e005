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
from rich.progress import track
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from benchmarks.datasets import Asked, Dataset, collection, load, one_subject_each
from benchmarks.reader import CANDIDATES, holds, paragraphs
from benchmarks.scores import auroc, calibration_error, reliability
from qa import Assistant, Filters
from qa.reader import examples
from qa.reader.cues import Kind, cue
from qa.reader.export import seal
from qa.reader.near_misses import names, other_question
from qa.reader.runtime import MODEL
from qa.reader.trained import Features, Read, TrainedReader, Weights, confidence, doubts
from qa.records import Candidate
from qa.retrieval import Query

_OF_LARGE = 300
_OF_SMALL = 60
_OFF_SUBJECT = 10
_WHY_SETS = ("train/squadshifts_reddit", "train/squadshifts_amazon")
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


def fit_confidence(choice: Features, told: Sequence[Sheet]) -> Features:
    """The weights of `doubts`, intercept last."""
    judged = [sheet for sheet in told if sheet.read]
    model = LogisticRegression(C=10.0, max_iter=2000).fit(
        np.array([doubts(choice, sheet.query, sheet.read) for sheet in judged]),
        [best_is_right(choice, sheet) for sheet in judged],
    )
    return np.append(model.coef_[0], model.intercept_[0])


def best_is_right(choice: Features, sheet: Sheet) -> bool:
    """Whether the sentence that scores best holds the answer."""
    return sheet.right[int(np.argmax([choice @ item.features for item in sheet.read]))]


def reasons(data: Path, reader: TrainedReader) -> list[Sheet]:
    """Questions that ask why, of sets that the network was trained on a part of: the other part.

    They are rare, so the words of a reason get their weight from the paragraphs that these were
    asked about.
    """
    trained = {
        (question.text, question.context) for question in examples.questions(data, examples.SEED)
    }
    found = []
    for file in _WHY_SETS:
        for query, candidate, answers, _ in paragraphs(data, file):
            asked = cue(query.text)
            known = (query.text, candidate.passage.text) in trained
            if asked and asked.kind is Kind.REASON and not known:
                of = Asked(query.text, candidate.passage.article_id, answers, True, "", True)
                read = reader.sentences(query, [candidate])
                found.append(_sheet(query, of, read, [candidate]))
    return found


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


def figures(weights: Weights, told: Sequence[Sheet], could: Sequence[bool]) -> str:
    """How the confidence does on sheets that it was not fitted on."""
    judged = [(sheet, known) for sheet, known in zip(told, could, strict=True) if sheet.read]
    seen = [doubts(weights.choice, sheet.query, sheet.read) for sheet, _ in judged]
    p = np.array([confidence(weights, one) for one in seen])
    right = np.array([best_is_right(weights.choice, sheet) for sheet, _ in judged])
    truth = np.array([known for _, known in judged])
    lines = [
        f"right sentence when answerable: {right[truth].mean():.3f}",
        f"AUROC, right or wrong: {auroc(p, right):.3f}; answerable or not: {auroc(p, truth):.3f}",
        f"ECE: {calibration_error(p, right):.3f}",
        *(f"told {told:.2f}, true {true:.2f} of {n}" for n, told, true in reliability(p, right)),
        *(
            f"threshold {t:.2f}: answers {np.mean(p[truth] >= t):.2f} of the answerable and "
            f"{np.mean(p[~truth] >= t):.2f} of the others; right when it answers "
            f"{right[p >= t].mean():.2f}"
            for t in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
            if (p >= t).any()
        ),
    ]
    return "\n".join(lines)


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
    reader = TrainedReader(arguments.model)
    choice_sheets, told = collected(arguments.data, arguments.work, reader)
    whys = reasons(arguments.data, reader)
    # Halves: what is printed was not fitted on what it is measured on.
    for fitted, measured in ((told[::2], told[1::2]), (told[1::2], told[::2])):
        choice = fit_choice([*whys, *(sheet for sheet, could in fitted if could)])
        weights = Weights(choice, fit_confidence(choice, [sheet for sheet, _ in fitted]))
        print(figures(weights, [sheet for sheet, _ in measured], [could for _, could in measured]))
    choice = fit_choice([*whys, *choice_sheets])
    certain = fit_confidence(choice, [sheet for sheet, _ in told])
    weights_file = arguments.model / "weights.json"
    values = {"choice": choice.round(4).tolist(), "confidence": certain.round(4).tolist()}
    weights_file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    seal(arguments.model)
    print(weights_file, values)


if __name__ == "__main__":
    main()
