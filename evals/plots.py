"""The plots of a report, as SVG that takes the colours of the page it stands in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evals.metrics import reliability, risk_coverage
from evals.results import Graded, Result, Row, given

_ACCENT, _TEXT, _FAINT = "#010203", "#040506", "#070809"
_COLOURS = {_ACCENT: "var(--accent)", _TEXT: "currentColor", _FAINT: "var(--line)"}
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "qa",  # the same plot, the same bytes
    "font.family": "sans-serif",
    "font.size": 9,
    "text.parse_math": False,  # a setting may hold $
    "axes.edgecolor": _FAINT,
    "axes.labelcolor": _TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": _TEXT,
    "xtick.color": _TEXT,
    "ytick.color": _TEXT,
}


def by_type(rows: Sequence[Row]) -> str:
    """The share answered right, with its interval, of each row."""
    with _plot(width=5.4, height=0.36 * len(rows) + 0.7) as (axes, svg):
        for place, row in enumerate(reversed(rows)):
            right = row.figures["right"]
            axes.barh(place, right.mean, color=_ACCENT, alpha=0.35, height=0.6)
            axes.plot([right.low, right.high], [place, place], color=_ACCENT, linewidth=2)
            axes.text(1.02, place, f"{right.mean:.2f}  n={row.questions}", va="center")
        axes.set_yticks(range(len(rows)), [row.name for row in reversed(rows)])
        axes.set_xlim(0, 1)
        axes.set_xlabel("share answered right, with 95% interval")
    return svg[0]


def risk(result: Result) -> str:
    """The share of wrong answers among those given, as fewer are given."""
    with _plot() as (axes, svg):
        p, true = _answered(result)
        if len(p):
            coverage, wrong = risk_coverage(p, true)
            asked = len(result.questions)
            axes.plot(coverage * len(p) / asked, wrong, color=_ACCENT, linewidth=2)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_xlabel("share of questions answered, surest first")
        axes.set_ylabel("share of answers wrong")
    return svg[0]


def calibration(result: Result) -> str:
    """What confidence says against what is true."""
    with _plot() as (axes, svg):
        axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=1)
        p, true = _answered(result)
        if len(p):
            counts, told, share = zip(*reliability(p, true), strict=True)
            axes.scatter(
                told, share, s=[12 + 4 * n for n in counts], color=_ACCENT, alpha=0.5, linewidths=0
            )
            axes.plot(told, share, color=_ACCENT, linewidth=1)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_xlabel("confidence of answers given")
        axes.set_ylabel("share right")
    return svg[0]


def latency(questions: Sequence[Graded]) -> str:
    """How long a question takes."""
    with _plot() as (axes, svg):
        took = np.array([one.seconds * 1000 for one in questions if one.error is None])
        if len(took):
            # The first question loads the models: it would squeeze all others into one bar.
            longest = np.percentile(took, 99)
            axes.hist(np.minimum(took, longest), bins=30, color=_ACCENT, alpha=0.5)
        axes.set_xlabel("milliseconds a question, the slowest hundredth cut")
        axes.set_ylabel("questions")
    return svg[0]


def _answered(result: Result) -> tuple[np.ndarray, np.ndarray]:
    answers = given(result)
    return np.array([o.confidence for o in answers]), np.array([o.right for o in answers], bool)


@contextmanager
def _plot(width: float = 4.6, height: float = 2.9) -> Iterator[tuple[Axes, list[str]]]:
    """Axes to draw on; the drawing is in the list once they are done with."""
    told: list[str] = []
    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(width, height), layout="constrained")
        figure.patch.set_alpha(0)
        axes = figure.subplots()
        axes.patch.set_alpha(0)
        yield axes, told
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    svg = drawn.getvalue()
    svg = svg[svg.index("<svg") :]
    for drawn_as, shown_as in _COLOURS.items():
        svg = svg.replace(drawn_as, shown_as)
    told.append(svg)
