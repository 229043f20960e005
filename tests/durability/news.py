"""Small articles in several editions, what is done with them, and what is asked about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from qa import Assistant, Done, Settings
from qa.testing import HashingEmbedder
from tests.chatting import Remembering, execute, settings

ARTICLES = 15
EDITIONS = 5
REMOVED = ("n3", "n7", "n11")
"""Of every edition: two that it changed, and one that is the same in all."""

_PLACES = "Arn Bela Cerna Drava Elba Fara Gora Hana Ilm Jada Krka Lika Mura Nera Orla".split()
QUESTIONS = (
    "Which bridge over the Gora was opened?",
    "What did the mayor of Bela say about the price of bread?",
    "Why was the harbour of Elba closed?",
    "Who paid for the school in Krka?",
)

Tell = Callable[[str], None]


def edition(number: int) -> list[dict[str, Any]]:
    """As many articles in every edition; every third is the same in all."""
    return [_article(n, 0 if n % 3 == 0 else number) for n in range(ARTICLES)]


def _article(n: int, version: int) -> dict[str, Any]:
    place = _PLACES[n]
    body = [
        f"the bridge over the {place} was opened by the minister in year {1900 + 10 * version}.",
        f"the mayor of {place} said that the price of bread rose to {20 * n + version} crowns.",
        f"the harbour of {place} was closed because storm number {version} broke its mole.",
        f"the school in {place} was paid for by {30 + version} families of the valley.",
    ]
    # Of another length in each article, so that no two passages are equally near to anything.
    heard = f"Heard in {' '.join(_PLACES[: n + 1])}:"
    return {
        "id": f"n{n}",
        "title": f"{place}, edition {version}",
        "body": "\n\n".join(f"{heard} {line}" for line in body),
        "source": "The Valley Post",
        "published": f"2024-{1 + version:02}-{1 + n:02}",
        "tags": ["valley", place],
    }


def write(file: Path, number: int) -> None:
    """An edition as the file that is ingested."""
    file.write_text("\n".join(map(json.dumps, edition(number))), encoding="utf-8")


def opened(folder: Path) -> Assistant:
    return Assistant.open(
        folder,
        embedder=HashingEmbedder(),
        settings=_small(),
        rewriter=Remembering(),
    )


def _small() -> Settings:
    """Of several passages to each article."""
    return settings().model_copy(update={"passage_tokens": 32})


def examined(folder: Path, *, repair: bool = False) -> list[tuple[str, str, tuple[str, ...]]]:
    """What `qa doctor` finds: (check, verdict, problems) for all that is not whole."""
    found = Assistant.examine(folder, embedder=HashingEmbedder(), settings=_small(), repair=repair)
    return [(d.check, d.verdict, d.problems) for d in found if d.verdict != "whole"]


def live(folder: Path, file: Path, tell: Tell) -> None:
    """Ingest an edition, remove some of it, and make all that is derived again."""
    with opened(folder) as assistant:
        tell("ingesting")
        for event in assistant.ingesting(file):
            assert isinstance(event, Done)
            tell(f"stored {event.article.article_id}")
            if event.article.article_id == f"n{ARTICLES - 1}":
                tell("saving")
        tell("removing")
        for article_id in REMOVED:
            assistant.remove(article_id)
            tell(f"removed {article_id}")
        tell("rebuilding")
        for _ in range(3):
            assistant.collection.rebuild()
            execute(folder, "INSERT INTO lexical (lexical) VALUES ('rebuild')")
        tell("closing")


def over_and_over(folder: Path, news: Path, _: Connection) -> None:
    """Ingest a folder again and again, half of its articles removed between."""
    with opened(folder) as assistant:
        for _turn in range(4):
            assert not assistant.ingest(news).skipped
            for article in assistant.articles()[::2]:
                if article.origin.startswith(news.as_uri()):
                    assistant.collection.remove(article.id)
            assert not assistant.ingest(news).skipped


def answers(folder: Path) -> list[bytes]:
    """What is answered, byte for byte, but for how long it took."""
    with opened(folder) as assistant:
        return [
            json.dumps(assistant.ask(question).to_dict() | {"timings": {}}).encode()
            for question in QUESTIONS
        ]
