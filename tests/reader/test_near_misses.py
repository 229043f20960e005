from __future__ import annotations

import random

import numpy as np
import pytest

from qa.reader.names import names
from qa.reader.near_misses import in_other_words, other_question, without_answer
from qa.reader.neighbours import Neighbours
from qa.records import Span

TEXT = (
    "After the visit, Serbia dropped the order it had placed with Baykar in 2020. Officials in"
    " Kosovo had bought five drones from Baykar in 2023, and France offered twelve Rafale jets."
)


def test_names_leave_out_the_first_word_of_a_sentence() -> None:
    assert names(TEXT) == ["Serbia", "Baykar", "Kosovo", "France", "Rafale"]


def ask(question: str, answers: list[str], elsewhere: list[str] | None = None) -> set[str]:
    return {
        other
        for seed in range(40)
        if (other := other_question(question, TEXT, answers, elsewhere or [], random.Random(seed)))
    }


def test_a_question_is_turned_to_another_thing_that_the_text_names() -> None:
    turned = ask("How many jets did France offer?", ["twelve"])
    assert "How many jets did Kosovo offer?" in turned
    assert "How many jets did France offer?" not in turned


def test_it_is_never_turned_to_what_answers_it() -> None:
    assert not any("Baykar" in q for q in ask("Who sold drones to Kosovo?", ["Baykar"]))


def test_years_are_turned_to_other_years() -> None:
    assert "Who bought drones in 2020?" in ask("Who bought drones in 2023?", ["Kosovo"])


def test_a_name_of_another_text_is_used_now_and_then() -> None:
    turned = ask("What did Serbia drop?", ["the order"], elsewhere=["Delta Airlines"])
    assert "What did Delta Airlines drop?" in turned


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Who was the first to fly?", "Who was the last to fly?"),
        ("who bought it", "who sold it"),
        ("Who arrived After the visit?", "Who arrived before the visit?"),
    ],
)
def test_opposites_are_exchanged(question: str, other: str) -> None:
    assert ask(question, ["nobody"]) == {other}


def test_a_question_that_shares_nothing_stays_unturned() -> None:
    assert ask("What is it?", ["drones"]) == set()


def test_the_sentences_that_answer_are_taken_out() -> None:
    sentences = [Span(0, 77), Span(78, len(TEXT))]
    left = without_answer(TEXT, sentences, ["2020"])
    assert left == TEXT[78:]


def test_nothing_is_taken_out_where_nothing_would_be_left_or_nothing_answers() -> None:
    sentences = [Span(0, 77), Span(78, len(TEXT))]
    assert without_answer(TEXT, sentences, ["Baykar"]) is None
    assert without_answer(TEXT, sentences, ["Greece"]) is None


def test_numbers_are_turned_to_other_numbers_of_the_text() -> None:
    text = "The 12 jets and 30 tanks cost 3 billion dollars in all."
    turned = {
        other_question("What did the 12 jets cost?", text, ["3 billion"], [], random.Random(seed))
        for seed in range(20)
    }
    assert turned == {"What did the 30 jets cost?"}


def test_a_question_is_asked_in_other_words() -> None:
    words = ["bought", "purchased", "drone", "increase", "decrease"]
    vectors = np.array([[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 0, 1], [0, 0.1, 1]], np.float32)
    neighbours = Neighbours(words, vectors)
    asked = in_other_words("Who bought the drone?", neighbours, random.Random(0))
    assert asked == "Who purchased the drone?"
    assert in_other_words("What did it increase?", neighbours, random.Random(0)) is None
