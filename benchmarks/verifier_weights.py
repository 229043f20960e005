"""Make probabilities of what the verifier goes by, and choose where a statement is supported.

    python -m benchmarks.verifier_weights --data DIR [--model DIR]

On what is kept from training: a logistic regression of the network's logit and of the shared words
on all of it, people's judgements counting as much as the made ones. A statement counts as supported
from the least probability on that leaves 19 of 20 right of the made ones that exact comparison
lets pass, and as supported in part from half of it on. Writes `weights.json` beside the network.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks.verifier import quoted
from evals.metrics import auroc
from qa.answering.exact import missing
from qa.exporting import seal
from qa.verifier.examples import SEED, Example, build, judged
from qa.verifier.export import SUMMED
from qa.verifier.trained import MODEL, TrainedVerifier, shared

_PRECISION = 0.95


def _precise(probabilities: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """The least probability from which on so many are right."""
    return next(
        float(threshold)
        for threshold in np.unique(probabilities.round(3))
        if right[probabilities >= threshold].mean() >= _PRECISION
    )


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    arguments = parser.parse_args()
    verifier = TrainedVerifier(arguments.model)
    people = judged(arguments.data, held=True)
    made = [e for e in build(arguments.data, SEED, held=True) if e not in set(people)]

    def features(examples: list[Example]) -> npt.NDArray[np.float64]:
        """Logit and shared words of what would be cited for each."""
        held = [quoted(example) for example in examples]
        logits = iter(verifier.logits([pair for pairs in held for pair in pairs]))
        best = [max(zip((next(logits) for _ in pairs), pairs, strict=True)) for pairs in held]
        return np.array([(logit, shared(pair)) for logit, pair in best])

    told = np.concatenate([features(people), features(made)])
    right = np.array([example.support == 1 for example in (*people, *made)])
    counts = np.array([len(made) / len(people)] * len(people) + [1.0] * len(made))
    curve = LogisticRegression().fit(told, right, sample_weight=counts)
    probabilities = curve.predict_proba(told)[:, 1]
    complete = np.array(
        [missing(e.claim, f"{e.title}. {e.text}") is None for e in (*people, *made)]
    )
    threshold = _precise((probabilities * complete)[len(people) :], right[len(people) :])
    for name, part in (("judged", slice(0, len(people))), ("made", slice(len(people), None))):
        passed = (probabilities >= threshold)[part] & complete[part]
        print(
            f"{name}: {len(passed)} kept back, AUROC {auroc(probabilities[part], right[part]):.3f};"
            f" {right[part][passed].mean():.2f} of what passes is supported,"
            f" {passed[right[part]].mean():.2f} of what is supported passes"
        )
    weights = {
        "network": float(curve.coef_[0, 0]),
        "words": float(curve.coef_[0, 1]),
        "constant": float(curve.intercept_[0]),
        "supported": threshold,
        "partly": threshold / 2,
    }
    (arguments.model / "weights.json").write_text(json.dumps(weights) + "\n", encoding="utf-8")
    seal(arguments.model, SUMMED)
    print(weights)


if __name__ == "__main__":
    main()
