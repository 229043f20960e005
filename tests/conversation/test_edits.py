from __future__ import annotations

import pytest

from qa.conversation.edits import Edits, Insertion, apply
from tests.conversation.rewriting import context_place, window


@pytest.mark.parametrize(
    ("question", "said", "site", "left_out", "connector", "phrase", "told"),
    [
        ("Did it fly?", "What is the TB2?", 1, {1}, "", "TB2", "Did the TB2 fly?"),
        ("What is its range?", "Who is Baykar?", 2, {2}, "'s", "Baykar", "What is Baykar's range?"),
        ("Whose is it?", "James asked", 2, {2}, "'s", "James", "Whose is James's?"),
        (
            "What was built?",
            "Ask of Albania",
            3,
            set(),
            "in",
            "Albania",
            "What was built in Albania?",
        ),
        (
            "the fight song?",
            "At Notre Dame",
            1,
            set(),
            "",
            "Notre Dame",
            "The Notre Dame fight song?",
        ),
        (
            "what else?",
            "The drones",
            0,
            set(),
            "besides",
            "drones",
            "Besides the drones, what else?",
        ),
        ("How old is he", "Edi Rama won", 3, {3}, "", "Edi Rama", "How old is Edi Rama"),
        ("Brask & Sons did it?", "The wall", 4, {4}, "", "wall", "Brask & Sons did the wall?"),
        ("built in it?", "In Albania", 2, {2}, "in", "Albania", "Built in Albania?"),
    ],
)
def test_what_is_put_in_reads_as_if_typed(
    question: str, said: str, site: int, left_out: set[int], connector: str, phrase: str, told: str
) -> None:
    asked = window(question, said)
    insertion = Insertion(site, connector, *context_place(asked, phrase))
    assert apply(question, asked, Edits(frozenset(left_out), (insertion,))) == told


@pytest.mark.parametrize(
    "question", ["Why “drones” (and jets), e.g. Rafale's?", "Who?  Me?", "?!", "Čo je TB2 – dron?"]
)
def test_without_edits_a_question_stands_as_it_was_typed(question: str) -> None:
    assert apply(question, window(question, "Who is Rama?"), Edits()) == question


def test_what_the_network_never_saw_of_a_long_question_is_kept() -> None:
    question = "Did it " + "really " * 200 + "fly?"
    asked = window(question, "What is the TB2?")
    edits = Edits(frozenset({1}), (Insertion(1, "", *context_place(asked, "TB2")),))
    assert apply(question, asked, edits) == question.replace("it", "the TB2", 1)
