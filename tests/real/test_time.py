"""The example articles that contradict each other, read by the trained reader."""

from __future__ import annotations

import pytest

from qa import Assistant


@pytest.mark.parametrize(
    ("question", "latest", "first", "short"),
    [
        ("When will Dravokamen airport open?", "9 April 2024", "5 October 2023", "September"),
        ("How many Lanner drones does Varnia have?", "22 June 2023", "11 May 2023", "11"),
        (
            "How many cases of Legionnaires' disease are there in Port Ellery?",
            "27 July",
            "9 May",
            "23",
        ),
        ("how much will it cost to rebuild the Kessler Road ground", "8 November", "19 May", "790"),
        ("how many rafales does croatia have now", "26 April 2025", "18 December 2024", "12"),
    ],
)
def test_the_latest_comes_first_with_its_day(
    assistant: Assistant, question: str, latest: str, first: str, short: str
) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(f"As of {latest}")
    assert f" As of {first}" in answer.text
    assert short in (answer.short_answer or "")
    for citation in answer.citations:
        body = citation.article.body
        assert body[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "How many Bayraktar drones did Kosovo receive?",
        "How much did the maker of the Bayraktar earn from exports in 2023?",
        "Who is the prime minister of Kosovo?",
        "How many Rafale jets did Serbia order?",
    ],
)
def test_articles_that_agree_carry_no_day(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert not answer.declined
    assert [sentence.as_of for sentence in answer.sentences] == [None] * len(answer.sentences)
