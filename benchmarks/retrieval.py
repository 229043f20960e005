"""Which fusion of meaning and words ranks the right article first?

    python -m benchmarks.retrieval --data DIR [--work DIR]

Prints recall@1, MRR@10 and recall@25 of the answering article among thousands of distractors. The
weight in `qa.retrieval` was chosen on the train columns; the dev columns only report.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

from benchmarks.datasets import Asked, collection, load
from qa import Assistant, Filters
from qa.retrieval import fuse, once_seen

Scores = dict[int, float]
Fusion = Callable[[Scores, Scores, float], Scores]

_POOL = 100
_RRF_CONSTANT = 60  # Cormack, Clarke and Büttcher 2009


def reciprocal_rank_fusion(dense: Scores, lexical: Scores, _rarest: float) -> Scores:
    fused: Scores = {}
    for side in (dense, lexical):
        for rank, key in enumerate(sorted(side, key=lambda key: -side[key]), 1):
            fused[key] = fused.get(key, 0.0) + 1 / (_RRF_CONSTANT + rank)
    return fused


def convex(weight: float) -> Fusion:
    return lambda dense, lexical, rarest: fuse(dense, lexical, rarest, weight)


def by_maximum(weight: float) -> Fusion:
    def fused(dense: Scores, lexical: Scores, _rarest: float) -> Scores:
        return fuse(dense, lexical, max(lexical.values(), default=1.0), weight)

    return fused


FUSIONS: dict[str, Fusion] = {
    "BM25": lambda dense, lexical, _: dict.fromkeys(dense, 0.0) | lexical,
    "dense": lambda dense, _lexical, _rarest: dense,
    "reciprocal rank fusion": reciprocal_rank_fusion,
    **{f"cosine + {w} BM25 / maximum": by_maximum(w) for w in (0.1, 0.2, 0.3, 0.4)},
    **{f"cosine + {w} BM25 / rarest": convex(w) for w in (0.05, 0.09, 0.13, 0.17, 0.22, 0.25)},
}


def ranks(assistant: Assistant, questions: list[Asked]) -> dict[str, list[int | None]]:
    """The rank of the right article for each question, by fusion; None where it was not found."""
    retriever = assistant.retriever
    found: dict[str, list[int | None]] = {name: [] for name in FUSIONS}
    for asked in questions:
        query = retriever.query(asked.text, Filters())
        dense, lexical = retriever.pool(query, _POOL)
        owners = {
            key: passage.article_id
            for key, passage in assistant.collection.passages(list(dense)).items()
        }
        for name, fusion in FUSIONS.items():
            scores = fusion(dense, lexical, once_seen(query.passages))
            order = sorted(scores, key=lambda key: (-scores[key], key))
            articles = list(dict.fromkeys(owners[key] for key in order))
            right = asked.article_id
            found[name].append(articles.index(right) + 1 if right in articles else None)
    return found


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--questions", type=int, default=1500, help="the most of each set")
    arguments = parser.parse_args()
    sets = ("squad-train", "nq-train", "squad-dev", "nq-dev")
    table: dict[str, list[str]] = {name: [] for name in FUSIONS}
    for name in sets:
        dataset = load(arguments.data, name)
        assistant = collection(dataset, arguments.work)
        questions = [q for q in dataset.sample(len(dataset.questions)) if q.answerable]
        for fusion, places in ranks(assistant, questions[: arguments.questions]).items():
            table[fusion].append(
                f"{fmean(place == 1 for place in places):.3f} "
                f"{fmean(1 / place if place and place <= 10 else 0 for place in places):.3f} "
                f"{fmean(place is not None and place <= 25 for place in places):.3f}"
            )
    print(" " * 28, *(name.ljust(17) for name in sets))
    for fusion, cells in table.items():
        print(fusion.ljust(28), *(cell.ljust(17) for cell in cells))


if __name__ == "__main__":
    main()
