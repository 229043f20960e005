"""How well follow-ups are made to stand alone, and what that is worth to search.

    qa bench rewriting --data DIR [--split train|dev] [--work DIR] [--json FILE]

Wording is compared with a person's: token F1 as SQuAD counts, the share of the terms the person
added that are there, and how often a question is changed when the person changed it, or left when
they left it. Search is measured by the rank of the passages that answer: by cosine alone, exactly,
and as `qa` proposes passages to its reader. Nothing is fitted here; tune on `train`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from benchmarks import searching
from benchmarks.follow_ups import Conversations, FollowUp, answered, distractors, rewritten
from benchmarks.rewriters import REWRITERS, rewrites
from benchmarks.searching import DEPTH, Search
from benchmarks.side_by_side import Table, Values
from evals.grading import rewrite_recall
from evals.metrics import normal, reciprocal_rank, token_f1
from qa.conversation import Rewriter
from qa.embedding import SentenceTransformerEmbedder
from qa.records import Rewrite

Split = Literal["train", "dev"]
Measure = Callable[[FollowUp, Rewrite], float | None]
"""None where a follow-up has none, whatever is made of it."""

_SHOWN = 5
"""Passages of which recall is told."""
_WARM_UP = 20


# Wording


def f1(asked: FollowUp, made: Rewrite) -> float:
    return token_f1(made.question, [asked.human])


def added(asked: FollowUp, made: Rewrite) -> float | None:
    return rewrite_recall(asked.question, asked.human, made.question)


def added_to_search(asked: FollowUp, made: Rewrite) -> float | None:
    return rewrite_recall(asked.question, asked.human, made.searched)


def changed(asked: FollowUp, made: Rewrite) -> float | None:
    """Of the questions that the person changed."""
    if _same(asked.human, asked.question):
        return None
    return float(not _same(made.question, asked.question))


def left(asked: FollowUp, made: Rewrite) -> float | None:
    """Of the questions that the person left as they were."""
    if not _same(asked.human, asked.question):
        return None
    return float(_same(made.question, asked.question))


WORDING: Mapping[str, Measure] = {
    "F1": f1,
    "added terms": added,
    "added, searched": added_to_search,
    "changed": changed,
    "left alone": left,
}


def wording(follow_ups: Sequence[FollowUp], made: Sequence[Rewrite]) -> Values:
    """Each measure of one system, of the follow-ups that have it."""
    pairs = list(zip(follow_ups, made, strict=True))
    return {
        name: [value for pair in pairs if (value := measure(*pair)) is not None]
        for name, measure in WORDING.items()
    }


def _same(one: str, other: str) -> bool:
    return normal(one) == normal(other)


# Search


def found(gold: frozenset[str], ranked: Sequence[str]) -> dict[str, float]:
    """What a ranking is worth where these are wanted."""
    shown = gold.intersection(ranked[:_SHOWN])
    rank = next((place for place, one in enumerate(ranked, 1) if one in gold), None)
    return {
        f"R@{_SHOWN}": len(shown) / len(gold),
        f"any@{_SHOWN}": float(bool(shown)),
        f"MRR@{DEPTH}": reciprocal_rank(rank, DEPTH),
    }


def search(
    follow_ups: Sequence[FollowUp], made: Sequence[Rewrite], searches: Mapping[str, Search]
) -> Values:
    """The measures of one system by each way of searching."""
    values: dict[str, list[float]] = {}
    several = any(len(one.gold) > 1 for one in follow_ups)
    for name, find in searches.items():
        for asked, rewrite in zip(follow_ups, made, strict=True):
            for measure, value in found(asked.gold, find(rewrite.searched)).items():
                if several or not measure.startswith("any"):  # of one, any is all
                    values.setdefault(f"{name} {measure}", []).append(value)
    return values


# Speed


def milliseconds(rewriter: Rewriter, follow_ups: Sequence[FollowUp]) -> tuple[float, float]:
    """p50 and p95 of one rewrite, warm, one after another."""
    for one in follow_ups[:_WARM_UP]:
        rewriter.rewrite(one.question, one.turns)
    seconds = []
    for one in follow_ups:
        started = time.perf_counter()
        rewriter.rewrite(one.question, one.turns)
        seconds.append(time.perf_counter() - started)
    p50, p95 = np.percentile(seconds, (50, 95)) * 1000
    return float(p50), float(p95)


def measure(data: Path, work: Path, split: Split) -> dict[str, Any]:
    """All figures, printed as they come."""
    rewriters = {name: make() for name, make in REWRITERS.items()}
    sets = {name: rewritten(data / split / f"{name}.jsonl.gz") for name in ("canard", "trec_cast")}
    timed = [one for told in sets.values() for one in told.follow_ups]
    if split == "dev":
        sets["mtrag_un"] = answered(data / split / "mtrag_un.jsonl.gz")
    figures: dict[str, Any] = {}
    for name, told in sets.items():
        for table in tables(f"{split}/{name}", told, rewriters, data, work):
            print(*table.lines(list(rewriters)), sep="\n", end="\n\n", flush=True)
            figures[table.title] = table.figures(list(rewriters))
    for name, rewriter in rewriters.items():
        p50, p95 = milliseconds(rewriter, timed)
        print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms a follow-up (n={len(timed)})")
        figures[f"{name}, milliseconds"] = {"p50": p50, "p95": p95}
    return figures


def tables(
    name: str, told: Conversations, rewriters: Mapping[str, Rewriter], data: Path, work: Path
) -> Iterator[Table]:
    """What can be measured on a set: wording if people rewrote it, search if passages are known."""
    made = rewrites(told.follow_ups, rewriters)
    highest = "human" if "human" in made else None
    if highest:
        worded = {system: wording(told.follow_ups, one) for system, one in made.items()}
        yield Table(f"{name}: wording", worded, lowest="copy")
    if told.articles:
        ways = _ways(name, told, data, work)
        ranked = {system: search(told.follow_ups, one, ways) for system, one in made.items()}
        yield Table(f"{name}: search", ranked, lowest="copy", highest=highest)


def _ways(name: str, told: Conversations, data: Path, work: Path) -> dict[str, Search]:
    embedder = SentenceTransformerEmbedder()
    # MTRAG-UN brings its own distractors.
    beside = () if name.endswith("mtrag_un") else distractors(data)
    articles = (*told.articles, *beside)
    return {
        "dense": searching.dense(articles, embedder, work),
        "fused": searching.fused(f"rewriting-{name.replace('/', '-')}", articles, embedder, work),
    }
