"""Answers, articles and reports as text for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qa.collection.doctor import Diagnosis
from qa.records import Answer, Article, IngestReport, Skipped

NEAREST_SHOWN = 3
_WIDTH = 100
_VERDICTS = {"whole": "green", "repaired": "yellow", "damaged": "bold red"}


def answer(given: Answer, console: Console | None = None) -> None:
    """The answer, then its sources in order; of a declined one the nearest passages.

    A reply to a remark is its text and nothing more.
    """
    console = console or on_stdout()
    if given.reading_note:
        console.print(Text(given.reading_note), style="dim")
    if given.answer_note:
        console.print(Text(given.answer_note), style="dim")
    if given.period:
        console.print(Text(given.period.note), style="dim")
    console.print(Text(given.text), style="" if given.declined or given.remark else "bold")
    if given.citations or given.hits:
        console.print()
        evidence(given.to_dict(), console)
    if not given.declined and not given.remark:
        console.print(f"\nConfidence {given.confidence:.0%}", style="dim")


def evidence(given: Mapping[str, Any], console: Console) -> None:
    """What an answer, as a dict, rests on: its citations in full, or the nearest passages."""
    if given["declined"] and given["hits"]:
        _nearest(given["hits"], console)
    for citation in given["citations"]:
        console.print(Text(headline(citation)))
        if url := citation["article"]["url"]:
            console.print(_indented(Text(url, style="dim")))
        quote = " ".join(citation["quote"].split())
        console.print(_indented(Text(f"“{quote}”", style="italic")))


def headline(citation: Mapping[str, Any]) -> str:
    """A citation in one line: `[1] Serbia drops drones — The Courier, 2023-09-05`."""
    article = citation["article"]
    facts = ", ".join(filter(None, (article["source"], article["published"])))
    return f"[{citation['number']}] {article['title']} — {facts}"


def articles(listed: Iterable[Article]) -> None:
    """A table of articles; piped, a line each with tabs between id, day, source and title."""
    if not sys.stdout.isatty():
        for found in listed:
            sys.stdout.write(
                f"{found.id}\t{found.published or ''}\t{found.source}\t{found.title}\n"
            )
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in ("Day", "Source", "Title", "Id"):
        table.add_column(column, no_wrap=column == "Day", overflow="fold")
    for found in listed:
        table.add_row(
            str(found.published or "—"), escape(found.source), escape(found.title), found.id
        )
    on_stdout().print(table)


def article(shown: Article) -> None:
    """One article, whole."""
    console = on_stdout()
    console.print(Text(shown.title), style="bold")
    facts = filter(None, (shown.source, _day(shown), shown.url, shown.id))
    console.print(Text(" · ".join(facts)), style="dim")
    console.print()
    sys.stdout.write(f"{shown.body.rstrip()}\n")


def report(done: IngestReport, stored: int) -> str:
    """One line on what an ingest did."""
    counts = (
        (len(done.added), "added"),
        (len(done.updated), "updated"),
        (len(done.unchanged), "unchanged"),
        (len(done.removed), "removed"),
        (len(done.skipped), "skipped"),
    )
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing to do"
    return f"{told}; the index holds {stored:,} article{'' if stored == 1 else 's'}."


def diagnoses(made: Iterable[Diagnosis]) -> None:
    """A line for each part that was looked at; below it what was wrong, and what to do."""
    console = on_stdout()
    for diagnosis in made:
        line = Text(f"{diagnosis.verdict:<10}", style=_VERDICTS[diagnosis.verdict])
        console.print(line.append(diagnosis.check, style="default"))
        for told in filter(None, (*diagnosis.problems, diagnosis.remedy)):
            console.print(Padding(Text(told), (0, 0, 0, 10), expand=False))


def skipped(item: Skipped) -> str:
    """One line on what was not read, and why."""
    return f"qa: skipped {_place(item.origin)}: {item.reason}"


def _nearest(hits: Sequence[Mapping[str, Any]], console: Console) -> None:
    console.print("The nearest passages:", style="dim")
    for hit in hits[:NEAREST_SHOWN]:
        passage = hit["passage"]
        text = " ".join(passage["text"].split())
        console.print(Text(f"  {passage['title']} ({passage['article_id']})"))
        console.print(_indented(Text(_shorten(text, 280), style="dim")))


def _day(shown: Article) -> str:
    return str(shown.published or "")


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 4), expand=False)


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: text.rfind(" ", 0, length)] + " …"


def _place(origin: str) -> str:
    """An origin as a person would type it."""
    parts = urlsplit(origin)
    if parts.scheme != "file":
        return origin
    path = Path(unquote(parts.path))
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def on_stdout() -> Console:
    """Standard output: as wide as its terminal; in a pipe, of a width to read."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False, soft_wrap=False)
