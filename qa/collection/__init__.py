"""One collection on disk: the database is the truth, its indexes are derived from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from qa.collection import database, manifest
from qa.collection.database import Database, Mention, Place
from qa.collection.lexical import LexicalIndex
from qa.collection.listing import Listing
from qa.collection.manifest import Manifest
from qa.collection.ratings import Ratings
from qa.collection.remote import RemoteIndex
from qa.collection.sessions import Sessions
from qa.collection.vectors import VectorIndex
from qa.embedding import Vectors
from qa.errors import CollectionError
from qa.records import Article, Filters, Passage
from qa.stores import OpenStore


class Collection:
    """Articles, their passages, and search over both; safe between threads and processes.

    `listing` shows them without their bodies, `sessions` holds the conversations that were had
    about them, `ratings` what was thought of the answers. Vectors are searched in this process, or
    in a store elsewhere.
    """

    def __init__(self, folder: Path, manifest_: Manifest, store: OpenStore | None = None) -> None:
        self.folder = folder
        self.manifest = manifest_
        self._database = Database(folder)
        self._vectors = (
            RemoteIndex(folder, manifest_, self._database, store)
            if store
            else VectorIndex(folder, manifest_, self._database)
        )
        self._lexical = LexicalIndex(folder, self._database)
        self.listing = Listing(self._database)
        self.sessions = Sessions(self._database)
        self.ratings = Ratings(self._database)

    @classmethod
    def open(cls, folder: Path, wanted: Manifest, store: OpenStore | None = None) -> Collection:
        """Open the collection in a folder, or start one there as `wanted` says.

        Raises `CollectionError` if the folder cannot be written or holds something else, or if its
        vectors come from another embedder than the wanted one.
        """
        found = cls.built(folder, wanted.embedder)
        if found is None:
            return cls._create(folder, wanted, store)
        if found.dimension != wanted.dimension:
            raise _other_embedder(folder, found, f"{wanted.embedder!r} ({wanted.dimension})")
        return cls(folder, found, store)

    @staticmethod
    def built(folder: Path, embedder: str) -> Manifest | None:
        """How the collection in a folder was built; None if there is none yet.

        Raises `CollectionError` as `open` does, and needs no more of an embedder than its name.
        """
        found = manifest.read(folder, database.FILE)
        if found is not None and found.embedder != embedder:
            raise _other_embedder(folder, found, repr(embedder))
        return found

    @classmethod
    def _create(cls, folder: Path, wanted: Manifest, store: OpenStore | None) -> Collection:
        collection = cls(folder, wanted, store)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            collection._database.create()
            # Last: a folder with a manifest is a whole collection.
            manifest.write(folder, wanted)
        except OSError as error:
            raise CollectionError(
                f"The index folder {folder} cannot be written ({error.strerror}).",
                "Name another with --index, or change its permissions.",
            ) from error
        return collection

    def close(self) -> None:
        self._database.close()

    # Articles

    def article(self, article_id: str) -> Article | None:
        return self._database.article(article_id)

    def intact(self, article_id: str) -> Article | None:
        """The same, but raises `CollectionError` if it is no longer what was stored."""
        return self._database.intact(article_id)

    def place(self, article_id: str) -> Place | None:
        """Where an article comes from, whatever has become of its text."""
        return self._database.place(article_id)

    def articles(
        self, limit: int | None = None, offset: int = 0, filters: Filters | None = None
    ) -> list[Article]:
        """All articles or some of them, newest first."""
        return self._database.articles(limit, offset, filters)

    def sources(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """The sources that have a name, each with the number of its articles, the most first."""
        return self._database.sources(filters)

    def tags(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """The tags, each with the number of its articles, the most first."""
        return self._database.tags(filters)

    def mentions(
        self, terms: Sequence[str], tags: Sequence[str], filters: Filters | None = None
    ) -> list[Mention]:
        """The articles with one of the tags, or all the terms in a passage; newest first."""
        return self._database.mentions(terms, tags, filters)

    def covered(self, filters: Filters | None = None) -> tuple[date, date] | None:
        """The days of the oldest and the newest article; None if none has a day."""
        return self._database.covered(filters)

    def article_ids(self, prefix: str) -> list[str]:
        return self._database.article_ids(prefix)

    def origins(self, prefix: str) -> list[tuple[str, str, str]]:
        """(id, title, origin) of the articles whose origin starts with the prefix."""
        return self._database.origins(prefix)

    def same(self, article: Article) -> bool:
        """Whether exactly this article is stored already, and intact."""
        return self._database.same(article)

    def recalled(self, origin: str, digest: str) -> Article | None:
        """The article that a file was read as when it had this digest, if it is stored, intact."""
        return self._database.recalled(origin, digest)

    def count_articles(self, filters: Filters | None = None) -> int:
        return self._database.count_articles(filters)

    def count_passages(self) -> int:
        return self._database.count_passages()

    @property
    def generation(self) -> int:
        """A number that is another after every change of the articles."""
        return self._database.generation

    # Change: each call one transaction; `refresh` once after the last

    def put(
        self,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
        digest: str | None = None,
    ) -> None:
        """Store an article with its passages, in place of an earlier one of the same id.

        `digest` is that of the file it was read from, if it has one of its own.
        """
        self._database.put(article, passages, vectors, digest)

    def add(self, article: Article, passages: Sequence[Passage], vectors: Vectors) -> bool:
        """Store an article with its passages, unless one of its id is there; whether it was not."""
        return self._database.add(article, passages, vectors)

    def move(self, article: Article, digest: str | None = None) -> None:
        """Note where an unchanged article is read from now, and the digest of its file."""
        self._database.move(article, digest)

    def remove(self, article_id: str) -> bool:
        """Remove an article, its passages, vectors and terms; whether it was there."""
        return self._database.remove(article_id)

    def refresh(self) -> None:
        """Have both indexes hold what the database now holds, and keep them."""
        self._vectors.refresh()
        self._lexical.refresh()

    def rebuild(self) -> None:
        """Make again all that is derived from the database, and save it."""
        self._vectors.drop()
        self._lexical.drop()
        self._vectors.refresh()
        self._lexical.refresh()

    # Search

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What this thread reads inside is one state, whatever others write meanwhile."""
        self._lexical.follow()
        with self._database.snapshot():
            yield

    def nearest(
        self, vector: Vectors, limit: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """(key, cosine) of the passages nearest to a vector, best first."""
        return self._vectors.search(vector, limit, filters)

    def match(
        self, terms: Iterable[str], limit: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """(key, BM25) of the passages with any of the terms, best first."""
        with self.snapshot():
            return self._lexical.match(terms, limit, filters)

    def cosines(self, keys: Sequence[int], vector: Vectors) -> dict[int, float]:
        """The cosine of a vector with each of these passages."""
        found, vectors = self._database.vectors(keys, self.manifest.dimension)
        return dict(zip(found.tolist(), (vectors @ vector).tolist(), strict=True))

    def passages(self, keys: Sequence[int]) -> dict[int, Passage]:
        return self._database.passages(keys)

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages each term occurs; terms that never do are left out."""
        return self._database.document_frequencies(terms)


def _other_embedder(folder: Path, found: Manifest, embedder: str) -> CollectionError:
    return CollectionError(
        f"The index {folder} was built with the embedding model {found.embedder!r}"
        f" ({found.dimension} numbers a passage), not {embedder}.",
        f"Set QA_EMBEDDER={found.embedder}, or ingest the articles into a new folder with"
        " `qa ingest SOURCE… --index DIR`.",
    )
