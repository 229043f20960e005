"""What a question asks for is told from its words."""

from __future__ import annotations

import pytest

from qa.reader.cues import Kind, asks_for_several, cue


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Why did Serbia cancel the order?", Kind.REASON),
        ("what caused the outbreak", Kind.REASON),
        ("How many jets were ordered?", Kind.QUANTITY),
        ("What is the price of a drone?", Kind.QUANTITY),
        ("When will the airport open?", Kind.TIME),
        ("In what year did Kosovo declare independence?", Kind.TIME),
        ("who won", Kind.PERSON),
        ("Which city hosts the museum?", Kind.PLACE),
    ],
)
def test_a_question_gives_its_cue(question: str, kind: Kind) -> None:
    found = cue(question)
    assert found is not None
    assert found.kind is kind


def test_an_open_question_gives_none() -> None:
    assert cue("What is a passkey?") is None


@pytest.mark.parametrize(
    ("question", "shows", "lacks"),
    [
        ("Why did it close?", "It closed because gas was dear.", "It closed in May."),
        ("How many came?", "Some 400 came.", "Many came."),
        ("How many came?", "Five came.", "Some came."),
        ("When did it open?", "It opened on 4 May.", "It opened late."),
        ("Who said so?", "So said Ines Marchetti.", "So said a minister."),
        ("Where is it?", "It stands in Vellin.", "It stands still."),
    ],
)
def test_a_sentence_shows_what_is_asked_for_or_does_not(
    question: str, shows: str, lacks: str
) -> None:
    found = cue(question)
    assert found is not None
    assert found.shown.search(shows)
    assert not found.shown.search(lacks)


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which countries do not recognise Kosovo?", True),
        ("What are the conditions?", True),
        ("List the bidders", True),
        ("Name all the towns", True),
        ("Which country integrated the TB2?", False),
        ("What is a passkey?", False),
    ],
)
def test_some_questions_ask_for_several(question: str, several: bool) -> None:
    assert asks_for_several(question) is several
