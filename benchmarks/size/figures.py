"""What was measured as plain numbers, the ratios between them, and tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np
from rich.table import Table

from benchmarks.size.contenders import OTHERS

Round = Mapping[str, float]
"""The measures of one contender in one round."""
Rounds = Mapping[str, Sequence[Round]]
"""By contender; those of one place were measured one after another."""

_MB, _MS = 1e6, 1e3
_REFERENCE = "qa search"
"""What others are compared with: they find passages, and do not read them."""


def searching(told: Mapping[str, Any], bytes_on_disk: int, passages: int) -> dict[str, float]:
    """The measures of one process that searched a small collection, then a large one."""
    before, after = told["before"], told["after"]
    p50, p95 = np.percentile(told["seconds"], (50, 95))
    models = before["anonymous"] + before["files"]
    return {
        "first": told["first"],
        "p50": float(p50),
        "p95": float(p95),
        "anonymous": after["anonymous"] - before["anonymous"],
        "files": after["files"] - before["files"],
        "memory": after["anonymous"] + after["files"] - models,
        "peak": after["peak"] - models,
        "models": models,
        "disk": bytes_on_disk / passages,
    }


def medians(rounds: Sequence[Round]) -> dict[str, float]:
    """The median of each measure."""
    return {measure: median(one[measure] for one in rounds) for measure in rounds[0]}


def ratios(theirs: Sequence[Round], ours: Sequence[Round]) -> dict[str, float | None]:
    """How many times ours another's measures are: the median over rounds.

    None where one of ours is not above zero, as a difference of memory too small to be seen.
    """
    return {
        measure: median(a[measure] / b[measure] for a, b in zip(theirs, ours, strict=True))
        if all(one[measure] > 0 for one in ours)
        else None
        for measure in ours[0]
    }


def compared(rounds: Rounds, reference: str = _REFERENCE) -> dict[str, dict[str, float | None]]:
    """The ratios of all others that were measured."""
    return {name: ratios(rounds[name], rounds[reference]) for name in OTHERS if name in rounds}


def size_table(title: str, rounds: Rounds) -> Table:
    """What each contender takes, then how many times ours that of the others is."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("")
    for heading in (
        "cold process, s",
        "÷ import torch",
        "open + first, ms",
        "p50, ms",
        "p95, ms",
        "memory, MB",
        "of files, MB",
        "peak, MB",
        "disk, B/passage",
    ):
        table.add_column(heading, justify="right")
    for name, of_one in rounds.items():
        told = medians(of_one)
        table.add_row(
            name,
            f"{told['cold']:.2f}",
            f"{told['torches']:.2f}",
            f"{told['first'] * _MS:,.0f}",
            f"{told['p50'] * _MS:,.1f}",
            f"{told['p95'] * _MS:,.1f}",
            f"{told['memory'] / _MB:,.1f}",
            f"{told['files'] / _MB:,.1f}",
            f"{told['peak'] / _MB:,.1f}",
            f"{told['disk']:,.0f}",
        )
    for name, times in compared(rounds).items():
        measures = "cold", None, "first", "p50", "p95", "memory", None, "peak", "disk"
        table.add_row(
            f"{name} ÷ {_REFERENCE}",
            *(_times(times[measure]) if measure else "" for measure in measures),
            style="bold",
        )
    return table


def ingest_table(rounds: Rounds) -> Table:
    """How fast each contender ingests, then how many times slower than ours the others are."""
    articles = int(next(iter(rounds.values()))[0]["articles"])
    title = f"Ingest of {articles:,} real articles"
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in ("", "passages", "seconds", "passages/s", "articles/s", "again ÷ first"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, of_one in rounds.items():
        told = medians(of_one)
        table.add_row(
            name,
            f"{told['passages']:,.0f}",
            f"{told['seconds']:,.1f}",
            f"{told['passages'] / told['seconds']:,.1f}",
            f"{articles / told['seconds']:,.1f}",
            f"{told['again'] / told['seconds']:.4f}" if "again" in told else "",
        )
    for name, times in slower(rounds).items():
        table.add_row(
            f"qa ÷ {name}",
            "",
            "",
            _times(times["passages/s"]),
            _times(times["articles/s"]),
            "",
            style="bold",
        )
    return table


def slower(rounds: Rounds) -> dict[str, dict[str, float | None]]:
    """How many times theirs our rates of ingest are."""

    def rates(of_one: Sequence[Round]) -> list[Round]:
        return [
            {
                "passages/s": one["passages"] / one["seconds"],
                "articles/s": one["articles"] / one["seconds"],
            }
            for one in of_one
        ]

    ours = rates(rounds["qa"])
    return {name: ratios(ours, rates(of_one)) for name, of_one in rounds.items() if name in OTHERS}


def _times(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}×"
