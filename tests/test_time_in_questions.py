"""When articles were published, asked for in a question: through the front door."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from qa import Answered, Assistant, Period, Rewritten, Settings, rendering
from qa.testing import HashingEmbedder

TODAY = date(2024, 11, 12)
ARTICLES = {
    "2022-12-01": "Kosovo asked Turkey for drones and got no answer.",
    "2023-07-17": "Kosovo received drones from Turkey on Sunday.",
    "2024-11-05": "Kosovo ordered more drones from Turkey on Monday.",
    "2024-11-12": "Kosovo paid for drones from Turkey on Monday.",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    file = tmp_path / "news.jsonl"
    lines = (
        json.dumps({"id": day, "title": "Kosovo drones", "body": body, "published": day})
        for day, body in ARTICLES.items()
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    settings = Settings(today=TODAY, decline_below=0)
    with Assistant.open(tmp_path / "i", settings=settings, embedder=HashingEmbedder()) as opened:
        assert not opened.ingest(file).skipped
        yield opened


def _found(assistant: Assistant, question: str, **filters: str) -> set[str]:
    """The days of the articles that were looked at."""
    hits = assistant.ask(question, **filters).hits  # type: ignore[arg-type]
    return {hit.passage.text for hit in hits}


def _of(*days: str) -> set[str]:
    return {ARTICLES[day] for day in days}


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("last week", ["2024-11-05"]),
        ("in 2023", ["2023-07-17"]),
        ("since May 2023", ["2023-07-17", "2024-11-05", "2024-11-12"]),
        ("before 2023", ["2022-12-01"]),
        ("between 2022 and 2023", ["2022-12-01", "2023-07-17"]),
        ("in the past three months", ["2024-11-05", "2024-11-12"]),
        ("", list(ARTICLES)),
    ],
)
def test_only_articles_of_the_time_are_looked_at(
    assistant: Assistant, when: str, days: list[str]
) -> None:
    question = f"What was reported about drones for Kosovo {when}?".replace(" ?", "?")
    assert _found(assistant, question) == _of(*days)
    assert {hit.passage.text for hit in assistant.search(question)} == _of(*days)


def test_what_happened_yesterday_is_told_today(assistant: Assistant) -> None:
    assert _found(assistant, "What did Kosovo pay for drones yesterday?") == _of("2024-11-12")


def test_a_time_that_belongs_to_the_question_leaves_all_articles(assistant: Assistant) -> None:
    answer = assistant.ask("How many drones did Kosovo receive in 2023?")
    assert answer.period is None
    assert len(answer.hits) == len(ARTICLES)


def test_the_reading_is_shown(assistant: Assistant) -> None:
    question = "What was reported about drones last week?"
    events = list(assistant.stream(question))
    period = Period(date(2024, 11, 4), date(2024, 11, 10), "last week", latest=False)
    assert events[0] == Rewritten(question, period)
    assert isinstance(events[-1], Answered)
    answer = events[-1].answer
    assert answer.standalone_question == question, "asked again, it is read the same"
    assert answer.period == period
    assert answer.to_dict()["period"]["note"] == (
        "Reading “last week” as articles of 4–10 November 2024."
    )
    shown = io.StringIO()
    rendering.answer(answer, Console(file=shown, width=100))
    assert shown.getvalue().startswith("Reading “last week” as articles of 4–10 November 2024.\n")


def test_the_narrower_of_the_question_and_the_filter_counts(assistant: Assistant) -> None:
    question = "What was reported about drones since May 2023?"
    assert _found(assistant, question, until="2023") == _of("2023-07-17")
    assert _found(assistant, question, since="2022-01-01") == _found(assistant, question)


def test_a_filter_that_contradicts_the_question_is_kept_and_said(assistant: Assistant) -> None:
    answer = assistant.ask("What was reported about drones in 2022?", since="2023", until="2023")
    assert {hit.passage.text for hit in answer.hits} == _of("2023-07-17")
    assert answer.period
    assert answer.period.overruled
    assert answer.period.note == (
        "“in 2022” is 2022, which the dates asked for leave out; they were kept."
    )


@pytest.mark.parametrize(
    ("question", "none"),
    [
        ("What did the papers write in 1999?", "of 1999"),
        ("What did the papers write in 9999?", "of 9999"),
        ("What was reported yesterday?", "of 11 November 2024"),
        ("What was reported since December 2024?", "since 1 December 2024"),
    ],
)
def test_a_time_without_articles_is_named(assistant: Assistant, question: str, none: str) -> None:
    answer = assistant.ask(question)
    assert answer.declined
    assert answer.text == (
        f"The articles don’t say. None of them is {none}:"
        " they run from 1 December 2022 to 12 November 2024."
    )


def test_so_is_a_filter_without_articles(assistant: Assistant) -> None:
    assert "None of them is of 1999:" in assistant.ask("Drones?", since="1999", until="1999").text


def test_a_day_that_is_not_is_no_time(assistant: Assistant) -> None:
    answer = assistant.ask("What was reported about drones on 31 February 2024?")
    assert answer.period is None
    assert answer.hits


def test_a_follow_up_keeps_the_time(assistant: Assistant) -> None:
    chat = assistant.chat()
    chat.ask("What was reported about drones for Kosovo last week?")
    answer = chat.ask("And for Turkey?")
    assert answer.period
    assert answer.period.words == "last week"
    assert {hit.passage.text for hit in answer.hits} == _of("2024-11-05")


def test_today_is_the_day_it_is(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "i", embedder=HashingEmbedder()) as assistant:
        period = assistant.ask("What happened today?").period
    assert period
    assert period.since in {date.today(), date.fromordinal(date.today().toordinal() - 1)}
