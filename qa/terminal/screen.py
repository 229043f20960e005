"""What a conversation looks like: answers as they come, notes, problems, lists."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from qa import rendering
from qa.answering.citations import marked
from qa.events import Answered, Event, Retrieved, Rewritten, Written
from qa.records import Answer, Session
from qa.terminal.paragraph import Paragraph

_SHOWN_OF_ID = 8


class Screen:
    """Standard output, and standard error for problems.

    Only an `interactive` one shows what goes on and says more than was asked for.
    """

    def __init__(self) -> None:
        self.interactive = sys.stdin.isatty() and sys.stdout.isatty()
        self._console = rendering.on_stdout()
        self._explained = False
        self._problems = Console(stderr=True, highlight=False, soft_wrap=True)

    def note(self, text: str, *, to_copy: bool = False) -> None:
        """A remark of the program's own; one `to_copy` is not broken into lines."""
        self._console.print(Text(text, style="dim"), soft_wrap=to_copy)

    def hint(self, text: str) -> None:
        """A remark that only somebody at a keyboard has a use for."""
        if self.interactive:
            self.note(text)

    def problem(self, text: str) -> None:
        """An error in one line, in a pipe like those of other commands."""
        text, style = (text, "yellow") if self.interactive else (f"qa: {text}", "")
        self._problems.print(Text(text, style=style))

    @contextmanager
    def busy(self, doing: str) -> Iterator[None]:
        """Say what takes a while, until it is over."""
        if not self.interactive:
            yield
            return
        with self._console.status(Text(doing, style="dim")):
            yield

    def follow(self, question: str, events: Iterable[Event]) -> Answer:
        """Show an answer as it comes, and what it rests on in a line each."""
        told = Paragraph(self._console, "bold")
        status = self._console.status(Text("Searching …", style="dim"))
        if self.interactive:
            status.start()
        try:
            for event in events:
                match event:
                    case Rewritten():
                        self._reading(question, event)
                    case Retrieved(candidates):
                        status.update(Text(f"Reading {candidates} passages …", style="dim"))
                    case Written(sentence):
                        status.stop()
                        told.write(marked([sentence]))
                    case Answered(answer):
                        status.stop()
                        self._rest(told, answer)
                        return answer
        finally:
            status.stop()
            told.end()
        raise AssertionError("a stream ends with its answer")

    def evidence(self, answer: Mapping[str, Any]) -> None:
        """The citations of an answer in full, or the passages nearest to what was declined."""
        rendering.evidence(answer, self._console)

    def past(self, answer: Mapping[str, Any]) -> None:
        """A turn that was had before."""
        self._console.print(Text(f"> {answer['question']}"))
        if answer["standalone_question"] != answer["question"]:
            self.note(f"Reading: {answer['standalone_question']}")
        self._console.print(Text(answer["text"], style="bold"))
        self.gap()

    def sessions(self, listed: Iterable[Session], current: str | None = None) -> None:
        """A table of conversations; in a pipe, a line each with tabs between and the whole id."""
        listed = list(listed)
        if not self._console.is_terminal:
            for session in listed:
                row = (session.id, session.changed.isoformat(), session.turns, session.title)
                sys.stdout.write("\t".join(map(str, row)) + "\n")
            return
        table = Table(box=None, header_style="dim", pad_edge=False)
        for column in ("", "Id", "Changed", "Turns", "Title"):
            table.add_column(column, no_wrap=column != "Title", overflow="fold")
        shown = _beginnings([session.id for session in listed])
        for session in listed:
            table.add_row(
                "*" if session.id == current else "",
                session.id[:shown],
                f"{session.changed.astimezone():%Y-%m-%d %H:%M}",
                str(session.turns),
                escape(session.title),
            )
        self._console.print(table)

    def table(self, rows: Iterable[tuple[str, str]]) -> None:
        """Two columns, the first as wide as it needs to be."""
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(no_wrap=True, style="bold")
        table.add_column(style="dim")
        for left, right in rows:
            table.add_row(Text(left), Text(right))
        self._console.print(table)

    def gap(self) -> None:
        """An empty line."""
        self._console.print()

    def _reading(self, question: str, event: Rewritten) -> None:
        if event.standalone_question != question:
            self.note(f"Reading: {event.standalone_question}")
        if event.period:
            self.note(event.period.note)

    def _rest(self, told: Paragraph, answer: Answer) -> None:
        """What of an answer is no sentence of its own, then what it rests on, a line each."""
        if answer.text.startswith(told.text):
            told.write(answer.text[len(told.text) :])
        told.end()
        given = answer.to_dict()
        if answer.declined:
            titles = dict.fromkeys(hit["passage"]["title"] for hit in given["hits"])
            for title in list(titles)[: rendering.NEAREST_SHOWN]:
                self.note(f"Near: {title}")
        elif not answer.remark:
            for citation in given["citations"]:
                self.note(rendering.headline(citation))
            self.note(f"Confidence {answer.confidence:.0%}")
        if answer.other_reading:
            self.note(f"Or did you mean: {answer.other_reading}  /other")
        if not self._explained and given["hits"]:
            self.hint("/sources shows the words.")
            self._explained = True


def _beginnings(ids: Sequence[str]) -> int:
    """How many characters of ids tell them apart; `--resume` takes a beginning."""
    longest = max(map(len, ids), default=0)
    lengths = range(_SHOWN_OF_ID, longest)
    apart = (length for length in lengths if len({one[:length] for one in ids}) == len(ids))
    return next(apart, longest)
