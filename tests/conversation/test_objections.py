"""Readings of a language model, and what is wrong with them."""

from __future__ import annotations

import pytest

from qa.conversation.objections import objection
from qa.records import Turn

TURNS = [
    Turn(
        "Why did Serbia cancel the order?",
        "Turkey had delivered five drones to Kosovo. Serbia had not been told.",
        standalone="Why did Serbia cancel the Bayraktar order?",
        titles=("Vučić drops the TB2 in 2024",),
    )
]


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("And Albania?", "Did Turkey deliver Bayraktar drones to Albania?"),
        ("When was that?", "When did Serbia cancel the Bayraktar order?"),
        ("How many did it deliver?", "How many drones did Turkey deliver to Kosovo?"),
        ("Why?", "Why did Vucic drop the TB2 in 2024?"),
        ("Did they need all 5?", "Did Kosovo need all five drones?"),
        ("Did it need six of them?", "Did Kosovo need 6 drones?"),
        ("What did he say?", "What did Vučić's office say about the order?"),
        ("Which other ones?", "Which drones did Turkey deliver?"),
        ("Did this country pay?", "Did Serbia pay for the order?"),
        ("Would it pay?", "Would Serbia pay?"),
        ("Why not?", "Why had Serbia not been told?"),
        ("Why did they not pay?", "Why didn’t Serbia pay?"),
        ("Tell me more about it", "Tell me more about the Bayraktar order."),
        ("Did Kosovo pay? And why?", "Did Kosovo pay for the drones? And why?"),
        ("Who paid, the U.S. or Turkey?", "Who paid Serbia, the U.S. or Turkey?"),
        ("What happened last week?", "What happened to the Bayraktar order last week?"),
    ],
)
def test_a_faithful_reading(question: str, reading: str) -> None:
    assert objection(reading, question, TURNS) is None


@pytest.mark.parametrize(
    ("question", "reading", "told"),
    [
        ("And Albania?", "", "it is empty"),
        ("And Albania?", "Did Albania order it?\nYes.", "it is more than one line"),
        ("And Albania?", "Did Albania\x1b[2J order it?", "it is more than one line"),
        ("And Albania?", "<question>And Albania?</question>", "it holds “<”"),
        ("And Albania?", "Did Albania order " + "drones and " * 40 + "drones?", "it is too long"),
        ("And Albania?", "Albania ordered drones.", "it is no question"),
        ("And Albania?", "Albania? It ordered drones?", "it is more than one question"),
        ("And Albania?", "Turkey did. Did Albania?", "it is more than one question"),
        ("And Albania?", "Sorry, what about Albania?", "it talks about the task"),
        ("And Albania?", "What does the user mean by Albania?", "it talks about the task"),
        ("And Albania?", "Did Albania buy Rafale jets?", "it names “Rafale”, which nobody …"),
        ("And Albania?", "Rafale jets for Albania?", "it names “Rafale”, which nobody …"),
        ("And Albania?", "Did Albania buy iPhones?", "it names “iPhones”, which nobody …"),
        ("And Albania?", "Did Albania buy 塞尔维亚?", "it names “塞尔维亚”, which nobody …"),
        ("And Albania?", "Did Albania order 12 drones?", "it names “12”, which nobody …"),
        ("And Albania?", "Did Albania order twelve drones?", "it names “twelve”, which nobody …"),
        ("And Albania?", "Did Albania pay a million?", "it names “million”, which nobody …"),
        ("And Albania?", "What about Albania in 2023?", "it names “2023”, which nobody …"),
        ("And Albania?", "What about Albania in May?", "it names “May”, which nobody …"),
        ("And Albania?", "What about Albania last week?", "it says “last week”, which nobody …"),
        ("And Albania?", "Why did Serbia cancel the order?", "it leaves out “Albania”"),
        ("Which jets are these?", "Which drones did Turkey deliver?", "it leaves out “jets”"),
        ("What happened this year?", "What happened to the order?", "it leaves out “year”"),
        ("When was that?", "Why did Serbia cancel the order?", "it leaves out “When”"),
        ("How many?", "How did Turkey deliver drones?", "it leaves out “many”"),
        ("Did 5 arrive?", "Did drones arrive?", "it leaves out “5”"),
        ("Why did they not pay?", "Why did Serbia pay?", "it leaves out “not”"),
    ],
)
def test_an_unfaithful_reading(question: str, reading: str, told: str) -> None:
    assert objection(reading, question, TURNS) == told.replace("…", "mentioned")


def test_a_denial_that_nobody_made() -> None:
    turns = [Turn("Did Serbia cancel the order?", "It did.")]
    reading = "Why didn’t Serbia cancel the order?"
    assert objection(reading, "Why?", turns) == "it says “n’t”, which nobody did"
