"""Which questions are follow-ups, and what came before them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.follow_ups import answered, rewritten
from qa.records import Turn
from tests.benchmarks.conversations import asked, conversation, lines, task


def test_all_but_the_first_question_are_follow_ups_after_what_the_data_tells(
    tmp_path: Path,
) -> None:
    canard = conversation(
        asked("Who is Ada?", "Who is Ada?", answer="A poet."),
        asked("Where?", "Where is Ada?", answer="In London."),
        asked("Why?", "Why is Ada there?"),
        title="Ada",
        section="Life",
    )
    where, why = rewritten(lines(tmp_path / "canard.jsonl.gz", canard)).follow_ups
    assert (where.question, where.human) == ("Where?", "Where is Ada?")
    assert where.turns == (Turn("Who is Ada?", "A poet."),)
    assert why.turns == (*where.turns, Turn("Where?", "In London."))
    assert why.about == Turn("Ada", "Life")


def test_the_reply_of_cast_is_the_passage_shown_and_so_is_the_gold(tmp_path: Path) -> None:
    cast = conversation(
        asked("What is LCIS?", "What is LCIS?", text="LCIS is a condition."),
        asked("Is it bad?", "Is LCIS bad?", text="LCIS is mild."),
        asked("How mild?", "How mild is LCIS?", text="LCIS is mild."),
    )
    told = rewritten(lines(tmp_path / "cast.jsonl.gz", cast))
    bad, mild = told.follow_ups
    assert bad.turns == (Turn("What is LCIS?", "LCIS is a condition."),)
    # Two parts of one document are two passages; one part shown twice is one.
    assert [one.body for one in told.articles] == ["LCIS is a condition.", "LCIS is mild."]
    assert bad.gold == mild.gold == {told.articles[1].id}
    assert bad.about is None


def test_of_mtrag_those_are_asked_that_passages_answer_after_a_conversation(
    tmp_path: Path,
) -> None:
    before = ("What is CIS?", "A service.")
    told = answered(
        lines(
            tmp_path / "mtrag.jsonl.gz",
            task("And bots?", "CIS stops bots.", "Bots are programs.", history=before),
            task("Some of it?", "Some.", history=before, kind="PARTIAL"),
            task("First?", "First.", history=()),
            task("Unclear?", "Unclear.", history=before, kind="UNDERSPECIFIED"),
            task("Nothing?", history=before, kind="UNANSWERABLE"),
        )
    )
    assert [one.question for one in told.follow_ups] == ["And bots?", "Some of it?"]
    assert told.follow_ups[0].turns == (Turn("What is CIS?", "A service."),)
    assert told.follow_ups[0].gold == {"CIS stops bots.", "Bots are programs."}
    assert {one.id for one in told.articles} == {
        "CIS stops bots.", "Bots are programs.", "Some.", "First.", "Unclear.",
    }  # fmt: skip
