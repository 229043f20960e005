"""The reader for any language and any embedder: sentences near the question that share its words.

It needs no training of its own beyond a handful of weights, and cannot tell a near miss from an
answer as a trained reader can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.embedding import Embedder
from qa.pointing import points_back
from qa.reader.cues import CUES, Cue, cue
from qa.records import Candidate, Finding, Hit, Reading, Span
from qa.retrieval import Query

Features = npt.NDArray[np.float64]

# On the training questions four passages give as many right sentences as twelve; the others are
# read for copies of the same report, and for questions that ask for several things.
PASSAGES_READ = 8
_FEWEST_WORDS = 3
_LONG_SENTENCE = 40

# Fitted by `benchmarks/similarity_reader.py` on training questions: the weights of
# `sentence_features`, then an intercept; and those of `confidence`.
CHOICE = np.array([3.5, 2.51, 3.13, 2.0, 1.33, 0.12, 1.67, 0.09, 0.4, 0.31, 0.52, -8.14])
CONFIDENCE = np.array([0.7, -0.12, 0.74])


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of a candidate and what speaks for it."""

    candidate: Candidate
    sentence: Span
    features: Features


class SimilarityReader:
    """Ranks sentences by a linear model over cosines, shared words and the kind of question."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        found = self.sentences(query, candidates[:PASSAGES_READ])
        hits = tuple(Hit.of(candidate, candidate.score) for candidate in candidates)
        if not found:
            return Reading((), hits, 0.0)
        scores = [float(CHOICE[:-1] @ item.features + CHOICE[-1]) for item in found]
        order = sorted(range(len(found)), key=lambda i: (-scores[i], i))
        findings = tuple(
            Finding(found[i].candidate.passage, found[i].sentence, scores[i], None) for i in order
        )
        return Reading(findings, hits, confidence(CONFIDENCE, scores[order[0]], query.passages))

    def sentences(self, query: Query, candidates: Sequence[Candidate]) -> list[Read]:
        """Every sentence of the candidates once, with its features.

        One that points back is judged together with the sentence before it.
        """
        places: dict[tuple[str, Span], tuple[Candidate, str]] = {}
        for candidate in candidates:
            passage = candidate.passage
            before = ""
            for span in passage.sentences:
                text = passage.words(span)
                place = (passage.article_id, span)
                if place not in places and _could_answer(text):
                    understood = f"{before} {text}".strip() if points_back(text) else text
                    places[place] = (candidate, understood)
                before = text
        vectors = self._embedder.embed_passages([text for _, text in places.values()])
        cosines = (vectors @ query.vector).tolist()
        asked = cue(query.text)
        around = {c.passage.id: query.coverage(c.passage.in_article()) for c in candidates}
        return [
            Read(
                candidate,
                span,
                sentence_features(
                    candidate,
                    text,
                    cosine,
                    query.coverage(text),
                    around[candidate.passage.id],
                    asked,
                ),
            )
            for ((_, span), (candidate, text)), cosine in zip(places.items(), cosines, strict=True)
        ]


def sentence_features(
    candidate: Candidate,
    text: str,
    cosine: float,
    covered: float,
    around: float,
    asked: Cue | None,
) -> Features:
    """What speaks for one sentence: (11,), each about 0 to 1.

    Its cosine with the question and its passage's; the lexical share of the passage's score; the
    question's words in the sentence and in the passage; its length, since a longer one says more;
    then, for each cue, whether the question gives it and the sentence shows it.
    """
    return np.array(
        [
            cosine,
            candidate.cosine,
            candidate.score - candidate.cosine,
            covered,
            around,
            min(1.0, len(text.split()) / _LONG_SENTENCE),
            *(float(known is asked and bool(known.shown.search(text))) for known in CUES),
        ]
    )


def confidence(weights: Features, score: float, passages: int) -> float:
    """The probability that the best sentence is right, from its score.

    The more passages there are, the more likely one is near the question by chance.
    """
    return float(1 / (1 + np.exp(-(weights @ [score, math.log(passages), 1.0]))))


def _could_answer(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and not text.rstrip('"”’)').endswith("?")
