"""How well follow-ups are made to stand alone, and what that is worth to search.

    qa bench rewriting --data DIR [--split train|dev] [--work DIR] [--json FILE]

Every follow-up counts, whether it leans on what came before or not, and each is asked after what
the data says came before it. Intervals are of the bootstrap over follow-ups, those of differences
paired. Nothing is fitted here: tune on `train`, which has no passages to be found.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from benchmarks import searching, wording
from benchmarks.datasets import Dataset, collection
from benchmarks.follow_ups import Conversations, FollowUp, answered, distractors, rewritten
from benchmarks.rewriters import REWRITERS, rewrites
from benchmarks.side_by_side import Table
from qa.conversation import Rewriter
from qa.embedding import Embedder
from qa.records import Rewrite

Split = Literal["train", "dev"]
Made = Mapping[str, Sequence[Rewrite]]
"""By system, one for each follow-up."""

_WARM_UP = 20


def measure(data: Path, work: Path, split: Split, embedder: Embedder) -> dict[str, Any]:
    """All figures, printed as they come."""
    rewriters = {name: make() for name, make in REWRITERS.items()}
    sets = {name: rewritten(data / split / f"{name}.jsonl.gz") for name in ("canard", "trec_cast")}
    timed = [one for told in sets.values() for one in told.follow_ups]
    if split == "dev":
        sets["mtrag_un"] = answered(data / split / "mtrag_un.jsonl.gz")
    figures: dict[str, Any] = {}
    for name, told in sets.items():
        made = rewrites(told.follow_ups, rewriters)
        if "human" in made:
            table = worded(f"{split}/{name}: wording", told, made)
            figures[table.title] = _shown(table, rewriters)
            f1 = {system: wording.left_alone_f1(table.systems[system]) for system in rewriters}
            _note(figures, f"{split}/{name}: F1 of leaving alone", f1)
        if told.articles:
            # MTRAG-UN brings enough passages of its own.
            beside = () if name == "mtrag_un" else tuple(distractors(data))
            corpus = Dataset(f"rewriting-{name}", (*told.articles, *beside), ())
            table = searched(f"{split}/{name}: search", told, made, corpus, work, embedder)
            figures[table.title] = _shown(table, rewriters)
    for name, rewriter in rewriters.items():
        p50, p95 = milliseconds(rewriter, timed)
        _note(figures, f"{name}: milliseconds a follow-up", {"p50": p50, "p95": p95})
    return figures


def worded(title: str, told: Conversations, made: Made) -> Table:
    """Each system's wording beside a person's."""
    values = {system: wording.measured(told.follow_ups, one) for system, one in made.items()}
    return Table(title, values, lowest="copy")


def searched(
    title: str, told: Conversations, made: Made, corpus: Dataset, work: Path, embedder: Embedder
) -> Table:
    """What each system finds in a corpus."""
    with collection(corpus, work, embedder) as assistant:
        ways = {
            "dense": searching.dense(corpus.articles, embedder, work),
            "fused": searching.fused(assistant.retriever),
        }
        values = {
            system: searching.measured(told.follow_ups, one, ways) for system, one in made.items()
        }
    return Table(title, values, lowest="copy", highest="human" if "human" in made else None)


def milliseconds(rewriter: Rewriter, follow_ups: Sequence[FollowUp]) -> tuple[float, float]:
    """p50 and p95 of one rewrite, warm, one after another in one thread."""
    seconds = []
    for one in (*follow_ups[:_WARM_UP], *follow_ups):
        started = time.perf_counter()
        rewriter.rewrite(one.question, one.turns)
        seconds.append(time.perf_counter() - started)
    warm = seconds[len(seconds) - len(follow_ups) :]
    p50, p95 = np.percentile(warm, (50, 95)) * 1000
    return float(p50), float(p95)


def _shown(table: Table, rewriters: Iterable[str]) -> dict[str, Any]:
    print(*table.lines(list(rewriters)), sep="\n", end="\n\n", flush=True)
    return table.figures(list(rewriters))


def _note(figures: dict[str, Any], name: str, values: Mapping[str, float]) -> None:
    figures[name] = dict(values)
    told = ", ".join(f"{key} {value:.3f}" for key, value in values.items())
    print(f"{name}: {told}", end="\n\n", flush=True)
