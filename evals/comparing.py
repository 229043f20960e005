"""Two runs of one suite, question by question: what got better, what got worse, and by chance?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.metrics import Interval, mcnemar, paired_bootstrap
from evals.results import SHOWN, Graded, Result
from evals.suites import SuiteError

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """A mean in both runs, over the questions that have it in both."""

    measure: str
    before: float
    after: float
    difference: Interval
    p: float | None
    """By McNemar's test, for what is either so or not; None for the others."""

    @property
    def significant(self) -> bool:
        """Whether chance is an unlikely explanation."""
        if self.p is not None:
            return self.p < SIGNIFICANT
        return self.difference.low > 0 or self.difference.high < 0

    @property
    def regression(self) -> bool:
        return self.significant and self.after < self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes of means, and the questions whose outcome changed."""

    changes: list[Change]
    better: list[tuple[Graded, Graded]]
    worse: list[tuple[Graded, Graded]]
    new_errors: list[Graded]

    @property
    def regressed(self) -> bool:
        """Whether a measure fell by more than chance explains, or a question fails that did not."""
        return bool(self.new_errors) or any(change.regression for change in self.changes)


_BINARY = {"right", "exact", "verbatim"}


def check_comparable(before: Result, suite: str, fingerprint: str) -> None:
    """Raises `SuiteError` if a run asked other questions than those of this fingerprint."""
    if before.fingerprint != fingerprint:
        raise SuiteError(
            f"The runs asked different questions ({before.suite} {before.fingerprint},"
            f" {suite} {fingerprint}).",
            "Run the baseline again on the questions of today.",
        )


def compare(before: Result, after: Result) -> Comparison:
    """Compare two runs. Raises `SuiteError` if they are of different questions."""
    check_comparable(before, after.suite, after.fingerprint)
    then = {one.id: one for one in before.questions}
    pairs = [(then[one.id], one) for one in after.questions]
    changes = [
        change for name in (*SHOWN, "verbatim") if (change := _change(name, pairs)) is not None
    ]
    return Comparison(
        changes,
        better=[pair for pair in pairs if pair[1].right and not pair[0].right],
        worse=[pair for pair in pairs if pair[0].right and not pair[1].right],
        new_errors=[now for was, now in pairs if now.error and not was.error],
    )


def _change(name: str, pairs: Sequence[tuple[Graded, Graded]]) -> Change | None:
    values = [
        (was, now)
        for one, other in pairs
        if (was := one.measures.get(name)) is not None
        and (now := other.measures.get(name)) is not None
    ]
    if not values:
        return None
    before, after = zip(*values, strict=True)
    p = None
    if name in _BINARY:
        p = mcnemar([value == 1.0 for value in before], [value == 1.0 for value in after])
    return Change(
        name,
        sum(before) / len(before),
        sum(after) / len(after),
        paired_bootstrap(before, after),
        p,
    )
