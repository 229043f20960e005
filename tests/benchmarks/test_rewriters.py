"""What is made of a follow-up by each row of the table."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.follow_ups import FollowUp
from benchmarks.rewriters import BASELINES, rewrites
from qa.records import Rewrite, Turn

WHO, WHERE = Turn("Who is Ada?", "A poet."), Turn("Where?", "In London.")
WHY = FollowUp("Why?", (WHO, WHERE), human="Why is Ada in London?", about=Turn("Ada", "Life"))


class Echo:
    """Puts what was asked last, as it was read, in front."""

    def rewrite(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        last = turns[-1].standalone or turns[-1].question if turns else ""
        return Rewrite(f"{last} {question}".strip())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("copy", "Why?"),
        ("last question + question", "Where? Why?"),
        ("last turn + question", "Where? In London. Why?"),
        ("last two questions + question", "Who is Ada? Where? Why?"),
        ("whole history + question", "Who is Ada? A poet. Where? In London. Why?"),
        ("human", "Why is Ada in London?"),
    ],
)
def test_what_anyone_would_try_first(name: str, text: str) -> None:
    assert BASELINES[name](WHY) == Rewrite(text)


def test_in_a_chat_a_turn_is_remembered_as_it_was_read() -> None:
    made = rewrites([WHY], {"echo": Echo()})
    assert made["echo"] == [Rewrite("Who is Ada? Where? Why?")]
    assert made["echo, stateless"] == [Rewrite("Where? Why?")]
    assert made["echo, title told"] == [Rewrite("Ada Who is Ada? Where? Why?")]


def test_rows_that_say_nothing_new_are_left_out() -> None:
    alone = FollowUp("Where?", (WHO,))
    made = rewrites([alone], {"echo": Echo()})
    assert made["echo"] == [Rewrite("Who is Ada? Where?")]
    assert not {"echo, stateless", "echo, title told", "human"} & set(made)
