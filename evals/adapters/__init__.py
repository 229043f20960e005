"""What is named becomes a suite: `dev`, a file, or a public benchmark as `squad:dev-v2.0.json`.

Each kind has a module that turns its files into a `Benchmark`. What all kinds share is done here:
the articles are written where they can be ingested, and `@gold` keeps each question to its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from evals.adapters import articles, beir, clapnq, mtrag, multihoprag, rewriting, squad
from evals.adapters.benchmark import Benchmark
from evals.suites import Given, Suite, SuiteError, check_ids, load, load_own
from qa import Settings

GOLD = "@gold"
_OWN = ".jsonl"

KINDS: Mapping[str, Callable[[Path], Benchmark]] = {
    "squad": squad.read,
    "clapnq": clapnq.read,
    "beir": beir.read,
    "multihoprag": multihoprag.read,
    "mtrag": mtrag.read,
    "canard": rewriting.read,
    "cast": rewriting.read,
}
"""What reads a benchmark of each kind; all raise `SuiteError`."""

Item = TypeVar("Item")


def resolve(suite: str, work: Path, limit: int | None, index: Path | None = None) -> Suite:
    """A suite by name, a benchmark as `KIND:PATH` or `KIND:PATH@gold`, or one's own `FILE.jsonl`.

    What is written of a benchmark lies below `work`; a file is asked of `index`, or of the default
    one. With `limit`, only so many questions and so many conversations are asked, always the same
    ones. Raises `SuiteError`.
    """
    kind, colon, place = suite.partition(":")
    if suite.endswith(_OWN) and (not colon or Path(suite).is_file()):
        found = load_own(Path(suite), index or Settings().index)
    elif index:
        raise SuiteError(
            f"{suite} brings its own articles.", "Leave out --index, or name a FILE.jsonl."
        )
    else:
        found = _public(kind, place, work) if colon else load(suite)
    return replace(
        found,
        questions=_some(found.questions, limit),
        conversations=_some(found.conversations, limit),
    )


def _public(kind: str, place: str, work: Path) -> Suite:
    if kind not in KINDS:
        raise SuiteError(
            f"There is no kind of benchmark {kind!r}.", f"There are: {', '.join(KINDS)}."
        )
    path = Path(place.removesuffix(GOLD))
    if not path.exists():
        raise SuiteError(f"There is no {str(path)!r}.", f"Write {kind}:PATH of what is there.")
    benchmark = KINDS[kind](path)
    if not benchmark.questions and not benchmark.conversations:
        raise SuiteError(
            f"{path} holds no question that can be asked.", f"Check that it is {kind}'s."
        )
    only = place.endswith(GOLD)
    name = f"{kind}:{path.resolve().name}{GOLD if only else ''}"
    file = work / "articles" / f"{name.replace(':', '-')}.jsonl"
    return _suite(name, _of_gold(benchmark, kind) if only else benchmark, file, only=only)


def _suite(name: str, benchmark: Benchmark, file: Path, *, only: bool) -> Suite:
    articles.write(benchmark.articles, file)
    gold = benchmark.gold if only else {}
    given = {
        asked: Given(benchmark.histories.get(asked, ()), gold.get(asked, ()))
        for asked in (*benchmark.histories, *gold)
    }
    suite = Suite(name, benchmark.questions, benchmark.conversations, file, given)
    check_ids(question.id for question in suite.asked())
    return suite


def _of_gold(benchmark: Benchmark, kind: str) -> Benchmark:
    """The questions that have articles of their own, each article a source to be filtered by."""
    if not benchmark.gold:
        raise SuiteError(
            f"The questions of {kind} have no passage of their own.", f"Leave out {GOLD}."
        )
    return replace(
        benchmark,
        articles=tuple(replace(article, source=article.id) for article in benchmark.articles),
        questions=tuple(q for q in benchmark.questions if q.id in benchmark.gold),
        histories={one: h for one, h in benchmark.histories.items() if one in benchmark.gold},
    )


def _some(items: Sequence[Item], limit: int | None) -> tuple[Item, ...]:
    if limit is None or len(items) <= limit:
        return tuple(items)
    shuffled = list(items)
    random.Random(0).shuffle(shuffled)
    return tuple(shuffled[:limit])
