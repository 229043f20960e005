"""What a question and an ingest take, by the size of the collection.

    qa bench size --data DIR --sizes 1000,10000 [--with llama-index,txtai] [--physics]

Collections are stored through `Collection.put` and kept in `--work`; one that was interrupted is
gone on with. Whatever is measured runs in a process of its own, contenders in turn within a round,
since timings on a shared machine wander: the ratios count, each the median over rounds of what was
measured together. Ingest is measured apart, over real articles read from a file.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks.load import QA
from benchmarks.size import figures, fresh
from benchmarks.size.contenders import MOST_FOR_OTHERS, OURS, installed
from benchmarks.size.corpus import REAL, Corpus
from benchmarks.size.machine import Machine, Transformer, share
from benchmarks.size.plot import draw
from qa import SentenceTransformerEmbedder, Settings
from qa.embedding import model_folder

_INGESTED = 1_000
"""Passages of the articles that are ingested to see how fast."""
_BASE = 100
"""Passages of the collection that every process searches first, to load its models."""
_WIDTH = 132
_EXIT_DECLINED = 3


class Bench:
    """One run: where its files are, and who is measured."""

    def __init__(
        self,
        data: Path,
        work: Path,
        sizes: Sequence[int],
        others: Sequence[str],
        questions: int,
        rounds: int,
    ) -> None:
        self._data, self._work = data, work
        self._sizes = sorted(sizes)
        self._rounds = range(rounds)
        self._console = Console(width=_WIDTH)
        self._others = [name for name in others if installed(name)]
        for name in set(others) - set(self._others):
            self._console.print(f"{name} is not installed: left out.")
        self._embedder = SentenceTransformerEmbedder()
        self._most = min(REAL, self._sizes[-1])
        work.mkdir(parents=True, exist_ok=True)
        self._corpus = Corpus.load(data, work, self._most, self._embedder)
        self._questions = self._corpus.questions(data, self._sizes[0], questions)
        if not self._questions:
            raise click.ClickException(
                f"No question is about the first {self._sizes[0]:,} passages. Name larger --sizes."
            )

    def measure(self, *, physics: bool, plot: Path | None) -> dict[str, Any]:
        """All figures as plain JSON values, the tables printed as they come."""
        told: dict[str, Any] = {"questions": len(self._questions), "ingest": self._ingest()}
        if physics:
            told["machine"] = self._physics(told["ingest"])
        self._build()
        told["sizes"] = {size: self._size(size) for size in self._sizes}
        if plot:
            draw({size: one["medians"] for size, one in told["sizes"].items()}, plot)
        return told

    def _ingest(self) -> dict[str, Any]:
        rows = [
            {"title": one.article.title, "text": one.article.body}
            for one in self._corpus.upto(min(_INGESTED, self._real))
        ]
        rounds: dict[str, list[dict[str, float]]] = {}
        for _ in self._rounds:
            for name in ("qa", *self._others):
                rounds.setdefault(name, []).append(fresh.run("ingest", name, stdin=rows))
        self._console.print(figures.ingest_table(rounds))
        return {"rounds": rounds, "ratios": figures.slower(rounds)}

    def _size(self, size: int) -> dict[str, Any]:
        names = [name for name in (*OURS, *self._others) if size in self._taken(name)]
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in names}
        for _ in self._rounds:
            torch = _seconds(sys.executable, "-c", "import torch")
            for name in names:
                base, folder = self._folder(name, _BASE), self._folder(name, size)
                cold = self._cold(name, folder)
                told = fresh.run("search", name, base, folder, stdin=self._questions)
                measures = figures.searching(told, _bytes(folder), size)
                rounds[name].append({"cold": cold, "torches": cold / torch, **measures})
        real = min(size, self._real)
        self._console.print(figures.size_table(f"{size:,} passages, {real:,} of them real", rounds))
        return {
            "real": real,
            "rounds": rounds,
            "medians": {name: figures.medians(of_one) for name, of_one in rounds.items()},
            "ratios": figures.compared(rounds),
        }

    @cached_property
    def _real(self) -> int:
        """The real passages that there are, which may be fewer than were asked for."""
        return sum(len(one.passages) for one in self._corpus.real)

    def _build(self) -> None:
        for name in (OURS[0], *self._others):
            wanted = {f"{self._folder(name, size)}": size for size in (_BASE, *self._taken(name))}
            fresh.run("build", name, self._data, self._work, self._most, stdin=wanted, shown=True)

    def _taken(self, name: str) -> list[int]:
        """The sizes that a contender is measured at."""
        return [size for size in self._sizes if name in OURS or size <= MOST_FOR_OTHERS]

    def _folder(self, name: str, size: int) -> Path:
        """Of a collection of so many passages; both of ours search the same."""
        return self._work / f"{'qa' if name in OURS else name}-{size}-{self._corpus.digest}"

    def _cold(self, name: str, folder: Path) -> float:
        """The seconds of a process that answers, or finds passages for, one question."""
        question = self._questions[0]
        command: tuple[str | Path, ...]
        if name == "qa ask":
            command = (*QA, "ask", question, "--index", folder)
        else:
            command = (
                sys.executable,
                "-m",
                "benchmarks.size.fresh",
                "once",
                name,
                folder,
                question,
            )
        return _seconds(*command)

    def _physics(self, ingest: dict[str, Any]) -> dict[str, Any]:
        machine = Machine(**fresh.run("machine"))
        folder = model_folder(Settings().embedder)
        assert folder is not None
        texts = [
            passage.in_article()
            for one in self._corpus.upto(min(_INGESTED, self._real))
            for passage in one.passages
        ]
        tokens = [2 + counted for counted in self._embedder.count_tokens(texts)]  # its two marks
        rates = [one["passages"] / one["seconds"] for one in ingest["rounds"]["qa"]]
        of_peak = share(machine, Transformer.of(folder), tokens, max(rates))
        scans = {size: machine.scan(size, self._embedder.dimension, 4) for size in self._sizes}
        self._console.print(
            f"{machine.cores} cores, thousand million operations a second: int8"
            f" {machine.int8 / 1e9:,.0f}, bfloat16 {machine.bfloat16 / 1e9:,.0f}, float32"
            f" {machine.float32 / 1e9:,.0f}; {machine.bandwidth / 1e9:,.1f} GB/s copied\n"
            f"The best ingest does {of_peak:.0%} of that peak in encoding.\n"
            "All float32 vectors read once: "
            + ", ".join(f"{size:,} {1e3 * one:,.2f} ms" for size, one in scans.items())
        )
        return asdict(machine) | {"ingest share of peak": of_peak, "scan seconds": scans}


def _seconds(*command: str | Path) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, _EXIT_DECLINED):
        raise click.ClickException(f"{command} failed:\n{done.stderr}")
    return time.perf_counter() - started


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
