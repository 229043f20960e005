"""What the example articles are, told by the assistant itself."""

from __future__ import annotations

import time

import pytest

from qa import Assistant
from qa.remarks import recognised


def _titles(assistant: Assistant, question: str, **filters: str) -> set[str]:
    answer = assistant.ask(question, **filters)  # type: ignore[arg-type]
    assert answer.remark
    assert answer.citations == ()
    for article in answer.listed:
        assert article == assistant.article(article.id)
        assert f"- {article.title} ({article.source}, " in answer.text
    return {article.title for article in answer.listed}


def test_articles_about_a_country(assistant: Assistant) -> None:
    about = _titles(assistant, "Which articles do you have about Kosovo?")
    assert "Kosovo announces arrival of five Bayraktar drones" in about
    assert "Serbia drops plan to buy Bayraktar drones from Turkey" in about
    assert "Heat pumps, your questions answered" not in about
    assert all(
        "kosovo" in f"{article.title} {article.tags} {article.body}".casefold()
        for article in assistant.ask("Which articles do you have about Kosovo?").listed
    )


def test_articles_about_a_thing(assistant: Assistant) -> None:
    heat_pumps = {"Heat pumps, your questions answered"}
    assert _titles(assistant, "do you have anything on heat pumps?") == heat_pumps


def test_articles_of_a_source_and_a_year(assistant: Assistant) -> None:
    courier = assistant.ask("List the articles from the Danube Courier").listed
    assert {article.source for article in courier} == {"The Danube Courier"}
    assert len(courier) == 4
    years = assistant.ask("list the articles from 2023").listed
    assert {article.published.year for article in years if article.published} == {2023}


def test_an_unknown_subject_gets_the_nearest_in_meaning(assistant: Assistant) -> None:
    answer = assistant.ask("Do you have anything on air conditioners?")
    assert "found no article about air conditioners" in answer.text
    assert "Heat pumps, your questions answered" in [article.title for article in answer.listed]


@pytest.mark.parametrize(
    "question", ["thanks", "What can you answer?", "what topics do you cover?"]
)
def test_a_reply_names_real_articles(assistant: Assistant, question: str) -> None:
    _titles(assistant, question)


def test_a_follow_up_leans_over_a_remark(assistant: Assistant) -> None:
    chat, plain = assistant.chat(), assistant.chat()
    for question in ("What did Erdogan announce in Albania?", "thanks, that was helpful!"):
        chat.ask(question)
    plain.ask("What did Erdogan announce in Albania?")
    assert chat.ask("When was that?") == plain.ask("When was that?")


def test_a_question_loses_no_time() -> None:
    recognised.cache_clear()
    questions = [f"Why did Serbia cancel order {i} of the Bayraktar drones?" for i in range(1000)]
    started = time.process_time()
    for question in questions:
        recognised(question)
    assert time.process_time() - started < 1, "a millisecond a question"
