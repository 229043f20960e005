"""Time, memory and disk by size, on logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

Medians = Mapping[int, Mapping[str, Mapping[str, float]]]
"""By number of passages and by contender, its measures."""

_MILLISECONDS, _MEGABYTES = 1e3, 1e-6
_LEAST = 1.0
"""What is less, as a difference of memory may be, is drawn as this."""


def draw(medians: Medians, file: Path) -> None:
    """Write the plot, in the format that the name of the file asks for."""
    figure = Figure(figsize=(9.6, 6.4), layout="constrained")
    warm, first, memory, disk = figure.subplots(2, 2).flat
    for name in dict.fromkeys(name for told in medians.values() for name in told):
        by_size = {size: told[name] for size, told in sorted(medians.items()) if name in told}
        sizes = list(by_size)
        p50, p95, opened, resident = (
            [max(_LEAST, by_size[size][measure] * unit) for size in sizes]
            for measure, unit in (
                ("p50", _MILLISECONDS),
                ("p95", _MILLISECONDS),
                ("first", _MILLISECONDS),
                ("memory", _MEGABYTES),
            )
        )
        stored = [by_size[size]["disk"] * size * _MEGABYTES for size in sizes]
        warm.fill_between(sizes, p50, p95, alpha=0.15)
        for axes, values in ((warm, p50), (first, opened), (memory, resident), (disk, stored)):
            axes.plot(sizes, values, marker="o", label=name)
    for axes, label in (
        (warm, "a warm question, p50 to p95, ms"),
        (first, "opening and a first question, ms"),
        (memory, "memory beyond the models, MB"),
        (disk, "disk, MB"),
    ):
        axes.set(xscale="log", yscale="log", xlabel="passages", ylabel=label)
        axes.grid(visible=True, alpha=0.3)
    warm.legend()
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file)
