"""Follow-ups that are told by their form, with the real word vectors."""

from __future__ import annotations

import pytest

from qa.conversation import forms
from qa.conversation.likeness import Likeness
from qa.reader.network import encoder_folder
from qa.records import Turn

ASKED = "Why did Serbia cancel the Bayraktar order?"
ANSWER = "Serbia has abandoned its plan because Turkey delivered five drones to Kosovo. [1]"


@pytest.fixture(scope="module")
def alike() -> Likeness:
    return Likeness(encoder_folder())


def read(question: str, alike: Likeness, asked: str = ASKED, answer: str = ANSWER) -> str | None:
    form = forms.read(question, Turn(asked, answer, asked, ("Serbia drops plan",)), alike)
    return form.question if form else None


@pytest.mark.parametrize(
    ("question", "asked", "stands_for"),
    [
        ("And Albania?", ASKED, "Why did Albania cancel the Bayraktar order?"),
        ("What about Romania?", ASKED, "Why did Romania cancel the Bayraktar order?"),
        ("Thanks, and what about Albania?", ASKED, "Why did Albania cancel the Bayraktar order?"),
        ("and albania?", ASKED.lower(), "why did albania cancel the bayraktar order?"),
        ("And the Rafale order?", ASKED, "Why did Serbia cancel the Rafale order?"),
        ("And Poland's?", "What did Romania's drones cost?", "What did Poland's drones cost?"),
        ("And Kosovo?", "Did Serbia buy drones?", "Did Kosovo buy drones?"),
        (
            "What about the Mirage?",
            "How much did the Rafale cost?",
            "How much did the Mirage cost?",
        ),
        ("And the woman?", "How old was the man who died?", "How old was the woman who died?"),
        ("and the smallest?", "what is the largest size", "what is the smallest size"),
        (
            "What about the last one?",
            "How long is the first stage of the tour?",
            "How long is the last stage of the tour?",
        ),
        (
            "And in April?",
            "How full was the lake at the end of July 2022?",
            "How full was the lake at the end of April 2022?",
        ),
        (
            "And in France?",
            "How many pumps were sold in Germany in 2022?",
            "How many pumps were sold in France in 2022?",
        ),
        ("And the year after?", "What was its profit in 2022?", "What was its profit in 2023?"),
        ("And the year before?", "What was its profit in 2022?", "What was its profit in 2021?"),
        ("and in 2024?", ASKED, "Why did Serbia cancel the Bayraktar order in 2024?"),
    ],
)
def test_what_is_named_anew_takes_the_place_of_its_kind(
    question: str, asked: str, stands_for: str, alike: Likeness
) -> None:
    assert read(question, alike, asked) == stands_for


@pytest.mark.parametrize(
    ("question", "asked", "stands_for"),
    [
        ("Why?", "When did Serbia cancel the order?", "Why did Serbia cancel the order?"),
        ("When was that?", ASKED, "When did Serbia cancel the Bayraktar order?"),
        ("ok, but when did that happen?", ASKED, "When did Serbia cancel the Bayraktar order?"),
        ("Why not?", "Did Serbia buy drones?", "Why did Serbia buy drones?"),
        (
            "From which country?",
            "How many Bayraktars did Kosovo get in 2023?",
            "From which country did Kosovo get Bayraktars in 2023?",
        ),
        (
            "For how much?",
            "when did romania sign for its drones",
            "For how much did romania sign for its drones?",
        ),
        (
            "Which ship?",
            "Which Baykar drone has landed on a ship?",
            "Which ship (which Baykar drone has landed on a ship)?",
        ),
        (
            "When was that?",
            "Who was the twelfth to adopt the euro?",
            "When was that (who was the twelfth to adopt the euro)?",
        ),
    ],
)
def test_a_bare_question_word_asks_the_question_before_for_that(
    question: str, asked: str, stands_for: str, alike: Likeness
) -> None:
    assert read(question, alike, asked) == stands_for


@pytest.mark.parametrize(
    ("question", "stands_for", "rest"),
    [
        ("No, I meant Croatia", "Why did Croatia cancel the Bayraktar order?", ""),
        ("Not Serbia, Romania", "Why did Romania cancel the Bayraktar order?", ""),
        ("I mean Albania, not Serbia", "Why did Albania cancel the Bayraktar order?", ""),
        ("sorry, i meant the Rafale order", "Why did Serbia cancel the Rafale order?", ""),
        (
            "No, I meant Romania. How many?",
            "Why did Romania cancel the Bayraktar order?",
            "How many?",
        ),
        (
            "No, I was asking about its operating profit",
            "Why did Serbia cancel the Bayraktar order (its operating profit)?",
            "",
        ),
    ],
)
def test_a_correction_asks_the_question_before_again(
    question: str, stands_for: str, rest: str, alike: Likeness
) -> None:
    form = forms.read(question, Turn(ASKED, ANSWER, ASKED), alike)
    assert form == forms.Form(stands_for, rest)


def test_who_said_so_leaves_datelines_and_days_out(alike: Likeness) -> None:
    answer = "As of 11 October 2024: TIRANA - Turkey will donate drones, he said. [1][2] More. [3]"
    told = read("Who said that?", alike, answer=answer)
    assert told == "Who said that Turkey will donate drones, he said?"


def test_who_said_so_is_asked_of_the_words_of_the_answer(alike: Likeness) -> None:
    told = "Serbia has abandoned its plan because Turkey delivered five drones to Kosovo"
    assert read("Who said that?", alike) == f"Who said that {told}?"


@pytest.mark.parametrize("question", ["Which article says so?", "How do you know?", "says who?"])
def test_where_it_stands_is_the_same_question_whose_answer_cites_it(
    question: str, alike: Likeness
) -> None:
    assert read(question, alike) == ASKED


def test_a_decline_said_nothing(alike: Likeness) -> None:
    assert (
        read("Who said that?", alike, answer="The articles don’t say. Nothing comes near.") is None
    )


@pytest.mark.parametrize(
    ("question", "stands_for"),
    [
        ("Where did the first one study?", "Where did Haluk Bayraktar study?"),
        ("Where did the second one study?", "Where did Selcuk Bayraktar study?"),
        ("What does the latter do?", "What does Selcuk Bayraktar do?"),
        ("Where did the fifth one study?", None),
        ("What happened in the second year?", None),
    ],
)
def test_an_ordinal_points_at_what_the_answer_names(
    question: str, stands_for: str | None, alike: Likeness
) -> None:
    answer = "It is run by two brothers, Haluk Bayraktar and Selcuk Bayraktar. [1]"
    assert read(question, alike, "which two brothers run baykar", answer) == stands_for


def test_that_article_is_the_one_the_answer_cites(alike: Likeness) -> None:
    told = read("What else does that article say about jets?", alike)
    assert told == "What else does “Serbia drops plan” say about jets?"


@pytest.mark.parametrize(
    "question",
    [
        *("Who founded Baykar?", "which drones crashed?", "How many died?", "What happened?"),
        *("Who is Vucic?", "What is a TB2?", "And who paid for it?", "But why drones?"),
        *("Where is he now?", "And then what happened?", "Was this reported?", "What else?"),
    ],
)
def test_other_questions_have_no_form(question: str, alike: Likeness) -> None:
    assert read(question, alike) is None


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("Thanks! And why drones?", "Why drones?"),
        ("But who paid?", "Who paid?"),
        ("interesting facts about Kosovo?", "interesting facts about Kosovo?"),
        ("Great Britain bought what?", "Great Britain bought what?"),
        ("And?", "And?"),
    ],
)
def test_words_that_ask_nothing_are_put_aside(question: str, bare: str) -> None:
    assert forms.aside(question) == bare
