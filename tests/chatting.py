"""A small collection to have conversations about, behind the fakes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from qa import Assistant, Rewrite, Settings, Turn
from qa.testing import HashingEmbedder

SERBIA = "Why did Serbia cancel the Bayraktar order?"
ALBANIA = "How many drones did Albania order?"
KOSOVO = "When did Kosovo receive drones?"

_ARTICLES = (
    ("serbia", "Serbia drops drones", "Serbia cancelled the Bayraktar order over Kosovo."),
    ("albania", "Albania buys", "Albania did order three drones from Turkey in May."),
    ("kosovo", "Kosovo armed", "Kosovo did receive five drones when July was nearly over."),
)


def settings() -> Settings:
    return Settings(decline_below=0, reader="similarity")


class Remembering:
    """Leaves every question as it is, and keeps the questions of the turns that it was given."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []

    def rewrite(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        self.seen.append([turn.question for turn in turns])
        return Rewrite(question)


def leaned_on(assistant: Assistant) -> list[str]:
    """The questions of the turns that the last question could lean on."""
    assert isinstance(assistant.rewriter, Remembering)
    return assistant.rewriter.seen[-1]


@contextmanager
def client(folder: Path) -> Iterator[Assistant]:
    """One more client of the collection in a folder, as another process would have it."""
    with Assistant.open(
        folder, embedder=HashingEmbedder(), settings=settings(), rewriter=Remembering()
    ) as assistant:
        if not assistant.count_articles():
            file = folder.parent / "news.jsonl"
            lines = [
                {"id": key, "title": title, "body": body, "source": "The Courier",
                 "published": "2024-10-11", "url": f"https://courier.example/{key}"}
                for key, title, body in _ARTICLES
            ]  # fmt: skip
            file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
            assert not assistant.ingest(file).skipped
        yield assistant


def execute(folder: Path, *statements: str) -> None:
    """Change the database of a collection behind its back."""
    with closing(sqlite3.connect(folder / "collection.sqlite")) as sql:
        for statement in statements:
            sql.execute(statement)
        sql.commit()
