from __future__ import annotations

import pytest

from qa.conversation.builtin import standalone
from qa.records import Turn

ASKED = "Why did Serbia cancel the Bayraktar order?"


def after(*questions: str) -> list[Turn]:
    return [Turn(question, "Because of Kosovo.") for question in questions]


@pytest.mark.parametrize(
    "question",
    [
        *("What about Albania?", "how about Albania?", "And Albania?", "But why drones?"),
        *("Why?", "Who paid?", "When did they order it?", "Where is he now?", "And then?"),
        *("Was this reported?", "Prices?"),
    ],
)
def test_a_follow_up_takes_the_question_it_leans_on(question: str) -> None:
    assert standalone(question, after("Who is Vučić?", ASKED)) == f"{ASKED} {question}"


@pytest.mark.parametrize(
    "question",
    [
        ASKED,
        "How many Rafale jets did Serbia buy?",
        "Who won the World Cup in Qatar?",
        "How large are Serbia and its army?",
        "Which countries said that Kosovo is a state?",
        "Is there a Rafale factory in Serbia?",
        "What did the IT ministry buy this year?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, after("Who is Vučić?")) == question


@pytest.mark.parametrize("question", ["And Albania?", "Why?", ASKED])
def test_a_first_question_is_never_changed(question: str) -> None:
    assert standalone(question, []) == question


def test_a_follow_up_of_a_follow_up_keeps_the_subject() -> None:
    history = after("Who is Vučić?", ASKED, "What about Albania?")
    assert standalone("When did they order?", history) == (
        f"{ASKED} What about Albania? When did they order?"
    )


def test_a_long_chain_of_follow_ups_does_not_grow_without_end() -> None:
    history = after(ASKED, *["And then?"] * 50)
    assert standalone("Why?", history) == "And then? And then? And then? And then? Why?"
