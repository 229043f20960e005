"""Answers that are rated: kept, replaced, withdrawn, and told as questions of the suite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from qa import Answer, Assistant, CollectionError, QAError
from qa.collection.database import FILE
from tests.chatting import ALBANIA, KOSOVO, SERBIA, client
from tests.factories import full_disk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    with client(folder) as opened:
        yield opened


def _exported(assistant: Assistant) -> list[dict[str, Any]]:
    return [json.loads(line) for line in assistant.export_ratings().splitlines()]


def _declined(assistant: Assistant, question: str, **scope: Any) -> Answer:
    before = assistant.settings
    assistant.settings = before.model_copy(update={"decline_below": 1.0})
    answer = assistant.ask(question, **scope)
    assistant.settings = before
    assert answer.declined
    return answer


# Kept


def test_a_rating_tells_what_was_thought_of_which_answer(
    assistant: Assistant, folder: Path
) -> None:
    chat = assistant.chat()
    answer = chat.ask(SERBIA)
    before = datetime.now(UTC)
    given = assistant.rate(answer, True, "  Just so. \n", session_id=chat.id, turn=1)
    assert given
    assert (given.good, given.comment, given.session_id, given.turn) == (
        True, "Just so.", chat.id, 1,
    )  # fmt: skip
    assert given.answer == json.loads(json.dumps(answer.to_dict()))
    assert before <= given.rated <= datetime.now(UTC)
    with client(folder) as other:
        assert other.ratings() == [given]


def test_an_answer_and_the_dict_of_it_are_the_same(assistant: Assistant) -> None:
    chat = assistant.chat()
    chat.ask(SERBIA)
    (turn,) = assistant.session(chat.id or "")
    assistant.rate(turn.answer, True)
    assistant.rate(assistant.ask(SERBIA), False)  # asked again, with other timings
    assert [rating.good for rating in assistant.ratings()] == [False]


def test_the_last_word_on_a_turn_counts(assistant: Assistant) -> None:
    chat = assistant.chat()
    first, second = chat.ask(SERBIA), chat.ask(ALBANIA)
    one = assistant.rate(first, True, "Yes", session_id=chat.id, turn=1)
    two = assistant.rate(second, True, session_id=chat.id, turn=2)
    again = chat.again(KOSOVO)
    three = assistant.rate(again, False, "No", session_id=chat.id, turn=2)
    assert one
    assert two
    assert three
    assert two.id == three.id != one.id
    assert assistant.ratings() == [three, one]
    assert assistant.ratings(chat.id) == [three, one]
    assert assistant.ratings("another") == []


def test_the_same_answer_in_two_conversations_is_rated_twice(assistant: Assistant) -> None:
    answer = assistant.ask(SERBIA)
    assistant.rate(answer, True, session_id="aaaa", turn=1)
    assistant.rate(answer, False, session_id="bbbb", turn=1)
    assistant.rate(answer, True)
    assert len(assistant.ratings()) == 3


def test_a_rating_is_withdrawn(assistant: Assistant) -> None:
    answer = assistant.ask(SERBIA)
    assert assistant.rate(answer, None) is None  # before anything was rated
    assistant.rate(answer, True, session_id="aaaa", turn=1)
    assistant.rate(answer, False)
    assert assistant.rate(answer, None, "Forget it", session_id="aaaa", turn=1) is None
    assert [rating.session_id for rating in assistant.ratings()] == [None]
    assistant.rate(answer, None)
    assert assistant.ratings() == []


def test_the_table_comes_with_the_first_rating(assistant: Assistant, folder: Path) -> None:
    generation = assistant.collection._database.generation

    def tables() -> list[str]:
        with closing(sqlite3.connect(folder / FILE)) as sql:
            return [name for (name,) in sql.execute("SELECT name FROM sqlite_master")]

    answer = assistant.ask(SERBIA)
    assistant.rate(answer, None)
    assert assistant.ratings() == []
    assert assistant.export_ratings() == ""
    assert "ratings" not in tables()
    assistant.rate(answer, True)
    assert "ratings" in tables()
    assert assistant.collection._database.generation == generation


def test_a_comment_has_an_end(assistant: Assistant) -> None:
    answer = assistant.ask(SERBIA)
    kept = assistant.rate(answer, False, "ü" * 2_000)
    with pytest.raises(QAError, match=r"2,001 characters; the limit is 2,000. Make it shorter"):
        assistant.rate(answer, True, "x" * 2_001)
    assert assistant.ratings() == [kept]
    odd = assistant.rate(answer, False, "half \ud800 a pair")
    assert odd
    assert odd.comment == "half  a pair"


@pytest.mark.parametrize(
    "told", [{}, {"question": "Why?"}, {"question": {1, 2}}, {"question": float("nan")}]
)
def test_what_is_no_answer_is_not_rated(assistant: Assistant, told: dict[str, Any]) -> None:
    with pytest.raises(QAError, match="This is no answer"):
        assistant.rate(told, True)
    assert assistant.ratings() == []


def test_an_answer_with_half_a_character_is_none(assistant: Assistant) -> None:
    told = assistant.ask(SERBIA).to_dict() | {"text": "\ud800"}
    with pytest.raises(QAError, match="This is no answer"):
        assistant.rate(told, True)


def test_ratings_outlive_conversation_and_article(assistant: Assistant) -> None:
    chat = assistant.chat()
    given = assistant.rate(chat.ask(SERBIA), False, session_id=chat.id, turn=1)
    assistant.delete_session(chat.id or "")
    assistant.remove("serbia")
    assert assistant.ratings() == [given]


def test_a_full_disk_is_an_error_and_keeps_the_rating_before(assistant: Assistant) -> None:
    answer = assistant.ask(SERBIA)
    given = assistant.rate(answer, True)
    with full_disk(1_000), pytest.raises(CollectionError, match="the disk not full"):
        assistant.rate(answer, False)
    assert assistant.ratings() == [given]


# Told


def test_a_good_answer_becomes_its_evidence(assistant: Assistant) -> None:
    answer = replace(assistant.ask(SERBIA), short_answer="Kosovo")
    rating = assistant.rate(answer, True)
    assert rating
    assert _exported(assistant) == [
        {
            "id": f"rated-{rating.id}",
            "question": SERBIA,
            "type": "why",
            "answers": [["Kosovo"]],
            "evidence": [
                {"article": "serbia", "start": c.start, "quote": c.quote} for c in answer.citations
            ],
        }
    ]


def test_a_follow_up_is_told_as_it_was_read(assistant: Assistant) -> None:
    answer = assistant.ask("And Albania?", standalone=ALBANIA)
    assistant.rate(answer, True, "Good")
    (line,) = _exported(assistant)
    assert (line["question"], line["type"]) == (ALBANIA, "number")
    assert "answers" not in line  # this reader gives no short answer
    assert line["note"] == "Comment: Good"


def test_one_thing_is_no_answer_to_a_question_for_several(assistant: Assistant) -> None:
    answer = assistant.ask("What are the drones that Albania ordered?")
    assistant.rate(replace(answer, short_answer="three"), True)
    (line,) = _exported(assistant)
    assert line["type"] == "list"
    assert "answers" not in line


def test_a_decline_that_was_right_is_unanswerable(assistant: Assistant) -> None:
    rating = assistant.rate(_declined(assistant, "Who is the king of Mongolia?"), True)
    assert rating
    assert _exported(assistant) == [
        {
            "id": f"rated-{rating.id}",
            "question": "Who is the king of Mongolia?",
            "type": "unanswerable",
        }
    ]


def test_a_bad_answer_is_no_gold_and_asks_for_some(assistant: Assistant) -> None:
    wrong = assistant.ask(SERBIA)
    declined = _declined(assistant, KOSOVO)
    assistant.rate(wrong, False, "It was the price.")
    assistant.rate(declined, False)
    first, second = _exported(assistant)
    assert first.keys() == second.keys() == {"id", "question", "type", "note"}
    assert first["type"] == second["type"] == "unjudged"
    assert first["note"].startswith(
        f"Comment: It was the price.\nIt was rated wrong. It said: {wrong.text}\nTo have it measur"
    )
    assert declined.text in second["note"]


def test_the_articles_that_were_asked_are_told(assistant: Assistant) -> None:
    october = "What was reported about Serbia in October 2024?"
    assistant.rate(_declined(assistant, KOSOVO, since="2023", sources=["B", "A"]), True)
    assistant.rate(assistant.ask(october, since="2024-10-11"), True)
    assistant.rate(assistant.ask(october, until="2024-10-11"), False)
    scopes = [
        {key: line[key] for key in ("since", "until", "sources") if key in line}
        for line in _exported(assistant)
    ]
    assert scopes == [
        {"since": "2023-01-01", "sources": ["A", "B"]},
        {"since": "2024-10-11", "until": "2024-10-31"},
        {"since": "2024-10-01", "until": "2024-10-11"},
    ]


def test_days_that_were_overruled_are_not_told(assistant: Assistant) -> None:
    answer = assistant.ask("What was reported about Serbia in 2022?", since="2024")
    assistant.rate(answer, True)
    (line,) = _exported(assistant)
    assert line["since"] == "2024-01-01"
    assert "until" not in line


def test_a_good_reply_to_a_remark_is_no_question_but_a_bad_one_is(assistant: Assistant) -> None:
    assistant.rate(assistant.ask("thanks"), True)
    assistant.rate(assistant.ask("Who are you?"), False, "I meant the author")
    (line,) = _exported(assistant)
    assert (line["question"], line["type"]) == ("Who are you?", "unjudged")


def test_evidence_that_is_gone_or_changed_is_not_told(assistant: Assistant) -> None:
    assistant.rate(assistant.ask(SERBIA), True)
    article = assistant.remove("serbia")
    (gone,) = _exported(assistant)
    assert assistant.restore(replace(article, body=f"Update. {article.body}"))
    (changed,) = _exported(assistant)
    assert gone == changed
    assert gone["type"] == "unjudged"
    assert "is gone or has changed" in gone["note"]


def test_they_are_told_in_the_order_in_which_they_were_given(assistant: Assistant) -> None:
    for question in (SERBIA, ALBANIA, KOSOVO):
        assistant.rate(assistant.ask(question), True)
    assistant.rate(assistant.ask(SERBIA), True)
    assert [line["question"] for line in _exported(assistant)] == [ALBANIA, KOSOVO, SERBIA]


def test_an_answer_of_an_earlier_version_is_told(assistant: Assistant) -> None:
    told = assistant.ask(SERBIA).to_dict()
    del told["filters"]
    assistant.rate(told, True)
    (line,) = _exported(assistant)
    assert line["evidence"]
