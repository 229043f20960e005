"""What a `ReadingProcess` and its worker say to each other.

To the worker goes a pickled `Task`, then a `Download` or an UnreadableSource for each address it
asks for. Back comes JSON alone: a process that has met hostile bytes is not trusted with a pickle.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qa.articles.raw import Raw
from qa.records import Article, Skipped
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read."""

    kind: str
    raw: Raw
    """Without what follows its links, which no pickle can hold."""
    follows: bool
    settings: Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """The address of a page that a document links to."""

    url: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing more comes of the document."""


Message = Article | Skipped | Wanted | Finished
_TYPES: dict[str, type[Message]] = {
    kind.__name__: kind for kind in (Article, Skipped, Wanted, Finished)
}


def encoded(message: Message) -> bytes:
    return json.dumps([type(message).__name__, asdict(message)], default=str).encode()


def decoded(data: bytes) -> Message:
    name, fields = json.loads(data)
    return _TYPES[name](**_typed(fields))


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    if "tags" in fields:
        published = fields["published"]
        fields["tags"] = tuple(fields["tags"])
        fields["published"] = published and date.fromisoformat(published)
    return fields
