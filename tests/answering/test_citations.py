"""Citations are numbered as they are met, and are their article's own words or do not exist."""

from __future__ import annotations

import pytest

from qa.answering.citations import Claim, Evidence, cite, marked
from qa.errors import NotVerbatim
from qa.records import Article, Citation, Passage, Sentence, Span

BODY = "Five drones came. Nobody said what they cost."


def _article(article_id: str = "a", body: str = BODY) -> Article:
    return Article(article_id, "Drones", body, "Wire", None, None, f"test:{article_id}")


def _passage(article: Article) -> Passage:
    whole = Span(0, len(article.body))
    return Passage(article.id, article.title, *whole, article.body, (whole,))


def _evidence(article: Article, start: int, end: int) -> Evidence:
    return Evidence(article, Span(start, end), _passage(article))


def test_numbers_follow_the_order_of_reading() -> None:
    article, other = _article("a"), _article("b")
    sentences, citations = cite(
        [
            Claim("Five drones came.", (_evidence(article, 0, 17), _evidence(other, 0, 17))),
            Claim("Nobody said what they cost.", (_evidence(article, 18, 45),)),
        ]
    )
    assert [sentence.citations for sentence in sentences] == [(1, 2), (3,)]
    assert [(c.number, c.article.id, c.quote) for c in citations] == [
        (1, "a", "Five drones came."),
        (2, "b", "Five drones came."),
        (3, "a", "Nobody said what they cost."),
    ]


def test_the_same_words_keep_their_number() -> None:
    article = _article()
    claims = [Claim("Five drones came.", (_evidence(article, 0, 17),))] * 2
    sentences, citations = cite(claims)
    assert [sentence.citations for sentence in sentences] == [(1,), (1,)]
    assert len(citations) == 1


def test_a_claim_without_evidence_is_not_supported() -> None:
    sentences, citations = cite([Claim("They cost a fortune.", ())])
    assert sentences == (Sentence("They cost a fortune.", (), supported=False),)
    assert citations == ()


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [(0, 17, "Six drones came."), (1, 18, "Five drones came."), (0, 0, ""), (40, 99, "cost.!")],
)
def test_a_quote_that_is_not_there_cannot_be_cited(start: int, end: int, quote: str) -> None:
    article = _article()
    with pytest.raises(NotVerbatim):
        Citation(1, article, start, end, quote, _passage(article))


def test_every_sentence_is_followed_by_its_numbers() -> None:
    sentences = [Sentence("One.", (1, 2), supported=True), Sentence("Two.", (), supported=False)]
    assert marked(sentences) == "One. [1][2] Two. [not supported by the articles]"
