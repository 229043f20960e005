"""How well the readers read, and how fast.

    qa bench reader --data DIR [--work DIR] [--questions N] [--json FILE]

Nothing here is fitted on what it measures: the one threshold it needs is chosen on training
questions that the network was not trained on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch

from benchmarks.datasets import Asked, Dataset, collection, load
from benchmarks.retrieval import ranks
from evals.metrics import (
    Interval,
    Judged,
    Squad2,
    auroc,
    best_threshold,
    bootstrap,
    calibration_error,
    normal,
    reciprocal_rank,
    reliability,
    squad2,
    token_f1,
)
from qa import Article, Assistant, Filters
from qa.chunking import passages
from qa.embedding import Embedder, SentenceTransformerEmbedder
from qa.reader import Reader
from qa.reader.examples import SOURCES, held_back, read_rows
from qa.reader.inputs import Window, tensors
from qa.reader.network import ReaderNetwork, encoder_folder
from qa.reader.runtime import Logits, Reads
from qa.reader.similarity import SimilarityReader
from qa.reader.trained import TrainedReader
from qa.records import Candidate, Passage, Reading, Span
from qa.retrieval import Query

CANDIDATES = 25
_SPEED_QUESTIONS = 60
_SQUAD2 = next(source for source in SOURCES if source.file == "train/squad2_half")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reader made of one question."""

    asked: Asked
    right: bool
    """Whether the best finding holds the answer."""
    rank: int | None
    """Of the answering article among the hits; None if it is not there."""
    confidence: float


@dataclass(slots=True)
class Report:
    """Figures by name, in the order they were measured."""

    figures: dict[str, object] = field(default_factory=dict)

    def note(self, name: str, value: object) -> None:
        self.figures[name] = value if isinstance(value, float | int) else str(value)
        shown = f"{value:.3f}" if isinstance(value, float) else value
        print(f"{name:70} {shown}", flush=True)


def outcomes(assistant: Assistant, reader: Reader, questions: Iterable[Asked]) -> Iterator[Outcome]:
    """Each question asked of a whole collection."""
    for asked in questions:
        query = assistant.retriever.query(asked.text, Filters())
        candidates = assistant.retriever.candidates(query, CANDIDATES)
        yield outcome(asked, reader.read(query, candidates))


def outcome(asked: Asked, reading: Reading) -> Outcome:
    """How a reading did."""
    articles = list(dict.fromkeys(hit.passage.article_id for hit in reading.hits))
    rank = articles.index(asked.article_id) + 1 if asked.article_id in articles else None
    best = reading.findings[0] if reading.findings else None
    right = best is not None and holds(asked, best.passage, best.passage.words(best.sentence))
    return Outcome(asked, right, rank, reading.confidence)


def holds(asked: Asked, passage: Passage, sentence: str) -> bool:
    """Whether a sentence of a passage holds an answer to the question, or is part of one."""
    if not asked.answerable or passage.article_id != asked.article_id:
        return False
    said = f" {normal(sentence)} "
    return any(f" {normal(a)} " in said or said in f" {normal(a)} " for a in asked.answers)


# SQuAD 2.0


def paragraphs(data: Path, name: str) -> Iterator[tuple[Query, Candidate, tuple[str, ...], str]]:
    """Question, its whole paragraph, answers and raw title, row by row."""
    count_tokens = SentenceTransformerEmbedder().count_tokens
    for row in read_rows(data, name):
        title = row["title"]
        article = Article("0", title.replace("_", " "), row["context"], "", None, None, "")
        (passage,) = passages(article, count_tokens, max_tokens=1 << 20, overlap=0)
        query = Query(row["question"], (), np.zeros(0, np.float32), 1, Filters())
        answers = tuple(found["text"] for found in row["answers"])
        yield query, Candidate(passage, 0.0, 0.0, 0.0), answers, title


def gold_passages(
    reader: TrainedReader, data: Path, name: str, chosen: Callable[[str], bool]
) -> list[Judged]:
    """What the network alone makes of questions and the paragraph that each was asked about."""
    judged = []
    for query, candidate, answers, title in paragraphs(data, name):
        if not chosen(title):
            continue
        found = reader.sentences(query, [candidate])
        best = max(found, key=lambda read: read.features[1])
        said = candidate.passage.words(best.answer)
        relevance, span = best.features[:2]
        f1 = token_f1(said, answers) if answers else 0.0
        judged.append(Judged(f1, bool(answers), float(relevance + span)))
    return judged


def squad2_figures(reader: TrainedReader, data: Path) -> tuple[Squad2, float]:
    """Official figures on the dev questions, and the threshold, from held-back training ones."""
    share = _SQUAD2.held_back
    threshold = best_threshold(
        gold_passages(reader, data, _SQUAD2.file, lambda title: held_back(title, share))
    )
    dev = gold_passages(reader, data, "dev/squad2_half", lambda _: True)
    return squad2(dev, threshold), threshold


# Over a collection


def well_formed(question: str) -> str:
    return f"{question[:1].upper()}{question[1:]}{'' if question.endswith('?') else '?'}"


def typed(question: str) -> str:
    return question.lower().rstrip("?").strip()


def as_asked(questions: Sequence[Asked], form: Callable[[str], str]) -> list[Asked]:
    return [replace(question, text=form(question.text)) for question in questions]


def retrieval_figures(
    report: Report, name: str, assistant: Assistant, reader: Reader, questions: Sequence[Asked]
) -> list[Outcome]:
    """Right sentences, and ranks of the right article before and after reading."""
    before = ranks(assistant, list(questions))
    best: Interval | None = None
    for fusion in ("BM25", "dense", "cosine + 0.13 BM25 / rarest", "cosine + 0.25 BM25 / rarest"):
        interval = bootstrap([reciprocal_rank(rank) for rank in before[fusion]])
        report.note(f"{name}: MRR@10 {fusion}", interval)
        if best is None or interval.mean > best.mean:
            best = interval
    read = list(outcomes(assistant, reader, questions))
    after = bootstrap([reciprocal_rank(one.rank) for one in read])
    report.note(f"{name}: MRR@10 after reading", after)
    assert best is not None
    report.note(f"{name}: above the best before", after.mean - best.mean)
    report.note(f"{name}: outside its interval", after.mean > best.high)
    for depth in (1, 5):
        recall = np.mean([one.rank is not None and one.rank <= depth for one in read])
        report.note(f"{name}: recall@{depth} after reading", float(recall))
    report.note(f"{name}: right sentence", bootstrap([one.right for one in read]))
    return read


def decline_figures(report: Report, name: str, read: Sequence[Outcome], threshold: float) -> None:
    """How well the confidence tells the questions that can be answered from those that cannot."""
    p = np.array([one.confidence for one in read])
    could = np.array([one.asked.answerable for one in read])
    right = np.array([one.right for one in read])
    declined = p < threshold
    precision = float(np.mean(~could[declined])) if declined.any() else 0.0
    recall = float(np.mean(declined[~could]))
    report.note(f"{name}: AUROC of confidence, answerable or not", auroc(p, could))
    report.note(f"{name}: AUROC of confidence, right or wrong", auroc(p, right))
    report.note(f"{name}: declining at {threshold}: precision", precision)
    report.note(f"{name}: declining at {threshold}: recall", recall)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    report.note(f"{name}: declining at {threshold}: F1", f1)
    report.note(f"{name}: ECE of confidence", calibration_error(p, right))
    for number, told, true in reliability(p, right):
        report.note(f"{name}: reliability near {told:.2f}", f"{true:.2f} of {number}")


def speed_figures(
    report: Report, reader: TrainedReader, embedder: Embedder, dataset: Dataset
) -> None:
    """Warm milliseconds a question, by how many passages of about 110 tokens are read."""
    count_tokens = embedder.count_tokens
    bodies = [article.body for article in dataset.articles]
    long = [
        Candidate(
            Passage(a.id, a.title, 0, len(a.body), a.body, (Span(0, len(a.body)),)), 0.0, 0.0, 0.0
        )
        for a, tokens in zip(dataset.articles, count_tokens(bodies), strict=True)
        if 90 <= tokens <= 130
    ]
    questions = dataset.sample(_SPEED_QUESTIONS)
    for number in (5, 10, CANDIDATES, 50):
        seconds = []
        for i, asked in enumerate(questions):
            vector = embedder.embed_question(asked.text)
            query = Query(asked.text, (), vector, 1, Filters())
            first = (i * number) % (len(long) - number)
            started = time.perf_counter()
            reader.read(query, long[first : first + number])
            seconds.append(time.perf_counter() - started)
        warm = np.array(seconds[5:]) * 1000
        p50, p95 = np.percentile(warm, (50, 95))
        report.note(f"{number} passages of 90-130 tokens", f"p50 {p50:.0f} ms, p95 {p95:.0f} ms")


def unquantized(folder: Path) -> Reads:
    """The network as it was trained, in torch at full precision."""
    network = ReaderNetwork.from_encoder(encoder_folder())
    network.load_state_dict(torch.load(folder / "network.pt", weights_only=True))
    network.eval()

    def read(windows: Sequence[Window]) -> list[Logits]:
        told = []
        for window in windows:
            inputs = {name: torch.from_numpy(t) for name, t in tensors([window]).items()}
            with torch.no_grad():
                start, end, relevance = (output[0].numpy() for output in network(**inputs))
            text = slice(window.first, window.first + len(window.offsets))
            told.append(Logits(start[text], end[text], float(relevance)))
        return told

    return read


def measure(
    data: Path, work: Path, questions: int, only: str | None = None, trained_in: Path | None = None
) -> Report:
    """All figures, printed as they come."""
    report = Report()
    embedder = SentenceTransformerEmbedder()
    trained = TrainedReader(embedder)
    wanted = {only} if only else {"speed", "squad2", "squad", "nq"}
    if "speed" in wanted:
        speed_figures(report, trained, embedder, load(data, "squad-dev"))
    if "squad2" in wanted:
        found, threshold = squad2_figures(trained, data)
        report.note("SQuAD 2.0, gold passage: threshold, from training questions", threshold)
        report.note("SQuAD 2.0, gold passage: F1", found.f1)
        report.note("SQuAD 2.0, gold passage: F1 where there is an answer", found.has_answer_f1)
        report.note("SQuAD 2.0, gold passage: accuracy where not", found.no_answer_accuracy)
        if trained_in:
            exact = squad2_figures(TrainedReader(embedder, network=unquantized(trained_in)), data)[
                0
            ]
            report.note("SQuAD 2.0, gold passage: F1 of the network as trained", exact.f1)
    for name in sorted(wanted & {"squad", "nq"}):
        dataset = load(data, f"{name}-dev")
        assistant = collection(dataset, work)
        asked = dataset.sample(len(dataset.questions))
        can = [q for q in asked if q.answerable][:questions]
        cannot = [q for q in asked if not q.answerable][:questions]
        read = []
        for form, change in (("well-formed", well_formed), ("typed", typed)):
            read = retrieval_figures(
                report, f"{name}, {form}", assistant, trained, as_asked(can, change)
            )
        read += outcomes(assistant, trained, as_asked(cannot, typed))
        decline_figures(report, name, read, assistant.settings.decline_below)
        near = SimilarityReader(assistant.embedder)
        by_similarity = bootstrap([one.right for one in outcomes(assistant, near, can[:300])])
        report.note(f"{name}: right sentence by similarity", by_similarity)
    return report
