"""`qa bench`: what this machine makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from evals.extra import MeasuringGroup

_data = click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="Folder with the public sets: corpora/, train/ and dev/.",
)
_work = click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=Path("build/benchmarks"),
    show_default=True,
    help="Where collections and vectors are kept between runs.",
)
_json = click.option(
    "--json", "file", type=click.Path(path_type=Path), help="Write the figures here."
)


def _write(figures: object, file: Path | None) -> None:
    if file:
        file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


@click.group(cls=MeasuringGroup)
def bench() -> None:
    """Measure quality and speed on this machine."""


@bench.command()
@_data
@_work
@click.option("--questions", default=600, show_default=True, help="The most of each set.")
@click.option("--only", type=click.Choice(["speed", "squad2", "squad", "nq"]), help="One part.")
@click.option(
    "--trained",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Compare with the network in this folder, as it was before it was made small.",
)
@_json
def reader(
    data: Path,
    work: Path,
    questions: int,
    only: str | None,
    trained: Path | None,
    file: Path | None,
) -> None:
    """How well the reader finds answers, and how fast."""
    from benchmarks.reader import measure

    report = measure(data, work, questions, only, trained)
    _write(report.figures, file)


@bench.command()
@_data
@_work
@click.option("--split", type=click.Choice(["train", "dev"]), default="dev", show_default=True)
@_json
def rewriting(data: Path, work: Path, split: Literal["train", "dev"], file: Path | None) -> None:
    """How well follow-ups are made to stand alone."""
    from benchmarks.rewriting import measure
    from qa.embedding import SentenceTransformerEmbedder

    figures = measure(data, work, split, SentenceTransformerEmbedder())
    _write(figures, file)


def _sizes(_ctx: click.Context, _option: click.Parameter, told: str) -> list[int]:
    try:
        sizes = [int(one) for one in told.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1:
        raise click.BadParameter(f"{told!r} is not numbers of passages, as in 1000,10000.")
    return sizes


def _others(_ctx: click.Context, _option: click.Parameter, told: str) -> list[str]:
    from benchmarks.size.contenders import OTHERS

    names = [name for name in told.split(",") if name]
    if unknown := set(names) - set(OTHERS):
        raise click.BadParameter(f"{min(unknown)!r} is none of {', '.join(OTHERS)}.")
    return names


@bench.command()
@_data
@click.option("--sizes", default="1000,10000", show_default=True, callback=_sizes, help="Passages.")
@_work
@click.option(
    "--with",
    "others",
    default="llama-index,txtai",
    show_default=True,
    callback=_others,
    help="Others to measure beside it, where installed; empty for none.",
)
@click.option("--questions", default=50, show_default=True, type=click.IntRange(1))
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--physics", is_flag=True, help="Measure what the machine can do at most.")
@_json
@click.option("--plot", type=click.Path(path_type=Path), help="Draw them here: .svg, .png, .pdf.")
def size(
    data: Path,
    sizes: list[int],
    work: Path,
    others: list[str],
    questions: int,
    rounds: int,
    physics: bool,
    file: Path | None,
    plot: Path | None,
) -> None:
    """What ingest, opening and asking take, by the size of the collection."""
    from benchmarks.size.measuring import Bench

    run = Bench(data, work, sizes, others, questions, rounds)
    figures = run.measure(physics=physics, plot=plot)
    _write(figures, file)


@bench.command()
@_data
@_json
def verification(data: Path, file: Path | None) -> None:
    """How well it is told whether a text supports a statement."""
    from benchmarks.verifier import measure

    _write(measure(data), file)
