from __future__ import annotations

import math
from datetime import date

import pytest

from qa.records import Candidate, Filters
from qa.retrieval import Retriever, fuse, once_seen
from qa.settings import LEXICAL_WEIGHT
from tests.factories import Shelf, article

DRONES = article("Serbia cancelled the drones.", id="drones")
JETS = article("Croatia bought twelve jets.", id="jets", published="2024-10-11", source="AP")
SHIPS = article("Greece sold ships, ships and ships.", id="ships")


def candidates(
    shelf: Shelf, question: str, limit: int = 5, filters: Filters | None = None
) -> list[Candidate]:
    retriever = Retriever(shelf.collection, shelf.embedder)
    return retriever.candidates(retriever.query(question, filters or Filters()), limit)


def ids(found: list[Candidate]) -> list[str]:
    return [candidate.passage.article_id for candidate in found]


# Arithmetic


def test_fusion_adds_a_share_of_bm25_to_the_cosine() -> None:
    fused = fuse({1: 0.5, 2: 0.4, 3: -0.1}, {2: 6.0, 3: 3.0}, scale=4.0, weight=0.2)
    assert fused == pytest.approx({1: 0.5, 2: 0.4 + 0.2 * 6 / 4, 3: -0.1 + 0.2 * 3 / 4})


def test_a_word_that_one_passage_has_adds_the_whole_weight() -> None:
    scale = once_seen(1_000)
    assert scale == pytest.approx(math.log(1 + (1_000 - 1 + 0.5) / (1 + 0.5)))
    assert fuse({1: 0.0}, {1: scale}, scale) == pytest.approx({1: LEXICAL_WEIGHT})


@pytest.mark.parametrize("passages", [0, 1, 2])
def test_a_small_collection_does_not_blow_words_up(passages: int) -> None:
    assert once_seen(passages) == 1.0


# Queries


def test_a_query_knows_its_words(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS, SHIPS)
    retriever = Retriever(shelf.collection, shelf.embedder)
    query = retriever.query("Why did Croatia’s Jets vanish?", Filters())
    assert [(term.text, term.word, term.frequency) for term in query.terms] == [
        *(("croatia", "Croatia", 1), ("jet", "Jets", 1), ("vanish", "vanish", 0)),
    ]
    # Three passages and a thousand unseen: N = 1003 in ln(1 + (N - n + .5) / (n + .5)).
    assert [term.idf for term in query.terms[1:]] == pytest.approx(
        [math.log(1 + 1002.5 / 1.5), math.log(1 + 1003.5 / 0.5)]
    )
    assert (query.text, query.passages) == ("Why did Croatia’s Jets vanish?", 3)
    assert query.vector.shape == (shelf.embedder.dimension,)


# Candidates


def test_the_passage_that_shares_most_comes_first(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS, SHIPS)
    assert ids(candidates(shelf, "Who cancelled drones?"))[0] == "drones"
    assert ids(candidates(shelf, "Who bought jets?"))[0] == "jets"


def test_a_candidate_carries_the_evidence_it_was_proposed_on(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS, SHIPS)
    first, *others = candidates(shelf, "ships")
    assert first.passage.text == SHIPS.body
    assert first.score == pytest.approx(
        first.cosine + LEXICAL_WEIGHT * first.bm25 / once_seen(3), abs=1e-9
    )
    assert first.bm25 > 0
    assert [other.bm25 for other in others] == [0, 0]
    assert [other.score for other in others] == [other.cosine for other in others]


def test_scores_fall(shelf: Shelf) -> None:
    shelf.put(*(article("Ships. " * n + "Jets. " * 8, id=f"{n}") for n in range(1, 9)))
    scores = [candidate.score for candidate in candidates(shelf, "ships", 20)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1


def test_words_find_what_meaning_alone_would_miss(shelf: Shelf) -> None:
    near = [article("Who bought? Who sold?", id=f"{n}", title="Bought, sold") for n in range(60)]
    shelf.put(*near, article("Zastava builds many other things as well.", id="rare"))
    question = "Who bought and sold Zastava?"
    retriever = Retriever(shelf.collection, shelf.embedder)
    cosines, bm25 = retriever.pool(retriever.query(question, Filters()), 40)
    (rare,) = (
        key
        for key, passage in shelf.collection.passages(list(cosines)).items()
        if passage.article_id == "rare"
    )
    assert "rare" not in shelf.nearest(question, 40)
    assert bm25[rare] == max(bm25.values())
    assert 0 < cosines[rare] < min(cosine for key, cosine in cosines.items() if key != rare)


def test_no_more_than_wanted(shelf: Shelf) -> None:
    shelf.put(DRONES, JETS, SHIPS)
    assert len(candidates(shelf, "ships", 2)) == 2
    assert len(candidates(shelf, "ships", 9)) == 3


def test_an_empty_collection_has_no_candidates(shelf: Shelf) -> None:
    assert candidates(shelf, "ships") == []


@pytest.mark.parametrize("question", ["?", "What is it?", "無", "\x07", '" OR *'])
def test_a_question_without_words_goes_by_meaning(shelf: Shelf, question: str) -> None:
    shelf.put(DRONES, JETS)
    found = candidates(shelf, question)
    assert len(found) == 2
    assert {candidate.bm25 for candidate in found} == {0}


@pytest.mark.parametrize(
    "filters", [Filters(since=date(2024, 1, 1)), Filters(sources=frozenset({"ap"}))]
)
def test_only_what_passes_the_filters_is_a_candidate(shelf: Shelf, filters: Filters) -> None:
    shelf.put(DRONES, JETS, SHIPS, *(article("Jets came.", id=f"{n}") for n in range(200)))
    assert ids(candidates(shelf, "jets and drones and ships", 1, filters)) == ["jets"]
    assert candidates(shelf, "jets", 5, Filters(since=date(2025, 1, 1))) == []


def test_the_same_question_has_the_same_candidates(shelf: Shelf) -> None:
    shelf.put(*(article(f"Jets came {n % 3} times.", id=f"{n}") for n in range(40)))
    shelf.collection.remove("7")
    shelf.put(article("Jets came 1 times.", id="late"))
    first = candidates(shelf, "How many times did jets come?", 9)
    assert candidates(shelf, "How many times did jets come?", 9) == first
    assert candidates(shelf.reopened(), "How many times did jets come?", 9) == first
