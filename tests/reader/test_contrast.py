"""The question asked of what the sentence names instead."""

from __future__ import annotations

import pytest

from qa.reader.contrast import asked_of_others
from qa.records import Passage, Span

TEXT = (
    "In August, Serbia ordered 12 Rafale jets from France. Officials in Kosovo, which bought drones"
    " from Baykar in 2023, made no comment. Montcalm took the fort in 1756."
)
FIRST, SECOND, THIRD = Span(0, 53), Span(54, 133), Span(134, len(TEXT))
PASSAGE = Passage("a", "Jets for Serbia", 0, len(TEXT), TEXT, (FIRST, SECOND, THIRD))


def asked(question: str, sentence: Span = FIRST) -> list[str]:
    return asked_of_others(question, PASSAGE, sentence)


def test_what_the_sentence_does_not_name_gives_way_to_what_it_names() -> None:
    assert "How many Rafale jets did Serbia order?" in asked(
        "How many Rafale jets did Kosovo order?"
    )
    assert "how many rafale jets did Serbia order" in asked("how many rafale jets did kosovo order")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many Rafale jets did Serbia order?", FIRST),
        ("How many jets were ordered?", FIRST),
        ("When did Moncalm take the fort?", THIRD),  # misspelt
        ("What did the Serbian army order?", FIRST),  # another form
    ],
)
def test_a_question_about_what_the_sentence_names_stays_alone(
    question: str, sentence: Span
) -> None:
    assert asked(question, sentence) == []


def test_years_give_way_to_years() -> None:
    assert asked("Who took the fort in 1757?", THIRD) == ["Who took the fort in 1756?"]


def test_the_unit_of_a_figure_is_no_name() -> None:
    text = "In the end, Romania paid USD 321 million."
    passage = Passage("a", "", 0, len(text), text, (Span(0, len(text)),))
    found = asked_of_others("What did the NATO member pay?", passage, passage.sentences[0])
    assert found == ["What did the Romania member pay?"]


def test_there_are_never_many() -> None:
    text = "Anna, then Berta, Carla, Dora, Emma, Frida, Gerda and Hanna sang."
    passage = Passage("a", "", 0, len(text), text, (Span(0, len(text)),))
    found = asked_of_others("Why did Ivo and Jan sing with Karl?", passage, passage.sentences[0])
    assert 0 < len(found) <= 6
