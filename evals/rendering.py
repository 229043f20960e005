"""Results, comparisons and sweeps as text for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.comparing import Change, Comparison
from evals.results import SHOWN, Graded, Overall, Result, Row, overall, rows
from evals.sweeping import Tried, label

_WIDTH = 170
_LISTED = 20
_OTHERS = [name for name in SHOWN if name != "right"]
SWEPT = ("right", "f1", "citation_precision", "citation_recall", "R@5", "RR@10")
SWEPT_HEADINGS = (*(SHOWN[name] for name in SWEPT), "decline F1", "p50")


def result(shown: Result) -> None:
    """A table by type of question, then the figures of the whole."""
    console = _console(sys.stdout)
    table = Table(title=f"Suite {shown.suite}", box=None, header_style="dim", title_justify="left")
    table.add_column("", no_wrap=True)
    for heading in ("n", "right [95%]", *(SHOWN[name] for name in _OTHERS)):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows(shown):
        right = row.figures.get("right")
        others = means(row, _OTHERS)
        table.add_row(row.name, str(row.questions), str(right or "–"), *others)
    console.print(table)
    console.print()
    for line in lines(overall(shown)):
        console.print(line, highlight=False)
    for one in shown.questions:
        if one.error:
            console.print(f"[red]{one.id}[/red] {escape(one.error)}")


def lines(figures: Overall) -> list[str]:
    """What only a whole run has, a line each."""
    return [
        (
            f"Declining: precision {number(figures.refusal_precision)}, recall"
            f" {number(figures.refusal_recall)}, F1 {number(figures.refusal_f1)}"
        ),
        f"Quotes that stand word for word in their article: {number(figures.verbatim)}",
        (
            f"Confidence of answers given: calibration error {number(figures.calibration_error)},"
            f" area under risk and coverage {number(figures.risk_coverage_area)}"
        ),
        f"Time a question: p50 {figures.p50 * 1000:.0f} ms, p95 {figures.p95 * 1000:.0f} ms",
        f"Questions: {figures.questions}, of which {figures.errors} ended in an error",
    ]


def comparison(shown: Comparison, *, to_stderr: bool = False) -> None:
    """What changed, and whether chance explains it."""
    console = _console(sys.stderr if to_stderr else sys.stdout)
    table = Table(title="Against the baseline", box=None, header_style="dim", title_justify="left")
    table.add_column("")
    for heading in ("before", "after", "difference [95%]", "p (McNemar)", ""):
        table.add_column(heading, justify="right")
    for change in shown.changes:
        table.add_row(
            SHOWN.get(change.measure, change.measure),
            f"{change.before:.3f}",
            f"{change.after:.3f}",
            str(change.difference),
            number(change.p),
            _verdict(change),
        )
    console.print(table)
    _listed(console, "Better", "green", [now for _, now in shown.better])
    _listed(console, "Worse", "red", [now for _, now in shown.worse])
    _listed(console, "New errors", "red", shown.new_errors)


def sweep(tried: Tried) -> None:
    """A line for each combination of settings."""
    table = Table(box=None, header_style="dim")
    table.add_column("")
    for heading in SWEPT_HEADINGS:
        table.add_column(heading, justify="right")
    for changed, found in tried:
        table.add_row(escape(label(changed)), *swept(found))
    _console(sys.stdout).print(table)


def swept(result: Result) -> list[str]:
    """What a line of a sweep shows of one run."""
    whole = overall(result)
    cells = means(next(rows(result)), SWEPT)
    return [*cells, number(whole.refusal_f1), f"{whole.p50 * 1000:.0f} ms"]


def _listed(console: Console, name: str, colour: str, questions: Iterable[Graded]) -> None:
    listed = list(questions)
    if not listed:
        return
    console.print(f"\n[{colour}]{name}: {len(listed)}[/{colour}]")
    for one in listed[:_LISTED]:
        told = one.error or one.answer
        console.print(f"  {one.id}  {escape(one.question)}\n      {escape(told)}", highlight=False)
    if len(listed) > _LISTED:
        console.print(f"  and {len(listed) - _LISTED} more")


def _verdict(change: Change) -> str:
    if not change.significant:
        return ""
    return "[red]worse[/red]" if change.after < change.before else "[green]better[/green]"


def means(row: Row, names: Iterable[str]) -> list[str]:
    """The means of some measures of a row, as they are shown."""
    figures = (row.figures.get(name) for name in names)
    return [number(figure.mean if figure else None) for figure in figures]


def number(value: float | None) -> str:
    """A figure as it is shown; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def _console(stream: TextIO) -> Console:
    console = Console(file=stream)
    return console if console.is_terminal else Console(file=stream, width=_WIDTH)
