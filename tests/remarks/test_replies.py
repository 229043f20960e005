"""Remarks through the front door of a small collection; each reply is made of what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from qa import Answer, Answered, Assistant, Candidate, Reading, Rewrite, Rewritten, Settings, Turn
from qa.reader.similarity import SimilarityReader
from qa.retrieval import Query
from qa.testing import HashingEmbedder

COURIER, LEDGER = "The Danube Courier", "Adriatic [Ledger]"
LINES: tuple[tuple[str, str, str, str | None, list[str]], ...] = (
    ("Kosovo gets drones", "They came from Turkey.", COURIER, "2023-07-17", ["drones"]),
    ("Serbia drops its order", "Kosovo was the reason.", COURIER, "2023-09-14", ["drones"]),
    ("A heat pump in Tirana", "It warms a school.", LEDGER, "2024-02-01", ["energy"]),
    ("Ferries for Vellin", "They sail in May.", LEDGER, None, []),
)


class CountingReader:
    """Counts how often something was read."""

    def __init__(self, embedder: HashingEmbedder) -> None:
        self._reader = SimilarityReader(embedder)
        self.read_ = 0

    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        self.read_ += 1
        return self._reader.read(query, candidates)


class SeenTurns:
    """A rewriter that keeps what it was shown."""

    def __init__(self) -> None:
        self.questions: list[str] = []

    def rewrite(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        self.questions = [*(turn.question for turn in turns), question]
        return Rewrite(question)


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    rows = [
        {"title": title, "body": body, "source": source, "tags": tags}
        | ({"published": day} if day else {})
        for title, body, source, day, tags in LINES
    ]
    file = tmp_path / "news.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    embedder = HashingEmbedder()
    with Assistant.open(
        tmp_path / "index",
        settings=Settings(today=date(2024, 3, 15), decline_below=0),
        embedder=embedder,
        reader=CountingReader(embedder),
        rewriter=SeenTurns(),
    ) as opened:
        assert not opened.ingest(file).skipped
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "empty", embedder=HashingEmbedder()) as opened:
        yield opened


def _titles(answer: Answer) -> list[str]:
    assert answer.remark
    return [article.title for article in answer.listed]


@pytest.mark.parametrize(
    "question",
    ["hi", "thanks", "who are you?", "what can you answer?", "what articles do you have?"],
)
def test_a_remark_is_an_answer_that_cites_nothing(assistant: Assistant, question: str) -> None:
    first, last = assistant.stream(question)
    assert first == Rewritten(question)
    assert isinstance(last, Answered)
    answer = last.answer
    assert answer.remark
    assert not answer.declined
    assert answer.question == answer.standalone_question == question
    assert [*answer.sentences, *answer.citations, *answer.hits] == []
    assert answer.confidence == 1
    assert assistant.ask(question) == answer
    assert set(answer.timings) == {"replying", "total"}
    assert isinstance(assistant.reader, CountingReader)
    assert assistant.reader.read_ == 0


def test_a_question_is_none(assistant: Assistant) -> None:
    answer = assistant.ask("What can you tell me about Kosovo?")
    assert not answer.remark
    assert answer.listed == ()
    assert answer.hits


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("hello", "4 articles"),
        ("how many articles do you have?", "4 articles, published from 17 July 2023 to"),
        ("which sources do you have?", "4 articles from Adriatic [Ledger] (2) and The Danube C"),
        ("where do your answers come from?", "Adriatic [Ledger] (2) and The Danube Courier (2)"),
        ("what period do your articles cover?", "from 17 July 2023 to 1 February 2024"),
        ("what topics do you cover?", "tagged drones and energy"),
        ("what can you answer?", "“Which articles do you have about drones?”"),
        ("how many articles do you have from 2023?", "2 articles of 2023"),
        ("how many articles do you have from the danube courier?", "2 articles from The Danube"),
        ("how many articles about Kosovo do you have?", "1 article is about Kosovo"),
    ],
)
def test_replies_say_what_the_collection_holds(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert answer.remark
    assert said in answer.text


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("what articles do you have?", [2, 1, 0, 3]),
        ("list the articles from 2023", [1, 0]),
        ("list the articles from last month", [2]),
        ("list the articles from the Danube Courier", [1, 0]),
        ("show me articles by adriatic [ledger]", [2, 3]),
        ("do you have anything on heat pumps?", [2]),
        ("which articles do you have about drones?", [1, 0]),
        ("which articles do you have about drones since August 2023?", [1]),
        ("articles about drones from the Danube Courier published in 2023", [1, 0]),
        ("which articles do you have about schools?", [2]),
    ],
)
def test_requests_list_the_articles(assistant: Assistant, question: str, titles: list[int]) -> None:
    answer = assistant.ask(question)
    assert _titles(answer) == [LINES[number][0] for number in titles]
    assert all(title in answer.text for title in _titles(answer))
    cards = answer.to_dict()["listed"]
    assert [card["title"] for card in cards] == _titles(answer)


def test_a_line_names_source_and_day(assistant: Assistant) -> None:
    assert assistant.ask("which articles do you have about drones?").text == (
        "2 articles are about drones, the newest first:\n"
        "- Serbia drops its order (The Danube Courier, 14 September 2023)\n"
        "- Kosovo gets drones (The Danube Courier, 17 July 2023)"
    )


def test_what_only_mentions_a_subject_is_told_apart(assistant: Assistant) -> None:
    about = assistant.ask("which articles do you have about Kosovo?")
    assert _titles(about) == ["Kosovo gets drones"]
    assert about.text.endswith("1 more mentions it.")
    mentioned = assistant.ask("do you have anything on Turkey?")
    assert mentioned.text.startswith("I found no article about Turkey; 1 mentions it:")
    assert _titles(mentioned) == ["Kosovo gets drones"]


def test_of_an_unknown_subject_the_nearest_are_named_as_such(assistant: Assistant) -> None:
    answer = assistant.ask("do you have anything on submarines?")
    assert answer.text.startswith("I found no article about submarines. The nearest in meaning:")
    assert len(_titles(answer)) == 3


def test_the_reading_of_days_is_shown_and_filters_count(assistant: Assistant) -> None:
    answer = assistant.ask("list the articles from last month")
    assert answer.period
    assert answer.period.note == "Reading “from last month” as articles of February 2024."
    assert _titles(assistant.ask("what articles do you have?", since="2024")) == [LINES[2][0]]
    of_ledger = assistant.ask("list the articles from the Danube Courier", sources=[LEDGER])
    assert {article.source for article in of_ledger.listed} == {LEDGER}
    nothing = assistant.ask("how many articles do you have?", until="1999")
    assert nothing.text.startswith("I have no articles until 31 December 1999; in all I have 4 ar")


def test_articles_of_something_else_are_a_question(assistant: Assistant) -> None:
    assert not assistant.ask("list the articles of the treaty").remark
    assert not assistant.ask("what articles do you have in the constitution?").remark


def test_more_than_ten_are_counted(empty: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    rows = ({"title": f"Drones {i}", "body": f"They flew {i} times."} for i in range(14))
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    empty.ingest(file)
    answer = empty.ask("which articles do you have about drones?")
    assert len(answer.listed) == 10
    assert answer.text.startswith("14 articles are about drones")
    assert answer.text.endswith("And 4 more. `qa articles list` shows all articles.")


@pytest.mark.parametrize(
    "question",
    ["hi", "what can you answer?", "which sources do you have?", "articles about Kosovo"],
)
def test_an_empty_collection_says_how_to_add_articles(empty: Assistant, question: str) -> None:
    answer = empty.ask(question)
    assert answer.remark
    assert "holds no articles yet. Add some with `qa ingest SOURCE…`" in answer.text


def _seen(assistant: Assistant, question: str, *before: str) -> list[str]:
    """What the rewriter is shown of a conversation."""
    assistant.ask(question, history=[(said, "So it was.") for said in before])
    assert isinstance(assistant.rewriter, SeenTurns)
    return assistant.rewriter.questions


def test_follow_ups_lean_on_the_turn_before_a_remark(assistant: Assistant) -> None:
    asked = "Why did Serbia drop its order?"
    assert _seen(assistant, "Who paid?", asked, "thanks", "who are you?") == [asked, "Who paid?"]
    chat = assistant.chat()
    for question in (asked, "Thanks!", "Great. Who paid?"):
        chat.ask(question)
    assert [turn.question for turn in chat.turns] == [asked, "Thanks!", "Great. Who paid?"]
    assert isinstance(assistant.rewriter, SeenTurns)
    assert assistant.rewriter.questions == [asked, "Who paid?"]
    assert _seen(assistant, "Why?", "Thanks! And who paid?") == ["And who paid?", "Why?"]


def test_a_request_for_articles_sets_the_subject(assistant: Assistant) -> None:
    before = ("Why did Serbia drop its order?", "do you have anything on heat pumps?", "thanks")
    assert _seen(assistant, "How do they work?", *before) == [
        "About heat pumps:",
        "How do they work?",
    ]


def test_a_courtesy_changes_nothing_but_the_question_shown(assistant: Assistant) -> None:
    plain = assistant.ask("who got drones from Turkey?")
    polite = assistant.ask("Hi, could you tell me who got drones from Turkey?")
    assert polite.question == "Hi, could you tell me who got drones from Turkey?"
    assert polite.standalone_question == plain.standalone_question
    assert (polite.text, polite.citations, polite.hits) == (
        plain.text,
        plain.citations,
        plain.hits,
    )


def test_a_reading_that_is_given_goes_to_the_articles(assistant: Assistant) -> None:
    assert assistant.standalone("thanks", [("Who paid?", "Serbia.")]) == "thanks"
    answer = assistant.ask("thanks", standalone="Who got drones?")
    assert not answer.remark
    assert answer.hits
