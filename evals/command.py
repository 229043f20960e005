"""`qa eval`: ask a fixed set of questions, and say what has become better or worse."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evals.extra import MeasuringGroup

if TYPE_CHECKING:
    from evals.results import Result
    from evals.suites import Suite

EXIT_REGRESSED = 1


class _RunByDefault(MeasuringGroup):
    """`qa eval dev` is `qa eval run dev`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args.insert(0, "run")
        return super().parse_args(ctx, args)


@click.group("eval", cls=_RunByDefault)
def evaluate() -> None:
    """Measure the answers to a fixed set of questions: `qa eval [SUITE]`.

    A suite is `dev` or `test`, a public benchmark at a path, such as `squad:dev-v2.0.json`, or a
    file of questions about an index, such as `qa feedback` prints.
    """


@evaluate.command()
@click.argument("suite", default="dev")
@click.option("--json", "as_json", is_flag=True, help="Print the whole result as JSON.")
@click.option("--report", type=click.Path(path_type=Path), help="Write an HTML report here.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Compare with this result.")
@click.option(
    "--set", "sweep", multiple=True, metavar="NAME=A,B,…", help="Settings to try, all against all."
)
@click.option("--limit", type=click.IntRange(1), help="The most questions of a public benchmark.")
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    help="The index that a file of questions is about. [default: $QA_INDEX or indexes/default]",
)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=Path("build/evals"),
    show_default=True,
    help="Where the suite's articles are kept indexed.",
)
def run(
    suite: str,
    as_json: bool,
    report: Path | None,
    baseline: Path | None,
    sweep: tuple[str, ...],
    limit: int | None,
    index: Path | None,
    work: Path,
) -> None:
    """Ask all questions of a suite and show the figures. Exit code 1 if worse than the baseline."""
    from evals import rendering, sweeping
    from evals import report as pages
    from evals.adapters import resolve
    from evals.comparing import check_comparable
    from evals.comparing import compare as compared
    from evals.results import Result

    if sweep and (as_json or baseline):
        raise click.UsageError("--set shows many runs side by side: leave out --json, --baseline.")
    asked = resolve(suite, work, limit, index)
    known = Result.from_file(baseline) if baseline else None
    if known:
        check_comparable(known, asked.name, asked.fingerprint())  # before minutes of asking
    if sweep:
        tried = [(setting, _run(asked, work, setting)) for setting in sweeping.settings(sweep)]
        rendering.sweep(tried)
        if report:
            click.echo(f"Report: {pages.write_sweep(tried, report)}", err=True)
        return
    result = _run(asked, work, {})
    comparison = compared(known, result) if known else None
    if report:
        click.echo(f"Report: {pages.write(result, comparison, report)}", err=True)
    if as_json:
        click.echo(result.model_dump_json(indent=1))
    else:
        rendering.result(result)
    if comparison:
        rendering.comparison(comparison, to_stderr=as_json)
        if comparison.regressed:
            sys.exit(EXIT_REGRESSED)


@evaluate.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
def compare(before: Path, after: Path) -> None:
    """Compare two results that --json wrote. Exit code 1 if the second is worse."""
    from evals import rendering
    from evals.comparing import compare as compared
    from evals.results import Result

    comparison = compared(Result.from_file(before), Result.from_file(after))
    rendering.comparison(comparison)
    if comparison.regressed:
        sys.exit(EXIT_REGRESSED)


def _run(suite: Suite, work: Path, changed: dict[str, Any]) -> Result:
    from rich.console import Console
    from rich.progress import Progress

    from evals.running import opened, run
    from evals.sweeping import configured

    with (
        opened(suite, work, configured(changed)) as assistant,
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        task = progress.add_task(f"Asking {suite.name}", total=len(list(suite.asked())))
        return run(suite, assistant, lambda: progress.advance(task))
