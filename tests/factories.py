"""Articles, texts and collections for the tests, each in one line."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from qa.collection import Collection
from qa.collection.manifest import Manifest
from qa.ingest import Ingest, report
from qa.records import Article, Filters, IngestReport, Passage
from qa.stores import OpenStore
from qa.terms import terms
from qa.testing import HashingEmbedder

PASSAGE_TOKENS = 32


def article(
    body: str = "Serbia cancelled the drones.",
    *,
    id: str = "a",  # noqa: A002
    title: str = "News",
    source: str = "The Courier",
    published: str | None = None,
    url: str | None = None,
    origin: str | None = None,
    tags: tuple[str, ...] = (),
) -> Article:
    """An article that was read from a file named for its id."""
    day = date.fromisoformat(published) if published else None
    return Article(id, title, body, source, day, url, origin or f"file:///news/{id}.md", tags)


@dataclass
class Shelf:
    """A collection in a folder, and the embedder that it was built with."""

    folder: Path
    embedder: HashingEmbedder = field(default_factory=HashingEmbedder)
    store: OpenStore | None = None

    def __post_init__(self) -> None:
        self.collection = Collection.open(self.folder, manifest_for(self.embedder), self.store)

    def reopened(self) -> Shelf:
        """The same folder as another process would find it now."""
        self.collection.close()
        return Shelf(self.folder, self.embedder, self.store)

    def put(self, *articles: Article) -> IngestReport:
        return report(Ingest(self.collection, self.embedder).run(articles))

    def nearest(self, question: str, limit: int = 5, filters: Filters | None = None) -> list[str]:
        """The ids of the articles with the passages nearest to a question, best first."""
        vector = self.embedder.embed_question(question)
        return self._ids(self.collection.nearest(vector, limit, filters))

    def match(self, question: str, limit: int = 5, filters: Filters | None = None) -> list[str]:
        """The ids of the articles with the passages that share words with a question."""
        return self._ids(self.collection.match(terms(question), limit, filters))

    def passages(self) -> list[Passage]:
        """All passages that are found by meaning, in the order of their keys."""
        vector = self.embedder.embed_question("anything")
        keys = sorted(key for key, _ in self.collection.nearest(vector, 1_000_000))
        passages = self.collection.passages(keys)
        return [passages[key] for key in keys]

    def _ids(self, found: list[tuple[int, float]]) -> list[str]:
        passages = self.collection.passages([key for key, _ in found])
        return [passages[key].article_id for key, _ in found]


def manifest_for(embedder: HashingEmbedder) -> Manifest:
    return Manifest.new(
        embedder=embedder.name,
        dimension=embedder.dimension,
        passage_tokens=PASSAGE_TOKENS,
        passage_overlap=1,
    )


@contextmanager
def full_disk(bytes_left: int) -> Iterator[None]:
    """No file may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


_CHARACTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
_WORDS = st.sampled_from(
    [
        *("He left. ", "“Why?” he asked. ", "The U.S. bought No. 5. ", "It rose 3.5 percent! "),
        *("這是一句。", "他说：“好。”", "مرحبا بالعالم؟ ", "שלום עולם. ", "यह है। ", "e\u0301", "ﬁ"),
        *("👩\u200d👩\u200d👧", "🇷🇸", "\x07", "\u00ad", "\ufeff", ".", "!?", "”", "a" * 300),
        *("A Heading", "Lead:", "word " * 60, "ha. " * 30),
    ]
)
_MARKS = st.sampled_from(["", "", "## ", "- ", "12. ", "> ", "| a | b |", "###", "#", "*"])
_BREAKS = st.sampled_from(
    ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\n \n", "\t", " ", "\u3000"]
)
_LINES = st.builds("".join, st.tuples(_MARKS, _WORDS | _CHARACTERS, _WORDS | _CHARACTERS, _BREAKS))
BODIES = st.lists(_LINES, max_size=8).map("".join) | st.lists(_LINES, min_size=12).map("".join)
"""Bodies of every script and kind of block, well-formed or not."""
