"""Two questions in one sentence: both are answered, and what is left open is said."""

from __future__ import annotations

import pytest

from qa.answering.parts import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Who painted the picture, and who is accused of stealing it?",
            ("Who painted the picture?", "who is accused of stealing it?"),
        ),
        (
            "when was the code made a standard and when did the other come out",
            ("when was the code made a standard?", "when did the other come out?"),
        ),
        (
            "Who founded Baykar? And when was that?",
            ("Who founded Baykar?", "when was that?"),
        ),
    ],
)
def test_a_question_that_asks_two_things_has_two_parts(
    question: str, expected: tuple[str, ...]
) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Why did Serbia cancel the Bayraktar order?",
        "When and where was the contract signed?",
        "How and why did the dam leak?",
        "Which countries, and which companies, bought drones?",
        "Tell me who.",
        "Courses are given in medicine, design and what other field?",
        "",
        "?",
        "and who?",
    ],
)
def test_any_other_question_stays_whole(question: str) -> None:
    assert parts(question) == (question,)


def test_there_are_never_many() -> None:
    assert len(parts("Who sold the bridge? " * 50)) == 3
