"""From a reading to an answer: the fewest sentences that answer, merged, ordered, cited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from qa.answering import extractive
from qa.records import Answer, Article, Filters, Finding, Hit, Passage, Reading, Span
from qa.retrieval import Query, Term


def _article(article_id: str, body: str) -> Article:
    return Article(article_id, "Drones", body, "Wire", date(2024, 1, 1), None, f"test:{article_id}")


def _finding(article: Article, text: str, score: float, answer: str | None = None) -> Finding:
    start = article.body.index(text)
    sentence = Span(start, start + len(text))
    words = None
    if answer is not None:
        first = article.body.index(answer, start)
        words = Span(first, first + len(answer))
    whole = Span(0, len(article.body))
    passage = Passage(article.id, article.title, *whole, article.body, (sentence,))
    return Finding(passage, sentence, score, words)


def _query(question: str, frequency: int = 1) -> Query:
    terms = tuple(Term(w.casefold(), w, frequency, 1.0) for w in question.strip("?").split())
    return Query(question, terms, np.ones(1, np.float32), 1, Filters())


def _answer(
    findings: Sequence[Finding],
    articles: Sequence[Article],
    *,
    question: str = "How many drones came?",
    confidence: float = 0.9,
    frequency: int = 1,
) -> Answer:
    hits = tuple(Hit(finding.passage, finding.score) for finding in findings)
    return extractive.answer(
        _query(question, frequency),
        Reading(tuple(findings), hits, confidence),
        {article.id: article for article in articles}.get,
        question=question,
        decline_below=0.5,
    )


FIVE = "Kosovo received five Bayraktar drones from Turkey on Sunday."


def test_the_best_sentence_is_told_and_cited() -> None:
    article = _article("a", f"{FIVE} Nobody said what they cost.")
    answer = _answer([_finding(article, FIVE, 2.0, "five")], [article])
    assert answer.text == f"{FIVE} [1]"
    assert answer.short_answer == "five"
    assert answer.citations[0].quote == FIVE
    assert not answer.declined


def test_the_same_report_in_another_article_becomes_a_second_citation() -> None:
    first = _article("a", FIVE)
    copy = _article("b", "Kosovo received five Bayraktar drones from Turkey on Sunday, it said.")
    answer = _answer([_finding(first, FIVE, 2.0), _finding(copy, copy.body, 1.9)], [first, copy])
    assert answer.text == f"{FIVE} [1][2]"
    assert [citation.article.id for citation in answer.citations] == ["a", "b"]


def test_a_copy_with_another_number_is_another_report() -> None:
    first = _article("a", "Kosovo received 5 Bayraktar drones from Turkey on Sunday.")
    other = _article("b", "Kosovo received 6 Bayraktar drones from Turkey on Sunday.")
    answer = _answer(
        [_finding(first, first.body, 2.0), _finding(other, other.body, 1.9)], [first, other]
    )
    assert answer.text == f"{first.body} [1] {other.body} [2]"


def test_of_two_that_answer_as_well_the_one_that_stands_alone_is_told() -> None:
    article = _article("a", f"Turkey kept its word. It delivered five of them. {FIVE}")
    pointing = _finding(article, "It delivered five of them.", 2.0)
    assert _answer([pointing, _finding(article, FIVE, 1.9)], [article]).text == f"{FIVE} [1]"
    assert _answer([pointing, _finding(article, FIVE, 0.9)], [article]).text == (
        "Turkey kept its word. [1] It delivered five of them. [2]"
    )


def test_the_same_answer_in_other_words_is_not_told_but_cited() -> None:
    told, again = article_pair = (
        _article("a", f"{FIVE} Nobody said what they cost."),
        _article("b", "On Sunday the ministry in Pristina unpacked five aircraft."),
    )
    second = _finding(again, again.body, 2.0, "five")
    answer = _answer([_finding(told, FIVE, 2.1, "five"), second], article_pair)
    assert answer.text == f"{FIVE} [1][2]"
    weak = _finding(again, again.body, 0.9, "five")
    answer = _answer([_finding(told, FIVE, 2.1, "five"), weak], article_pair)
    assert answer.text == f"{FIVE} [1]"


def test_articles_that_differ_are_both_told() -> None:
    told, other = article_pair = (
        _article("a", f"{FIVE} Nobody said what they cost."),
        _article("b", "On Sunday the ministry in Pristina unpacked six aircraft."),
    )
    second = _finding(other, other.body, 2.0, "six")
    answer = _answer([_finding(told, FIVE, 2.1, "five"), second], article_pair)
    assert answer.short_answer == "five"
    assert {citation.article.id for citation in answer.citations} == {"a", "b"}


def test_weaker_findings_are_left_out() -> None:
    article = _article("a", f"{FIVE} Weather was fine over the airport.")
    weak = _finding(article, "Weather was fine over the airport.", -3.0)
    assert _answer([_finding(article, FIVE, 2.0), weak], [article]).text == f"{FIVE} [1]"


def test_sentences_of_one_article_come_in_reading_order() -> None:
    article = _article("a", "Romania bought eighteen aircraft. Albania bought three of them.")
    findings = [
        _finding(article, "Albania bought three of them.", 2.0),
        _finding(article, "Romania bought eighteen aircraft.", 1.9),
    ]
    answer = _answer(findings, [article], question="Which countries bought drones?")
    assert answer.text == "Romania bought eighteen aircraft. [1] Albania bought three of them. [2]"


def test_a_table_row_is_told_under_its_header() -> None:
    article = _article("a", "| Country | Jets |\n| Serbia | 12 |\n| Croatia | 12 |")
    answer = _answer([_finding(article, "| Croatia | 12 |", 2.0)], [article])
    assert answer.text == "Country: Croatia; Jets: 12. [1][2]"
    assert [c.quote for c in answer.citations] == ["| Croatia | 12 |", "| Country | Jets |"]


def test_an_empty_corner_of_a_table_names_nothing() -> None:
    article = _article("a", "| | June | July |\n| People | 40,000 | 312,000 |")
    answer = _answer([_finding(article, "| People | 40,000 | 312,000 |", 2.0)], [article])
    assert answer.text == "People; June: 40,000; July: 312,000. [1][2]"


def test_below_the_threshold_it_declines_and_names_what_is_missing() -> None:
    article = _article("a", FIVE)
    answer = _answer(
        [_finding(article, FIVE, 0.1)],
        [article],
        question="Mongolia?",
        confidence=0.2,
        frequency=0,
    )
    assert answer.declined
    assert answer.text == "The articles don’t say. Nothing in them mentions “Mongolia”."
    assert (answer.sentences, answer.citations) == ((), ())
    assert answer.hits


def test_without_candidates_it_declines() -> None:
    answer = _answer([], [], confidence=0.0)
    assert answer.declined
    assert "nothing is stored" in answer.text


def test_an_article_removed_in_the_meantime_is_not_cited() -> None:
    article = _article("a", FIVE)
    assert _answer([_finding(article, FIVE, 2.0)], []).declined


def test_an_article_replaced_in_the_meantime_is_not_cited() -> None:
    found = _article("a", FIVE)
    now = _article("a", "Quite another text stands here, and it is long enough to slice.")
    assert _answer([_finding(found, FIVE, 2.0)], [now]).declined
