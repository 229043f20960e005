"""How well it is told whether a text supports a statement.

    qa bench verification --data DIR [--json FILE]

WiCE: claims of Wikipedia beside the sentences, 150 words at most, of the page they cite that share
most words with them; supported against supported in part and not at all. BEGIN: replies of dialogue
models beside the fact they were given; fully attributable against the rest. Each way's threshold is
the one that balances best on what people judged of `train` and is kept from training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from evals.metrics import auroc
from qa import SentenceTransformerEmbedder
from qa.answering.exact import missing
from qa.reader.inputs import Inputs
from qa.reader.runtime import MODEL as READER
from qa.reader.runtime import NETWORK, Network
from qa.sentences import sentences
from qa.verifier.examples import Example, dev, judged
from qa.verifier.trained import TrainedVerifier, shared
from qa.verifier.windows import MOST_SENTENCES, windows

Scores = npt.NDArray[np.float64]
Way = Callable[[Sequence[Example]], Scores]
"""A score for each example; larger is better supported."""

_SAMPLES = 1_000


def words(examples: Sequence[Example]) -> Scores:
    """The share of the statement's terms that the text has."""
    return np.array([shared((e.claim, e.title, e.text)) for e in examples])


def meaning(examples: Sequence[Example]) -> Scores:
    """The cosine of the statement with the sentence of the text that is likest to it."""
    embedder = SentenceTransformerEmbedder()
    claims = embedder.embed_passages([example.claim for example in examples])
    cut = [[e.text[s.span.start : s.span.end] for s in sentences(e.text)] for e in examples]
    vectors = embedder.embed_passages([text for texts in cut for text in texts or [""]])
    found, first = [], 0
    for claim, texts in zip(claims, cut, strict=True):
        last = first + max(1, len(texts))
        found.append(float((vectors[first:last] @ claim).max()))
        first = last
    return np.array(found)


def reader(examples: Sequence[Example]) -> Scores:
    """The reader's logit that the text answers the statement, as if it were a question."""
    inputs = Inputs.from_file(READER / "tokenizer.json")
    network = Network(READER / NETWORK)
    cut = [inputs.windows(e.claim, [(e.title, e.text)])[0] for e in examples]
    read = iter(network([window for windows in cut for window in windows]))
    return np.array([max((next(read).relevance for _ in w), default=-20.0) for w in cut])


def network(examples: Sequence[Example]) -> Scores:
    """The verifier's probability for the sentences that support it best, as answers are checked."""
    held = [quoted(example) for example in examples]
    supports = iter(TrainedVerifier().support([pair for pairs in held for pair in pairs]))
    return np.array([max(next(supports) for _ in pairs) for pairs in held])


def quoted(example: Example) -> list[tuple[str, str, str]]:
    """A statement beside everything of its text that might be cited for it."""
    spans = [found.span for found in sentences(example.text)]
    texts = [
        example.text[span.start : span.end]
        for size in range(1, MOST_SENTENCES + 1)
        for span in windows(spans, size)
    ]
    return [(example.claim, example.title, text) for text in (*texts, example.text)]


def checked(examples: Sequence[Example]) -> Scores:
    """The same, and 0 where a number, a day or a name of the statement is not in the text."""
    absent = [missing(e.claim, f"{e.title}. {e.text}") is not None for e in examples]
    return np.where(absent, 0.0, network(examples))


WAYS: Mapping[str, Way] = {
    "shared words": words,
    "embeddings": meaning,
    "reader": reader,
    "verifier": network,
    "verifier and exact comparison": checked,
}


def balanced(scores: Scores, supported: npt.NDArray[np.bool_], threshold: float) -> float:
    """The mean of the shares of both kinds that a threshold gets right."""
    said = scores >= threshold
    return float((said[supported].mean() + (~said)[~supported].mean()) / 2)


def best_threshold(scores: Scores, supported: npt.NDArray[np.bool_]) -> float:
    """The one that balances best, in the middle between two scores."""
    values = np.unique(scores)
    cuts = (values[1:] + values[:-1]) / 2
    return float(max(cuts, key=lambda cut: balanced(scores, supported, cut), default=0.5))


def measure(data: Path) -> dict[str, Any]:
    """Print AUROC and balanced accuracy of each way, with 95% intervals."""
    fitted = judged(data, held=True)
    fitted_right = np.array([example.support == 1 for example in fitted])
    figures: dict[str, Any] = {}
    table = Table("", "set", "AUROC", "95%", "balanced accuracy", "95%")
    sets = {name: dev(data, name) for name in ("wice", "begin")}
    for way, score in WAYS.items():
        threshold = best_threshold(score(fitted), fitted_right)
        for name, examples in sets.items():
            right = np.array([example.support == 1 for example in examples])
            scores = score(examples)
            told = {
                "auroc": _interval(auroc, scores, right),
                "balanced": _interval(partial(balanced, threshold=threshold), scores, right),
            }
            figures[f"{name}/{way}"] = told | {"threshold": threshold}
            (area, *around), (share, *near) = told["auroc"], told["balanced"]
            table.add_row(
                way,
                name,
                f"{area:.3f}",
                f"{around[0]:.3f}–{around[1]:.3f}",
                f"{share:.3f}",
                f"{near[0]:.3f}–{near[1]:.3f}",
            )
    Console(width=100).print(table)
    return figures


def _interval(
    measured: Callable[[Scores, npt.NDArray[np.bool_]], float],
    scores: Scores,
    right: npt.NDArray[np.bool_],
) -> tuple[float, float, float]:
    """A figure, and where 95% of its bootstrap lie."""
    chance = np.random.default_rng(0)
    drawn = []
    for _ in range(_SAMPLES):
        chosen = chance.integers(0, len(right), len(right))
        if right[chosen].any() and not right[chosen].all():
            drawn.append(measured(scores[chosen], right[chosen]))
    low, high = np.percentile(drawn, (2.5, 97.5))
    return measured(scores, right), float(low), float(high)
