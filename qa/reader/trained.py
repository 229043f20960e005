"""The trained reader: which words of which passage answer, and how sure that any do.

A small network reads the question together with each passage (`qa.reader.network` is what was
trained, `qa.reader.runtime` runs it). What it says of a passage is mixed with what retrieval said,
by weights fitted on questions that it was not trained on.
"""

from __future__ import annotations

import json
import math
import threading
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.embedding import Embedder
from qa.networks import verified
from qa.reader.contrast import asked_of_others
from qa.reader.cues import Kind, cue
from qa.reader.inputs import Inputs, Window
from qa.reader.runtime import MODEL, NETWORK, Logits, Network, Reads
from qa.records import Candidate, Finding, Hit, Passage, Reading, Span
from qa.retrieval import Query

Features = npt.NDArray[np.float64]

_WITHOUT = "answer without them with QA_READER=similarity"

_MOST_ANSWER_TOKENS = 40
_NOT_READ = -20.0
"""The logit of a sentence that no window shows a token of."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of a candidate, the best answer in it, and what speaks for it."""

    candidate: Candidate
    sentence: Span
    answer: Span
    features: Features
    """(5,): logits that its passage answers and that the answer is one; cosine and lexical share of
    its passage; 1 if the question asks for a reason and the sentence has the words of one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of `Read.features`, and of `TrainedReader.doubts` with an intercept last."""

    choice: Features
    confidence: Features

    @classmethod
    def from_file(cls, file: Path) -> Weights:
        told = json.loads(file.read_text(encoding="utf-8"))
        return cls(np.array(told["choice"]), np.array(told["confidence"]))


class TrainedReader:
    """Reads all candidates with a network; loaded on first use, safe between threads."""

    def __init__(
        self, embedder: Embedder, folder: Path = MODEL, network: Reads | None = None
    ) -> None:
        self._embedder = embedder
        self._folder = folder
        self._network = network
        self._lock = threading.Lock()
        self._loaded: tuple[Inputs, Reads, Weights] | None = None

    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        found = self.sentences(query, candidates)
        if not found:
            hits = tuple(Hit.of(candidate, candidate.score) for candidate in candidates)
            return Reading((), hits, 0.0)
        weights = self._load()[2]
        findings, hits = reading(weights.choice, candidates, found)
        known = self.doubts(weights.choice, query, found)
        return Reading(findings, hits, confidence(weights, known))

    def doubts(self, choice: Features, query: Query, found: Sequence[Read]) -> Features:
        """What the confidence in the best finding rests on: (8,).

        Its score; the network's two logits of it; its log probability among all that was found in
        all passages; the size of the collection, since in a large one more comes near by chance;
        whether it gives the reason that is asked for; how much better its passage answers the
        question asked of something else; and its cosine with the question, by the embedder.
        """
        scores = np.array([item.features for item in found]) @ choice
        first = int(scores.argmax())
        best = found[first]
        relevance, span, _, _, gives_reason = best.features
        return np.array(
            [
                scores[first],
                relevance,
                span,
                -math.log(float(np.exp(scores - scores[first]).sum())),
                math.log(max(1, query.passages)),
                gives_reason,
                self._answers_others_better(query, best),
                self._cosine(query, best),
            ]
        )

    def _answers_others_better(self, query: Query, read: Read) -> float:
        """How much likelier its passage answers, by the logit, once asked of what it names; ≥ 0."""
        passage = read.candidate.passage
        others = asked_of_others(query.text, passage, read.sentence)
        inputs, network, _ = self._load()
        told = (passage.title, passage.text)
        windows = [
            w for other in others for of_one in inputs.windows(other, [told]) for w in of_one
        ]
        relevance = max((logits.relevance for logits in network(windows)), default=-math.inf)
        return max(0.0, relevance - float(read.features[0]))

    def _cosine(self, query: Query, read: Read) -> float:
        """Of the question with a sentence, told after the one before it, or the title."""
        passage = read.candidate.passage
        place = passage.sentences.index(read.sentence)
        before = passage.words(passage.sentences[place - 1]) if place else passage.title
        (vector,) = self._embedder.embed_passages([f"{before} {passage.words(read.sentence)}"])
        return float(vector @ query.vector)

    def sentences(self, query: Query, candidates: Sequence[Candidate]) -> list[Read]:
        """Every sentence of every candidate, with the best answer in it."""
        inputs, network, _ = self._load()
        passages = [candidate.passage for candidate in candidates]
        windows = inputs.windows(query.text, [(p.title, p.text) for p in passages])
        logits = iter(network([window for of_one in windows for window in of_one]))
        return [
            read
            for candidate, of_one in zip(candidates, windows, strict=True)
            for read in _sentences(query, candidate, [(window, next(logits)) for window in of_one])
        ]

    def _load(self) -> tuple[Inputs, Reads, Weights]:
        with self._lock:
            if self._loaded is None:
                folder = verified(self._folder, "reader", _WITHOUT)
                self._loaded = (
                    Inputs.from_file(folder / "tokenizer.json"),
                    self._network or Network(folder / NETWORK),
                    Weights.from_file(folder / "weights.json"),
                )
            return self._loaded


def reading(
    choice: Features, candidates: Sequence[Candidate], found: Sequence[Read]
) -> tuple[tuple[Finding, ...], tuple[Hit, ...]]:
    """Findings and hits, best first: a sentence once, a passage by the best of its sentences."""
    scores = [float(choice @ item.features) for item in found]
    by_passage: dict[str, float] = {}
    findings: dict[tuple[str, Span], Finding] = {}
    for i in sorted(range(len(found)), key=lambda i: (-scores[i], i)):
        item, passage = found[i], found[i].candidate.passage
        by_passage.setdefault(passage.id, scores[i])
        findings.setdefault(
            (passage.article_id, item.sentence),
            Finding(passage, item.sentence, scores[i], item.answer),
        )
    hits = (Hit.of(c, by_passage.get(c.passage.id, _NOT_READ)) for c in candidates)
    return tuple(findings.values()), tuple(sorted(hits, key=lambda hit: -hit.score))


def confidence(weights: Weights, doubts: Features) -> float:
    """The probability that the best finding answers the question."""
    return float(1 / (1 + math.exp(-float(weights.confidence @ np.append(doubts, 1.0)))))


def _sentences(
    query: Query, candidate: Candidate, seen: Sequence[tuple[Window, Logits]]
) -> Iterator[Read]:
    """Each sentence of a candidate that a window shows, read where its best answer is."""
    passage = candidate.passage
    if not seen:
        return
    relevance = max(logits.relevance for _, logits in seen)
    asked = cue(query.text)
    reason = asked if asked and asked.kind is Kind.REASON else None
    for sentence in passage.sentences:
        answers = [_best_answer(passage, sentence, *of_window) for of_window in seen]
        if found := max(filter(None, answers), default=None):
            score, answer = found
            gives_reason = reason and reason.shown.search(passage.words(sentence))
            features = np.array(
                [
                    relevance,
                    score,
                    candidate.cosine,
                    candidate.score - candidate.cosine,
                    float(bool(gives_reason)),
                ]
            )
            yield Read(candidate, sentence, answer, features)


def _best_answer(
    passage: Passage, sentence: Span, window: Window, logits: Logits
) -> tuple[float, Span] | None:
    """The best run of a window's tokens inside a sentence, and the logit of it."""
    start, end = sentence.start - passage.start, sentence.end - passage.start
    first = _bisect(window.offsets, start)
    last = _bisect(window.offsets, end)
    if first == last:
        return None
    spans = logits.start[first:last, None] + logits.end[None, first:last]
    possible = np.triu(np.ones_like(spans, dtype=bool))
    possible &= ~np.triu(possible, _MOST_ANSWER_TOKENS)
    bars = np.array([passage.text[s:e] == "|" for s, e in window.offsets[first:last]])
    if bars.any() and not bars.all():  # a table row: one cell of it answers
        cells = bars.cumsum()
        possible &= (cells[:, None] == cells[None, :]) & ~bars[:, None]
    spans = np.where(possible, spans, -np.inf)
    i, j = divmod(int(spans.argmax()), spans.shape[1])
    answer = window.offsets[first + i][0], window.offsets[first + j][1]
    start, end = _whole_words(passage.text, *answer)
    return float(spans[i, j]), Span(passage.start + start, passage.start + end)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span, widened to the edges of words: a token may be a part of one."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _bisect(offsets: Sequence[tuple[int, int]], place: int) -> int:
    """The first token that begins at or after a character."""
    return bisect_left(offsets, place, key=itemgetter(0))
