"""Make probabilities of the verifier's logits, and choose from which one a statement is supported.

    python -m benchmarks.verifier_weights --data DIR [--model DIR]

On what is kept from training: a logistic curve over all of it, people's judgements counting as much
as the made ones; then the threshold that balances best on the judgements. From half of it on, a
statement is supported in part. Writes `weights.json` beside the network.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks.verifier import balanced, best_threshold
from qa.exporting import seal
from qa.verifier.examples import SEED, Example, build, judged
from qa.verifier.export import SUMMED
from qa.verifier.trained import MODEL, TrainedVerifier


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    arguments = parser.parse_args()
    verifier = TrainedVerifier(arguments.model)
    people = judged(arguments.data, held=True)
    made = [e for e in build(arguments.data, SEED, held=True) if e not in set(people)]

    def logits(examples: list[Example]) -> npt.NDArray[np.float64]:
        return np.array(verifier.logits([(e.claim, e.title, e.text) for e in examples]))

    told = np.concatenate([logits(people), logits(made)])
    right = np.array([example.support == 1 for example in (*people, *made)])
    counts = np.array([len(made) / len(people)] * len(people) + [1.0] * len(made))
    curve = LogisticRegression().fit(told[:, None], right, sample_weight=counts)
    scale, shift = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    probabilities = 1 / (1 + np.exp(-(scale * told + shift)))
    threshold = best_threshold(probabilities[: len(people)], right[: len(people)])
    for name, part in (("judged", slice(0, len(people))), ("made", slice(len(people), None))):
        share = balanced(probabilities[part], right[part], threshold)
        print(f"{name}: {len(right[part])} kept back, balanced accuracy {share:.3f}")
    weights = {"scale": scale, "shift": shift, "supported": threshold, "partly": threshold / 2}
    (arguments.model / "weights.json").write_text(json.dumps(weights) + "\n", encoding="utf-8")
    seal(arguments.model, SUMMED)
    print(weights)


if __name__ == "__main__":
    main()
