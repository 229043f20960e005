"""Systems measured on the same questions, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evals.metrics import Interval, bootstrap, paired_bootstrap

Values = Mapping[str, Sequence[float]]
"""One value a question, by measure."""


@dataclass(frozen=True, slots=True)
class Table:
    """What each system got; the values of a measure are of the same questions for all of them."""

    title: str
    systems: Mapping[str, Values]
    lowest: str
    """The system that the others are compared with."""
    highest: str | None = None
    """The system that shows what is possible, if there is one."""

    def means(self) -> dict[str, dict[str, Interval]]:
        """The mean of each measure, by system."""
        return {
            system: {measure: bootstrap(one) for measure, one in values.items()}
            for system, values in self.systems.items()
        }

    def gains(self, system: str) -> dict[str, Interval]:
        """By how much a system is above the lowest, question by question."""
        low, values = self.systems[self.lowest], self.systems[system]
        return {measure: paired_bootstrap(low[measure], values[measure]) for measure in values}

    def closed(self, system: str) -> dict[str, float]:
        """The share of the way from the lowest to the highest that a system goes."""
        if self.highest is None:
            return {}
        low, high = self.systems[self.lowest], self.systems[self.highest]
        return {
            measure: gap_closed(*(float(np.mean(one[measure])) for one in (low, values, high)))
            for values in [self.systems[system]]
            for measure in values
            if np.mean(high[measure]) != np.mean(low[measure])
        }

    def figures(self, compared: Sequence[str]) -> dict[str, Any]:
        """Everything as plain JSON values; `compared` are the systems to compare."""
        return {
            "means": {
                system: {measure: _plain(one) for measure, one in row.items()}
                for system, row in self.means().items()
            },
            "gains": {
                system: {measure: _plain(one) for measure, one in self.gains(system).items()}
                for system in compared
            },
            "closed": {system: self.closed(system) for system in compared},
        }

    def lines(self, compared: Sequence[str]) -> Iterator[str]:
        """The table for a terminal."""
        rows: dict[str, Mapping[str, object]] = {
            **self.means(),
            **{f"{system} − {self.lowest}": self.gains(system) for system in compared},
        }
        if self.highest:
            rows |= {
                f"{system}: of the way to {self.highest}": {
                    measure: f"{share:.0%}" for measure, share in self.closed(system).items()
                }
                for system in compared
            }
        measures = list(self.systems[self.lowest])
        name, cell = max(map(len, rows)) + 2, 24
        yield self.title
        asked = self.systems[self.lowest]
        yield " " * name + "".join(f"{one} (n={len(asked[one])})".ljust(cell) for one in measures)
        for row, figures in rows.items():
            cells = (str(figures.get(one, "–")).ljust(cell) for one in measures)
            yield (row.ljust(name) + "".join(cells)).rstrip()


def gap_closed(low: float, reached: float, high: float) -> float:
    """The share of the way from low to high; below 0 for what is worse than low."""
    return (reached - low) / (high - low)


def _plain(one: Interval) -> list[float]:
    return [one.mean, one.low, one.high]
