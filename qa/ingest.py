"""Articles into a collection: only what changed, one transaction an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from qa.chunking import embedded_text, passages
from qa.collection import Collection
from qa.collection.database import Place
from qa.embedding import Embedder, Vectors
from qa.records import Article, Ingested, IngestReport, Passage, Skipped

# Passages embedded at once. Batches are cut from them by length, so more means less padding; what
# is lost if the process dies is at most two such windows and an article.
_EMBEDDED_TOGETHER = 512

Outcome = Literal["added", "updated", "unchanged", "removed"]


@dataclass(frozen=True, slots=True)
class Done:
    """One article was dealt with."""

    outcome: Outcome
    article: Ingested
    passages: int


IngestEvent = Done | Skipped


@dataclass(frozen=True, slots=True)
class _Pending:
    article: Article
    passages: list[Passage]
    outcome: Outcome
    digest: str | None
    """Of the file that it is, if it is one."""


class Ingest:
    """One run of articles into one collection."""

    def __init__(self, collection: Collection, embedder: Embedder) -> None:
        self._collection = collection
        self._embedder = embedder
        self._seen: dict[str, str] = {}
        self._skipped: list[str] = []
        self._digests: dict[str, str] = {}
        """Of the files that are read, by origin."""
        self._recalled: Article | None = None
        """What the last file was, if it need not be read."""

    def recall(self, origin: str, digest: str) -> Article | None:
        """The article that a file with this digest was read as, if it is stored just so."""
        self._recalled = self._collection.recalled(origin, digest)
        if self._recalled is None:
            self._digests[origin] = digest
        return self._recalled

    def run(self, articles: Iterable[Article | Skipped]) -> Iterator[IngestEvent]:
        """Store what is new or changed; an event for everything that was offered.

        Whatever stops the run, each article is stored whole or not at all.
        """
        with ThreadPoolExecutor(1, "embedding") as beside:
            windows = _Windows(self._embedder, beside)
            try:
                for item in articles:
                    judged = self._judge(item) if isinstance(item, Article) else item
                    if isinstance(judged, _Pending):
                        yield from self._store(windows.add(judged))
                        continue
                    if isinstance(judged, Skipped):
                        self._skipped.append(judged.origin)
                    yield judged
                yield from self._store(windows.last())
            finally:
                self._collection.refresh()

    def prune(self, origins: Iterable[str]) -> Iterator[Done]:
        """Remove articles that came from these files or folders and were not met in this run."""
        met = set(self._seen.values())
        for origin in origins:
            for article_id, title, found in self._collection.origins(origin):
                kept = article_id in self._seen or found in met or self._unread(found)
                if _inside(found, origin) and not kept:
                    self._collection.remove(article_id)
                    yield Done("removed", Ingested(article_id, title, found), 0)
        self._collection.refresh()

    def _unread(self, origin: str) -> bool:
        """Whether an article is missing only because its file could not be read this time."""
        return any(origin.startswith(skipped) for skipped in self._skipped)

    def _judge(self, article: Article) -> _Pending | Done | Skipped:
        """What is to be done with an article: store it, or say why not."""
        if self._seen.get(article.id) == article.origin:
            return Done("unchanged", _ingested(article), 0)  # its file was named twice
        if article.id in self._seen:
            return Skipped(
                article.origin,
                f"Its id {article.id!r} is also that of {self._seen[article.id]}, read before it."
                " An id is what the article states, or comes from its URL: give one another.",
            )
        self._seen[article.id] = article.origin
        if article is self._recalled:
            return Done("unchanged", _ingested(article), 0)
        digest = self._digests.pop(article.origin, None)
        if self._collection.same(article):
            self._collection.move(article, digest)
            return Done("unchanged", _ingested(article), 0)
        stored = self._collection.place(article.id)
        if stored and not _is_version(article, stored):
            return Skipped(
                article.origin,
                f"Its id {article.id!r} already belongs to {stored.title!r} from {stored.origin}."
                f" Give it another, or run `qa articles remove {article.id}` first.",
            )
        cut = _cut(article, self._collection, self._embedder)
        if not cut:
            return Skipped(article.origin, "It has no text.")
        return _Pending(article, cut, "updated" if stored else "added", digest)

    def _store(self, embedded: Iterable[tuple[_Pending, Vectors]]) -> Iterator[Done]:
        for item, vectors in embedded:
            self._collection.put(item.article, item.passages, vectors, item.digest)
            yield Done(item.outcome, _ingested(item.article), len(item.passages))


class _Windows:
    """Embeds some hundred passages at a time, while the next are read and the last stored."""

    def __init__(self, embedder: Embedder, beside: ThreadPoolExecutor) -> None:
        self._embedder = embedder
        self._beside = beside
        self._window: list[_Pending] = []
        self._passages = 0
        self._ahead: tuple[list[_Pending], Future[Vectors]] = (
            [],
            beside.submit(_embedded, [], embedder),
        )

    def add(self, item: _Pending) -> Iterator[tuple[_Pending, Vectors]]:
        """What is embedded now, after one more."""
        self._window.append(item)
        self._passages += len(item.passages)
        if self._passages >= _EMBEDDED_TOGETHER and self._passages >= _at_once(self._embedder):
            yield from self._turn()

    def last(self) -> Iterator[tuple[_Pending, Vectors]]:
        """All the rest, embedded."""
        yield from self._turn()
        yield from self._turn()

    def _turn(self) -> Iterator[tuple[_Pending, Vectors]]:
        """What the window before this one became, while this one is embedded."""
        before, vectors = self._ahead
        embedded = vectors.result()
        texts = [embedded_text(one.article, each) for one in self._window for each in one.passages]
        self._ahead = self._window, self._beside.submit(_embedded, texts, self._embedder)
        self._window, self._passages = [], 0
        first = 0
        for item in before:
            yield item, embedded[first : first + len(item.passages)]
            first += len(item.passages)


def restore(article: Article, collection: Collection, embedder: Embedder) -> bool:
    """Store an article just as it is, unless one of its id is there; whether it was not."""
    if collection.article(article.id):
        return False
    cut = _cut(article, collection, embedder)
    vectors = _embedded([embedded_text(article, passage) for passage in cut], embedder)
    stored = collection.add(article, cut, vectors)
    collection.refresh()
    return stored


def report(events: Iterable[IngestEvent]) -> IngestReport:
    """What a run did, told by its events."""
    result = IngestReport()
    lists: dict[Outcome, list[Ingested]] = {
        "added": result.added,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "removed": result.removed,
    }
    for event in events:
        if isinstance(event, Skipped):
            result.skipped.append(event)
        else:
            lists[event.outcome].append(event.article)
    return result


def _cut(article: Article, collection: Collection, embedder: Embedder) -> list[Passage]:
    return passages(
        article,
        embedder.count_tokens,
        max_tokens=collection.manifest.passage_tokens,
        overlap=collection.manifest.passage_overlap,
    )


def _embedded(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """The vectors of texts, of which no more than one window is tokenized at any time."""
    vectors = np.empty((len(texts), embedder.dimension), np.float32)
    if texts:
        window = _at_once(embedder)
        for first in range(0, len(texts), window):
            some = slice(first, first + window)
            vectors[some] = embedder.embed_passages(texts[some])
    return vectors


def _at_once(embedder: Embedder) -> int:
    """Passages in a window: an embedder of many machines says how many keep them busy."""
    return max(_EMBEDDED_TOGETHER, getattr(embedder, "at_once", 0))


def _is_version(article: Article, stored: Place) -> bool:
    """Whether this is a version of the stored article, not another one with the same id."""
    same_url = article.url is not None and article.url == stored.url
    return same_url or article.origin == stored.origin


def _inside(origin: str, source: str) -> bool:
    """Whether an article comes from this file or feed, or from below this folder."""
    # A folder's origin ends in a slash, but so may a web page's; a file's articles have fragments.
    below = source.startswith("file:") and source.endswith("/") and origin.startswith(source)
    return below or origin.partition("#")[0] == source


def _ingested(article: Article) -> Ingested:
    return Ingested(article.id, article.title, article.origin)
