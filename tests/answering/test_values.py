from __future__ import annotations

import pytest

from qa.answering.values import Value, value


def _value(question: str, answer: str) -> Value | None:
    """What the words before `/` amount to, those behind it following them."""
    words, _, after = answer.partition("/")
    return value(question, words, after)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many drones came?", "14", "11"),
        ("How many drones came?", "Fourteen", "11"),
        ("How many people were hit?", "312,000", "318,450"),
        ("How many people were hit?", "twelve", "10"),
        ("What does it cost?", "USD 300 million", "USD 321 million"),
        ("What does it cost?", "790/ million crowns", "640 million crowns"),
        ("What does it cost?", "9 million crowns", "6.5 million/ crowns, it said"),
        ("How much did it rise?", "7%", "9 per cent"),
        ("When will it open?", "1 May 2024", "15 September 2024"),
        ("When will it open?", "November 2023", "in March 2024"),
        ("Who runs Kessa Water?", "Helmer Voss", "Ada Lind"),
    ],
)
def test_answers_of_one_kind_differ(question: str, one: str, other: str) -> None:
    left, right = _value(question, one), _value(question, other)
    assert left is not None
    assert right is not None
    assert left.agrees(right) is False
    assert right.agrees(left) is False


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many drones came?", "five", "5"),
        ("How many jobs will go?", "412", "some 400"),
        ("What does it cost?", "USD 3 billion", "EUR 2.7 billion"),
        ("What does it cost?", "12 aircraft", "USD 3 billion"),
        ("How much does it make?", "72 megawatts", "640 gigawatt-hours"),
        ("How far is it?", "5 metres", "5/ metres away"),
        ("When will it open?", "June", "in June 2024"),
        ("When will it open?", "15 September 2024", "September 2024"),
        ("Who is the president?", "Aleksandar Vucic", "President Vucic"),
    ],
)
def test_answers_agree_or_do_not_compare(question: str, one: str, other: str) -> None:
    left, right = _value(question, one), _value(question, other)
    assert left is not None
    assert right is not None
    assert left.agrees(right) is not False
    assert right.agrees(left) is left.agrees(right)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Why was it cancelled?", "14"),
        ("What is it called?", "Bayraktar TB2"),
        ("How many drones came?", "most of them"),
        ("How many drones came?", "410 to 447"),
        ("How many drones came?", "2024"),
        ("When will it open?", "next summer"),
        ("When will it open?", "June 2024 or July 2024"),
        ("Who runs it?", "the council"),
        ("Who runs it?", "Voss"),
    ],
)
def test_what_cannot_be_compared_has_no_value(question: str, answer: str) -> None:
    assert _value(question, answer) is None
