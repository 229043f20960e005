"""What follow-ups find, by arithmetic done by hand."""

from __future__ import annotations

from pathlib import Path

from benchmarks.follow_ups import FollowUp
from benchmarks.searching import dense, measured, stored, worth
from qa import Article
from qa.records import Rewrite
from qa.testing import HashingEmbedder


def test_a_ranking_is_worth_the_share_it_shows_and_how_early() -> None:
    ranked = list("abcdefghijk")
    assert worth(frozenset("cex"), ranked) == {"R@5": 2 / 3, "any@5": 1.0, "MRR@10": 1 / 3}
    assert worth(frozenset("f"), ranked) == {"R@5": 0.0, "any@5": 0.0, "MRR@10": 1 / 6}
    assert worth(frozenset("k"), ranked)["MRR@10"] == 0.0


def test_what_only_helps_to_find_is_searched_for_and_not_shown() -> None:
    follow_up = FollowUp("Where?", (), human="Where is Ada?", gold=frozenset("a"))
    made = [Rewrite("Where?", ("Ada",))]
    found = {Rewrite("Where?", ("Ada",)): ["a"]}
    values = measured([follow_up], made, {"dense": lambda read: found.get(read, [])})
    assert values == {"dense R@5": [1.0], "dense MRR@10": [1.0]}


def test_vectors_are_kept_from_run_to_run_while_the_texts_stay(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    first = stored(["Ada", "Bob"], embedder, tmp_path)
    again = stored(["Ada", "Bob"], embedder, tmp_path)
    assert (again == first).all()
    assert embedder.embedded == 2
    stored(["Ada", "Eve"], embedder, tmp_path)
    assert embedder.embedded == 2 + 2


def test_search_by_meaning_counts_the_title(tmp_path: Path) -> None:
    articles = [
        Article("1", "Ada Lovelace", "She wrote programs.", "", None, None, ""),
        Article("2", "Bob", "He wrote programs.", "", None, None, ""),
    ]
    search = dense(articles, HashingEmbedder(), tmp_path)
    assert search(Rewrite("Lovelace")) == ["1", "2"]
    assert search(Rewrite("Bob's programs")) == ["2", "1"]
