"""A collection that is stored in bulk is one that an ingest could have made."""

from __future__ import annotations

from pathlib import Path

from benchmarks.lexical_index import measure, store
from qa.collection.database import Database
from qa.terms import terms


def test_what_is_stored_in_bulk_is_whole(tmp_path: Path) -> None:
    told = [(f"Word{n} came.", " ".join(terms(f"Word{n} came."))) for n in range(20)]
    store(tmp_path / "index", 30, told)
    stored = Database(tmp_path / "index")
    assert stored.count_passages() == 30
    assert stored.count_articles() == 3
    for key, passage in stored.passages(range(1, 31)).items():
        assert stored.terms_of([key])[key].endswith(" ".join(terms(passage.text)))
        assert [passage.words(span) for span in passage.sentences] == [passage.text]
    stored.close()
    assert measure(tmp_path / "index", [["word1"], ["word2"]], 2).keys() >= {"index", "FTS5"}
