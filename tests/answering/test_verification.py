"""Where the support of a sentence is looked for, and which words are cited for it."""

from __future__ import annotations

import pytest

from qa.answering.markers import Draft
from qa.answering.verification import Source, check, check_in_turn
from qa.chunking import passages
from qa.testing import HashingEmbedder, WordVerifier
from tests.factories import article as made


def source(number: int, body: str, published: str | None = None) -> Source:
    article = made(body=body, id=f"a{number}", published=published)
    [passage] = passages(article, HashingEmbedder().count_tokens, max_tokens=500, overlap=0)
    return Source(number, passage, article)


SERBIA = source(
    1,
    "The minister spoke for an hour. Serbia cancelled the drone order in 2023. Turkey had armed"
    " Kosovo. The price was never told.",
)
JETS = source(2, "Serbia ordered twelve Rafale jets. They come from France.")
SOURCES = (SERBIA, JETS)


def quotes(claim: str, *cited: int) -> list[str]:
    checked = check(claim, cited, SOURCES, WordVerifier())
    assert checked.verdict == "supported"
    return [evidence.quote for evidence in checked.evidence]


def test_the_fewest_sentences_that_support_it_are_cited() -> None:
    assert quotes("Serbia cancelled the drone order in 2023.", 1) == [
        "Serbia cancelled the drone order in 2023."
    ]
    assert quotes("Serbia cancelled the drone order; Turkey had armed Kosovo.", 1) == [
        "Serbia cancelled the drone order in 2023. Turkey had armed Kosovo."
    ]


def test_two_sources_together_are_both_cited() -> None:
    claim = "Serbia cancelled the drone order in 2023 and ordered twelve Rafale jets from France."
    assert quotes(claim, 1, 2) == [
        "Serbia cancelled the drone order in 2023.",
        "Serbia ordered twelve Rafale jets.",
    ]


@pytest.mark.parametrize("cited", [(), (2,)])
def test_support_is_found_where_it_is_not_said_to_be(cited: tuple[int, ...]) -> None:
    checked = check("Serbia cancelled the drone order.", cited, SOURCES, WordVerifier())
    assert checked.verdict == "supported"
    assert checked.evidence[0].article.id == "a1"
    assert "cites" in checked.reason


@pytest.mark.parametrize(
    ("claim", "verdict", "reason"),
    [
        ("Serbia cancelled the drone order in 2022.", "not", "2022"),
        ("Serbia cancelled the drone order of Baykar.", "not", "Baykar"),
        ("Serbia has not cancelled the drone order.", "not", "denies"),
        ("Serbia cancelled drone deliveries to everybody abroad.", "partly", "in part"),
        ("Elections were held in spring.", "not", "too few of its words"),
        ("The minister bought ships abroad.", "not", "not at all"),
    ],
)
def test_what_is_not_supported_says_why(claim: str, verdict: str, reason: str) -> None:
    checked = check(claim, (1,), SOURCES[:1], WordVerifier())
    assert checked.verdict == verdict
    assert reason in checked.reason
    assert checked.evidence == ()


def test_the_day_of_an_article_counts() -> None:
    dated = source(1, "The order was cancelled on Thursday.", published="2024-10-10")
    claim = "The order was cancelled on 10 October 2024."
    assert "October" not in check(claim, (1,), (dated,), WordVerifier()).reason


def test_without_sources_nothing_is_supported() -> None:
    checked = check("Serbia cancelled it.", (1,), (), WordVerifier())
    assert checked.verdict == "not"


def test_a_title_alone_is_not_cited_in_the_words_of_another_sentence() -> None:
    article = made(title="Serbia orders twelve Rafale jets", body="Neighbours are uneasy.", id="t")
    [passage] = passages(article, HashingEmbedder().count_tokens, max_tokens=500, overlap=0)
    checked = check(
        "Serbia orders twelve Rafale jets.", (1,), [Source(1, passage, article)], WordVerifier()
    )
    assert checked.verdict == "not"
    assert checked.reason == "too few of its words are in what it cites"


def test_what_points_back_to_what_is_not_supported_is_not_either() -> None:
    told = (
        "France sold tanks.",
        "They come from France.",
        "Serbia ordered jets.",
        "They come from France.",
    )
    drafts = [Draft(text, (2,)) for text in told]
    checked = [each for _, each in check_in_turn(drafts, SOURCES, WordVerifier())]
    assert [each.verdict == "supported" for each in checked] == [False, False, True, True]
    assert "points back" in checked[1].reason
    assert not checked[1].evidence
