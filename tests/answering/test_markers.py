"""A reply in pieces is the same sentences, however it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.markers import Draft, Drafts


def drafts(*pieces: str) -> list[Draft]:
    taken = Drafts()
    return [*(draft for piece in pieces for draft in taken.feed(piece)), *taken.end()]


@pytest.mark.parametrize(
    ("reply", "sentences"),
    [
        ("It ended [1]. Jets came [2][3].", [("It ended.", 1), ("Jets came.", 2, 3)]),
        ("It ended. [1] Jets came. [2, 4-5]", [("It ended.", 1), ("Jets came.", 2, 4, 5)]),
        ("The U.S. [4] said so.", [("The U.S. said so.", 4)]),
        ("Five 【2】.\n\n- Poland has **24**. [1]", [("Five.", 2), ("Poland has 24.", 1)]),
        ("<think>Is it [1]? Yes.</think>It is five.", [("It is five.",)]),
        ("It cites [sic] and [x].", [("It cites [sic] and [x].",)]),
        ("[1] [2]", []),
        ("", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_sentences_with_their_numbers(
    reply: str, sentences: list[tuple[str, *tuple[int, ...]]], size: int
) -> None:
    pieces = [reply[i : i + size] for i in range(0, len(reply), size)]
    assert [(found.text, *found.numbers) for found in drafts(*pieces)] == sentences


def test_a_sentence_comes_as_soon_as_the_next_has_begun() -> None:
    taken = Drafts()
    assert list(taken.feed("Serbia cancelled the order. [1] ")) == []
    found = list(taken.feed("Then it bought twelve Rafale jets"))
    assert [draft.text for draft in found] == ["Serbia cancelled the order."]


def test_a_thought_that_never_ends_is_no_answer() -> None:
    assert drafts("<think>I wonder whether", " the articles say it. [1]") == []


PARTS = (
    "Serbia cancelled it.",
    " [1]",
    " It did so [2]!",
    "\n\n- Five came. [3, 4]",
    " “Why?” he asked.",
)


@given(st.lists(st.sampled_from(PARTS), max_size=8), st.integers(1, 9))
def test_pieces_make_no_difference(parts: list[str], size: int) -> None:
    reply = "".join(parts)
    pieces = [reply[i : i + size] for i in range(0, len(reply), size)]
    assert drafts(*pieces) == drafts(reply)
