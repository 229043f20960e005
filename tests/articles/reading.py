"""What every test of this room does: read a source, and look at what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from qa.articles import read
from qa.records import Article, Skipped
from qa.settings import Settings


class Outcome(NamedTuple):
    articles: list[Article]
    skipped: list[Skipped]

    @property
    def article(self) -> Article:
        assert not self.skipped, self.skipped
        (article,) = self.articles
        return article

    @property
    def reason(self) -> str:
        assert not self.articles, self.articles
        (skipped,) = self.skipped
        return skipped.reason


def read_all(source: str | Path, **settings: Any) -> Outcome:
    outcomes = list(read(source, Settings(**settings)))
    return Outcome(
        [outcome for outcome in outcomes if isinstance(outcome, Article)],
        [outcome for outcome in outcomes if isinstance(outcome, Skipped)],
    )


def saved(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
