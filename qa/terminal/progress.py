"""What `qa ingest` shows while it works, to somebody at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from qa.ingest import Done, IngestEvent, report
from qa.records import IngestReport

_TITLE_CHARS = 60
_STORED = ("added", "updated")


def follow(events: Iterable[IngestEvent], expected: int | None = None) -> IngestReport:
    """Fold the events of an ingest into its report, showing progress when not piped.

    With the number of articles expected, the time that is left is told, too.
    """
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("[dim]{task.fields[latest]}"),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[left]}"),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with progress:
        return report(_advance(progress, events, expected))


def _advance(
    progress: Progress, events: Iterable[IngestEvent], expected: int | None
) -> Iterator[IngestEvent]:
    task = progress.add_task("Reading articles", total=expected, latest="", left="")
    pace = Pace(time.monotonic())
    passages = 0
    for event in events:
        pace.mark(event, time.monotonic())
        passages += event.passages if isinstance(event, Done) else 0
        latest = event.article.title if isinstance(event, Done) else event.origin
        of = f" of {expected:,}" if expected else ""
        progress.update(
            task,
            description=f"{pace.seen:,}{of} articles, {passages:,} passages embedded",
            latest=escape(latest[:_TITLE_CHARS]),
            left=remaining(pace.left(expected)),
        )
        yield event


class Pace:
    """How long the rest takes, going by what was stored so far.

    What is unchanged goes by in no time and says nothing of what is new: an ingest that is resumed
    would seem almost done. If more of the rest is unchanged, it ends sooner than told.
    """

    def __init__(self, now: float) -> None:
        self.seen = 0
        self._stored = 0
        self._storing = 0.0
        self._last = now

    def mark(self, event: IngestEvent, now: float) -> None:
        """Note that an event came now, in seconds of any clock."""
        self.seen += 1
        if isinstance(event, Done) and event.outcome in _STORED:
            self._stored += 1
            self._storing += now - self._last
        self._last = now

    def left(self, expected: int | None) -> float | None:
        """Seconds for the rest of so many articles; None if nothing tells."""
        if expected is None or not self._stored:
            return None
        return max(0, expected - self.seen) * self._storing / self._stored


def remaining(seconds: float | None) -> str:
    """Seconds as a person would say them: `about 3 min left`; empty if there is nothing to say."""
    if not seconds:
        return ""
    if seconds < 60:
        return f"about {max(5, 5 * round(seconds / 5))} s left"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} min left"
    return f"about {minutes // 60} h {minutes % 60} min left"
