"""A run as one HTML page that needs nothing else: figures, plots, and every answer to judge."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from evals import plots, rendering
from evals.comparing import Comparison
from evals.results import SHOWN, Cited, Result, overall, rows
from evals.sweeping import Tried, label

_HEADLINE = ("right", "citation_precision", "citation_recall", "f1", "R@5", "nDCG@10")
_MARKER = re.compile(r"((?:\[\d+\])+)")
_AROUND = 500


def write(result: Result, comparison: Comparison | None, folder: Path) -> Path:
    """Write `index.html` into a folder; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(html(result, comparison), encoding="utf-8")
    return page


def write_sweep(tried: Tried, folder: Path) -> Path:
    """Write `index.html` for a run under each of many settings; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    whole = [replace(next(rows(found)), name=label(changed)) for changed, found in tried]
    compared = [row for row in whole if "right" in row.figures]
    template = _environment().get_template("sweep.html")
    table = [(label(changed), rendering.swept(found)) for changed, found in tried]
    plot = Markup(plots.by_type(compared))
    page.write_text(
        template.render(table=table, headings=rendering.SWEPT_HEADINGS, plot=plot),
        encoding="utf-8",
    )
    return page


def html(result: Result, comparison: Comparison | None = None) -> str:
    """The page."""
    table = list(rows(result))
    typed = [row for row in table if "right" in row.figures]
    return _environment().get_template("report.html").render(
        result=result,
        table=table,
        shown=SHOWN,
        headline=[(SHOWN[name], table[0].figures[name]) for name in _HEADLINE if table
                  and name in table[0].figures],
        overall=overall(result),
        lines=rendering.lines(overall(result)),
        comparison=comparison,
        plots=[
            ("Quality by type of question", Markup(plots.by_type(typed))),
            ("Risk and coverage", Markup(plots.risk(result))),
            ("Reliability of confidence", Markup(plots.calibration(result))),
            ("Time", Markup(plots.latency(result.questions))),
        ],
        types=list(dict.fromkeys(one.type for one in result.questions)),
    )  # fmt: skip


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evals", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"marked": _marked, "highlighted": _highlighted}
    return environment


def _marked(text: str) -> Markup:
    """An answer with its citation numbers raised."""
    return Markup("").join(
        Markup("<sup>{}</sup>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(_MARKER.split(text))
    )


def _highlighted(cited: Cited) -> Markup:
    """A citation's passage with the quote marked in it."""
    start = cited.start - cited.passage_start
    end = start + len(cited.quote)
    before, after = cited.passage[:start], cited.passage[end:]
    if len(before) > _AROUND:
        before = f"… {before[-_AROUND:]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND]} …"
    return Markup("{}<mark>{}</mark>{}").format(before, cited.quote, after)
