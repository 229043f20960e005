from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from qa.articles import origin_of, reading
from qa.collection.database import Database
from qa.embedding import Vectors
from qa.ingest import Ingest, report
from qa.records import Article, IngestReport, Skipped
from qa.settings import Settings
from qa.testing import HashingEmbedder
from tests.factories import Shelf, article

DRONES = article("Serbia cancelled the drones.", id="drones")
JETS = article("Croatia bought twelve jets.", id="jets")


def ids(told: IngestReport) -> dict[str, list[str]]:
    """The ids that a report tells, by outcome."""
    outcomes = ("added", "updated", "unchanged", "removed")
    return {
        outcome: [item.article_id for item in getattr(told, outcome)]
        for outcome in outcomes
        if getattr(told, outcome)
    }


# What changed, and only that


def test_new_changed_and_unchanged_articles_are_told_apart(shelf: Shelf) -> None:
    assert ids(shelf.put(DRONES, JETS)) == {"added": ["drones", "jets"]}
    changed = article("Croatia bought none.", id="jets")
    told = shelf.put(DRONES, changed, article(id="new"))
    assert ids(told) == {"unchanged": ["drones"], "updated": ["jets"], "added": ["new"]}
    assert shelf.collection.article("jets") == changed


def test_what_has_not_changed_is_not_embedded_again(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    database = Database(shelf.folder)
    before = shelf.embedder.embedded, database.generation, shelf.passages()
    assert ids(shelf.put(JETS, DRONES)) == {"unchanged": ["jets", "drones"]}
    assert (shelf.embedder.embedded, database.generation, shelf.passages()) == before
    database.close()


def test_only_the_changed_article_is_embedded(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS)
    embedded = shelf.embedder.embedded
    shelf.put(DRONES, article("Croatia bought none.", id="jets"))
    assert shelf.embedder.embedded == embedded + 1


@pytest.mark.parametrize(
    "changed",
    [
        article(id="drones", title="Other"),
        article(id="drones", source="Other"),
        article(id="drones", published="2024-10-11"),
        article(id="drones", tags=("war",)),
    ],
)
def test_other_facts_about_an_article_are_a_change(shelf: Shelf, changed: Article) -> None:
    shelf.put(DRONES)
    assert ids(shelf.put(changed)) == {"updated": ["drones"]}
    assert shelf.collection.article("drones") == changed


def test_title_and_day_are_embedded_with_each_passage(tmp_path: Path) -> None:
    class Recorder(HashingEmbedder):
        def __init__(self) -> None:
            super().__init__()
            self.texts: list[str] = []

        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            self.texts += texts
            return super().embed_passages(texts)

    embedder = Recorder()
    shelf = Shelf(tmp_path / "index", embedder)
    shelf.put(article("It left. " * 40, title="Exit", published="2024-10-11"))
    assert len(embedder.texts) == shelf.collection.count_passages() > 1
    assert all(text.startswith("Exit (2024-10-11)\nIt left.") for text in embedder.texts)
    shelf.collection.close()


def test_every_article_gets_its_own_vectors_however_many_there_are(shelf: Shelf) -> None:
    # More passages than are embedded together.
    many = [article(f"Word{n} went on. " * 40, id=f"{n}") for n in range(150)]
    shelf.put(*many)
    assert shelf.collection.count_passages() > 512
    for n in (0, 75, 149):
        assert shelf.nearest(f"word{n}", 1) == [f"{n}"]


def test_of_a_huge_article_only_a_window_is_embedded_at_once(tmp_path: Path) -> None:
    class Counter(HashingEmbedder):
        most = 0

        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            self.most = max(self.most, len(texts))
            return super().embed_passages(texts)

    embedder = Counter()
    shelf = Shelf(tmp_path / "index", embedder)
    story = " ".join(f"Word{n} went on and on. " * 5 for n in range(700))
    shelf.put(article(story, id="huge"))
    assert shelf.collection.count_passages() > 512 >= embedder.most
    assert "word699" in shelf.passages()[-1].text.lower()
    nearest = shelf.collection.nearest(embedder.embed_question("word699"), 1)
    assert "Word699" in shelf.collection.passages([nearest[0][0]])[nearest[0][0]].text
    shelf.collection.close()


def test_a_window_is_as_large_as_the_embedder_needs_it(tmp_path: Path) -> None:
    class Cluster(HashingEmbedder):
        at_once = 1_500
        windows: ClassVar[list[int]] = []

        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            self.windows.append(len(texts))
            return super().embed_passages(texts)

    shelf = Shelf(tmp_path / "index", Cluster())
    shelf.put(*(article(f"Word{n} went on. " * 40, id=f"{n}") for n in range(450)))
    windows = Cluster.windows
    assert 1_500 <= windows[0] < 1_510
    assert sum(windows) == shelf.collection.count_passages()
    shelf.collection.close()


def test_articles_without_text_are_skipped(shelf: Shelf) -> None:
    told = shelf.put(article(" \n\t", id="empty"), DRONES)
    assert ids(told) == {"added": ["drones"]}
    assert told.skipped == [Skipped("file:///news/empty.md", "It has no text.")]


def test_what_could_not_be_read_is_told(shelf: Shelf) -> None:
    skipped = Skipped("file:///news/x.pdf", "It is damaged.")
    told = report(Ingest(shelf.collection, shelf.embedder).run([skipped, DRONES]))
    assert told.skipped == [skipped]
    assert ids(told) == {"added": ["drones"]}


def test_what_was_stored_before_an_error_stays(shelf: Shelf) -> None:
    def articles() -> Iterator[Article]:
        yield article("Word went on. " * 8_000, id="large")
        yield article("Work went on. " * 8_000, id="embedded beside it")
        yield DRONES
        raise ConnectionError

    with pytest.raises(ConnectionError):
        report(Ingest(shelf.collection, shelf.embedder).run(articles()))
    assert [stored.id for stored in shelf.reopened().collection.articles()] == ["large"]
    assert shelf.nearest("word", 1) == ["large"]


def test_events_come_as_articles_are_dealt_with(shelf: Shelf) -> None:
    shelf.put(DRONES)
    read_so_far: list[str] = []

    def articles() -> Iterator[Article]:
        for each in (DRONES, JETS):
            read_so_far.append(each.id)
            yield each

    events = Ingest(shelf.collection, shelf.embedder).run(articles())
    next(events)
    assert read_so_far == ["drones"]
    events.close()  # type: ignore[attr-defined]
    assert shelf.collection.article("jets") is None


# Ids that clash


def test_two_articles_with_one_id_are_not_mixed_up(shelf: Shelf) -> None:
    told = shelf.put(DRONES, article("Other.", id="drones", origin="file:///news/other.md"))
    assert ids(told) == {"added": ["drones"]}
    (skipped,) = told.skipped
    assert skipped.origin == "file:///news/other.md"
    assert "'drones' is also that of file:///news/drones.md" in skipped.reason
    assert skipped.reason.endswith("give one another.")
    assert shelf.collection.articles() == [DRONES]


@pytest.mark.parametrize("url", [None, "https://example.org/other"])
def test_an_id_that_another_file_has_taken_stays_with_it(shelf: Shelf, url: str | None) -> None:
    shelf.put(DRONES)
    told = shelf.put(article("Other.", id="drones", origin="file:///else/other.md", url=url))
    assert ids(told) == {}
    assert "'drones' already belongs to 'News'" in told.skipped[0].reason
    assert "run `qa articles remove drones` first" in told.skipped[0].reason
    assert shelf.collection.articles() == [DRONES]


def test_an_article_of_the_same_url_is_a_new_version_wherever_it_is_read(shelf: Shelf) -> None:
    url = "https://example.org/drones"
    shelf.put(article(id="drones", url=url))
    told = shelf.put(article("Changed.", id="drones", url=url, origin="file:///feed.xml#drones"))
    assert ids(told) == {"updated": ["drones"]}


def test_an_article_read_twice_in_one_run_is_stored_once(shelf: Shelf) -> None:
    told = shelf.put(DRONES, DRONES)
    assert ids(told) == {"added": ["drones"], "unchanged": ["drones"]}
    assert not told.skipped


def test_a_file_that_was_only_moved_is_unchanged(shelf: Shelf) -> None:
    shelf.put(DRONES)
    moved = article("Serbia cancelled the drones.", id="drones", origin="file:///new/drones.md")
    assert ids(shelf.put(moved)) == {"unchanged": ["drones"]}
    assert shelf.collection.article("drones") == moved


# Pruning, through real files


class Newsroom:
    """Folders of text files, and a collection of them."""

    def __init__(self, root: Path, shelf: Shelf) -> None:
        self.root = root
        self.shelf = shelf

    def write(self, *names: str) -> None:
        for name in names:
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"Title of {name}\n\nThe story of {name} is told here.")

    def ingest(self, *names: str, prune: bool = True) -> IngestReport:
        run = Ingest(self.shelf.collection, self.shelf.embedder)
        sources = [self.root / name for name in names]
        with reading(Settings(allow_private_urls=False), run.recall) as read:
            events = [event for source in sources for event in run.run(read(source))]
        if prune:
            events += run.prune(map(origin_of, sources))
        return report(events)

    @property
    def stored(self) -> list[str]:
        """The names of the files whose articles are stored."""
        root = origin_of(self.root)
        return [
            origin.removeprefix(root) for _, _, origin in self.shelf.collection.origins("file:")
        ]


@pytest.fixture
def newsroom(tmp_path: Path, shelf: Shelf) -> Newsroom:
    return Newsroom(tmp_path, shelf)


def test_what_vanished_from_a_folder_is_pruned(newsroom: Newsroom) -> None:
    newsroom.write("news/a.txt", "news/deep/b.txt", "news/deep/c.txt")
    newsroom.ingest("news")
    (newsroom.root / "news/deep/b.txt").unlink()
    assert newsroom.ingest("news", prune=False).removed == []
    (removed,) = newsroom.ingest("news").removed
    assert removed.origin.endswith("/news/deep/b.txt")
    assert newsroom.stored == ["news/a.txt", "news/deep/c.txt"]
    assert "told" not in "".join(newsroom.shelf.match("b"))


def test_other_folders_are_not_pruned(newsroom: Newsroom) -> None:
    newsroom.write("news/a.txt", "news2/b.txt", "newsletter.txt", "old/news/c.txt")
    newsroom.ingest(".")
    for name in ("news2/b.txt", "newsletter.txt", "old/news/c.txt"):
        (newsroom.root / name).unlink()
    assert newsroom.ingest("news").removed == []
    assert len(newsroom.stored) == 4


def test_what_could_not_be_read_this_time_is_not_pruned(newsroom: Newsroom) -> None:
    newsroom.write("news/a.txt", "news/b.txt")
    newsroom.ingest("news")
    (newsroom.root / "news/b.txt").write_bytes(b"")
    told = newsroom.ingest("news")
    assert [skipped.origin.rsplit("/", 1)[1] for skipped in told.skipped] == ["b.txt"]
    assert newsroom.stored == ["news/a.txt", "news/b.txt"]


def test_a_folder_that_is_gone_is_not_pruned(newsroom: Newsroom) -> None:
    newsroom.write("news/a.txt")
    newsroom.ingest("news")
    (newsroom.root / "news").rename(newsroom.root / "unmounted")
    assert newsroom.ingest("news").removed == []
    assert newsroom.stored == ["news/a.txt"]


def test_lines_that_vanished_from_a_file_are_pruned(newsroom: Newsroom) -> None:
    lines = [f'{{"id": "{name}", "title": "T", "body": "Story {name}."}}\n' for name in "abc"]
    file = newsroom.root / "news.jsonl"
    file.write_text("".join(lines))
    newsroom.write("news.jsonl2.txt")
    newsroom.ingest(".")
    file.write_text(lines[0] + lines[2])
    assert ids(newsroom.ingest("news.jsonl")) == {"unchanged": ["a", "c"], "removed": ["b"]}
    assert newsroom.stored == ["news.jsonl#a", "news.jsonl#c", "news.jsonl2.txt"]


def test_a_version_that_was_refused_does_not_cost_the_stored_one(newsroom: Newsroom) -> None:
    newsroom.write("news/a.txt")
    (newsroom.root / "news/a.md").write_text("---\nid: x\n---\nThe story.")
    newsroom.ingest("news")
    (newsroom.root / "news/a.md").unlink()
    (newsroom.root / "news/b.md").write_text("---\nid: x\n---\nThe story, otherwise.")
    told = newsroom.ingest("news")
    assert len(told.skipped) == 1
    assert told.removed == []
    assert newsroom.shelf.match("story", 1)


def test_pages_below_a_page_are_not_pruned_with_it(shelf: Shelf) -> None:
    run = Ingest(shelf.collection, shelf.embedder)
    page = article(id="page", origin="https://example.org/news/today.html")
    report(run.run([page]))
    again = Ingest(shelf.collection, shelf.embedder)
    report(again.run([article(id="front", origin="https://example.org/news/")]))
    assert list(again.prune(["https://example.org/news/"])) == []
    assert shelf.collection.article("page") == page
