"""The rewriter with its trained network."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa import Assistant, ModelUnavailable
from qa.conversation.builtin import BuiltInRewriter, leans
from qa.records import Turn

BAYKAR = Turn("Who founded Baykar?", "Baykar was founded by Ozdemir Bayraktar in 1984. [1]")
TREATY = Turn("What is the Paris Agreement?", "It is a treaty adopted in 2015 by 196 parties. [1]")
THEFT = Turn("Who stole the Mona Lisa?", "Vincenzo Peruggia stole the Mona Lisa in 1911. [1]")
ORDER = Turn(
    "Why did Serbia cancel the Bayraktar order?",
    "Serbia has abandoned its plan to buy Bayraktar drones because Turkey delivered five. [1]",
)
SMALLPOX = Turn("When did smallpox die out?", "The WHO declared smallpox eradicated in 1980. [1]")


@pytest.fixture(scope="module")
def rewriter() -> BuiltInRewriter:
    return BuiltInRewriter()


@pytest.mark.parametrize(
    ("turn", "question", "alone"),
    [
        (BAYKAR, "Is it profitable?", "Is Baykar profitable?"),
        (BAYKAR, "Where is its headquarters?", "Where is Baykar's headquarters?"),
        (BAYKAR, "What drones does it sell?", "What drones does Baykar sell?"),
        (TREATY, "When did it enter into force?", "When did the Paris Agreement enter into force?"),
        (TREATY, "Which countries left it?", "Which countries left the Paris Agreement?"),
        (TREATY, "what are its goals", "What are the Paris Agreement's goals"),
        (THEFT, "Was he punished?", "Was Vincenzo Peruggia punished?"),
        (ORDER, "How much did they cost?", "How much did Bayraktar drones cost?"),
        (ORDER, "What do these drones do?", "What do Bayraktar drones do?"),
        (ORDER, "And Albania?", "Why did Albania cancel the Bayraktar order?"),
        (SMALLPOX, "How was it stopped?", "How was smallpox stopped?"),
        (SMALLPOX, "What caused it?", "What caused smallpox?"),
        (SMALLPOX, "Why?", "Why did smallpox die out?"),
    ],
)
def test_a_follow_up_stands_alone(
    turn: Turn, question: str, alone: str, rewriter: BuiltInRewriter
) -> None:
    assert rewriter.rewrite(question, [turn]).question == alone


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup?",
        "How many Rafale jets did Croatia buy?",
        "Which countries adopted the euro in 2001?",
        "What did the DART mission hit?",
        "Where does Paulo Wenning live?",
    ],
)
def test_a_fresh_question_is_left_alone(question: str, rewriter: BuiltInRewriter) -> None:
    for turn in (BAYKAR, TREATY, THEFT, ORDER):
        assert rewriter.rewrite(question, [turn]).question == question


@pytest.mark.parametrize("question", ["And Albania?", "Why?", "Is it profitable?", "  Who? "])
def test_a_first_question_is_never_changed(question: str, rewriter: BuiltInRewriter) -> None:
    assert rewriter.rewrite(question, []).question == question
    assert rewriter.rewrite(question, []).terms == ()


def test_words_without_a_place_help_to_search(rewriter: BuiltInRewriter) -> None:
    rewrite = rewriter.rewrite("How large is the factory?", [BAYKAR])
    assert rewrite.question == "How large is the factory?"
    assert rewrite.searched == "How large is the factory? Baykar"


def test_what_is_known_of_the_reading_of_a_turn_is_leant_on(rewriter: BuiltInRewriter) -> None:
    turns = [ORDER, Turn("And Albania?", "The articles don’t say.")]
    assert rewriter.rewrite("When?", turns).question == (
        "When did Albania cancel the Bayraktar order?"
    )
    read = [ORDER, Turn("And Albania?", "", "Why did Albania order drones?")]
    assert rewriter.rewrite("When?", read).question == "When did Albania order drones?"


def test_after_a_correction_the_rest_leans_on_what_was_meant(rewriter: BuiltInRewriter) -> None:
    rewrite = rewriter.rewrite("No, I meant Croatia. When?", [ORDER])
    assert rewrite.question == "When did Croatia cancel the Bayraktar order?"


def test_a_question_that_only_points_brings_the_one_before(rewriter: BuiltInRewriter) -> None:
    rewrite = rewriter.rewrite(
        "Which ship?", [Turn("Which drone has landed on a ship?", "The TB3.")]
    )
    assert rewrite.question == "Which ship (which drone has landed on a ship)?"


def test_a_long_conversation_and_a_long_turn_are_read(rewriter: BuiltInRewriter) -> None:
    turns = [Turn(f"Who is number {n}?", "A word. " * 2_500) for n in range(200)]
    rewrite = rewriter.rewrite("Is it profitable?", [*turns, BAYKAR])
    assert rewrite.question == "Is Baykar profitable?"


def test_threads_read_alike(rewriter: BuiltInRewriter) -> None:
    asked = [("Is it profitable?", (BAYKAR,)), ("What are its goals?", (TREATY,))] * 20
    alone = [rewriter.rewrite(*one) for one in asked]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: BuiltInRewriter.rewrite(rewriter, *one), asked)) == alone


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text("0" * 64 + "  rewriter.xml\n")
    (tmp_path / "rewriter.xml").write_text("<net/>")
    with pytest.raises(ModelUnavailable, match="The rewriter's weights"):
        BuiltInRewriter(tmp_path).rewrite("Is it profitable?", [BAYKAR])


@pytest.mark.parametrize(
    ("question", "does"),
    [("Why?", True), ("Is it big?", True), ("When did Vučić say it?", False), ("And then?", True)],
)
def test_what_cannot_be_understood_alone_is_seen(question: str, does: bool) -> None:
    assert leans(question) is does


def test_an_answer_tells_how_its_question_was_read(assistant: Assistant) -> None:
    chat = assistant.chat(save=False)
    chat.ask("When was the Paris Agreement adopted?")
    answer = chat.ask("When did it enter into force?")
    assert answer.standalone_question == "When did the Paris Agreement enter into force?"
    assert answer.to_dict()["standalone_question"] == answer.standalone_question
    edited = chat.again("When was the euro introduced?")
    assert edited.question == "When did it enter into force?"
    assert edited.standalone_question == "When was the euro introduced?"
    assert len(chat.turns) == 2
