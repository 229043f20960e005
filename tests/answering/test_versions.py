"""Through `extractive.answer`: what articles of different days say where they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from qa.answering import extractive
from qa.records import Answer, Article, Filters, Finding, Passage, Reading, Span
from qa.retrieval import Query, Term

QUESTION = "How many drones does Varnia have?"
OLD = "Fourteen drones were delivered to Varnia."
NEW = "Varnia has 11 drones and not 14."


def _finding(
    body: str, answer: str, published: str | None, score: float, title: str = "News"
) -> tuple[Article, Finding]:
    """An article and what was found in its last sentence."""
    day = date.fromisoformat(published) if published else None
    article = Article(f"{published}-{answer}", title, body, "Wire", day, None, "test:")
    sentence = Span(max(0, body.rfind(". ", 0, -1) + 2 if ". " in body[:-1] else 0), len(body))
    start = body.index(answer, sentence.start)
    passage = Passage(article.id, title, 0, len(body), body, (sentence,))
    return article, Finding(passage, sentence, score, Span(start, start + len(answer)))


def _answer(
    *found: tuple[Article, Finding], question: str = QUESTION, terms: Sequence[str] = ()
) -> Answer:
    articles = {article.id: article for article, _ in found}
    findings = tuple(finding for _, finding in found)
    asked = tuple(Term(term, term, 1, 1.0) for term in terms or ("drone", "varnia"))
    query = Query(question, asked, np.ones(1, np.float32), 1, Filters())
    reading = Reading(findings, (), 0.9)
    return extractive.answer(query, reading, articles.get, question=question, decline_below=0.5)


def test_the_latest_comes_first_and_each_carries_its_day() -> None:
    answer = _answer(
        _finding(OLD, "Fourteen", "2023-05-11", 7.0), _finding(NEW, "11", "2023-06-22", 5.0)
    )
    assert answer.text == f"As of 22 June 2023: {NEW} [1] As of 11 May 2023: {OLD} [2]"
    assert answer.short_answer == "11"
    assert [s.text for s in answer.sentences] == [NEW, OLD], "the words are the article's own"
    assert [s.as_of for s in answer.sentences] == [date(2023, 6, 22), date(2023, 5, 11)]
    assert [c.quote for c in answer.citations] == [NEW, OLD]
    assert [s["as_of"] for s in answer.to_dict()["sentences"]] == ["2023-06-22", "2023-05-11"]


def test_a_sentence_that_leans_on_the_one_before_has_its_day_in_front_of_both() -> None:
    answer = _answer(
        _finding("Varnia was short of drones. It has 11 of them.", "11", "2023-06-22", 7.0),
        _finding(OLD, "Fourteen", "2023-05-11", 6.0),
    )  # fmt: skip
    assert answer.text.startswith(
        "As of 22 June 2023: Varnia was short of drones. [1] It has 11 of them. [2] As of 11 May"
    )


def test_of_articles_that_agree_the_newest_says_as_of_when() -> None:
    answer = _answer(
        _finding(OLD, "Fourteen", "2023-05-11", 7.0),
        _finding(NEW, "11", "2023-06-22", 6.0),
        _finding("The other three came: Varnia has 14 drones.", "14", "2024-01-10", 5.0),
    )
    assert answer.text.startswith("As of 10 January 2024: The other three came")
    assert " As of 22 June 2023: " in answer.text
    assert "11 May" not in answer.text


def test_at_most_three_are_told() -> None:
    days = ["2022-01-01", "2023-01-01", "2024-01-01", "2025-01-01"]
    found = [
        _finding(f"Varnia has {10 * i} drones.", str(10 * i), day, 7.0 - i / 10)
        for i, day in enumerate(days, 2)
    ]
    assert [sentence.as_of.year for sentence in _answer(*found).sentences if sentence.as_of] == [
        2024,
        2023,
        2022,
    ]


@pytest.mark.parametrize(
    ("question", "other", "answer", "published", "score"),
    [
        (QUESTION, "Varnia has 14 drones.", "14", "2023-06-22", 6.9),  # the same
        (QUESTION, NEW, "11", "2023-05-11", 6.9),  # of the same day
        (QUESTION, NEW, "11", None, 6.9),  # of no day
        (QUESTION, NEW, "11", "2023-06-22", 3.9),  # far from an answer
        (QUESTION, "Varnia has 11 tanks.", "11", "2023-06-22", 6.9),  # not about drones
        (QUESTION, "Varnia spent 11 million crowns on drones.", "11 million", "2023-06-22", 6.9),
        (QUESTION, "Varnia has some drones.", "some", "2023-06-22", 6.9),  # no number
        ("Why does Varnia have drones?", NEW, "11", "2023-06-22", 6.9),  # no such question
        ("How many drones had Varnia in 2023?", NEW, "11", "2023-06-22", 6.9),  # of one time
    ],
)
def test_what_is_no_version_carries_no_day(
    question: str, other: str, answer: str, published: str | None, score: float
) -> None:
    best = _finding(OLD, "Fourteen", "2023-05-11", 7.0)
    told = _answer(best, _finding(other, answer, published, score), question=question)
    assert [sentence.as_of for sentence in told.sentences] == [None] * len(told.sentences)
    assert told.sentences[0].text == OLD
    assert "As of" not in told.text


def test_what_has_no_exact_words_has_no_versions() -> None:
    old, new = _finding(OLD, "Fourteen", "2023-05-11", 7.0), _finding(NEW, "11", "2023-06-22", 6.9)
    spanless = ((article, replace(finding, answer=None)) for article, finding in (old, new))
    assert "As of" not in _answer(*spanless).text
