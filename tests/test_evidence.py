"""What an answer tells of how it came about: the caller's filters, and why a passage was found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from qa import Assistant, Filters, Hit
from tests.chatting import ALBANIA, SERBIA, client
from tests.evals.factories import passage
from tests.factories import article


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with client(tmp_path / "index") as opened:
        yield opened


@pytest.mark.parametrize("question", [SERBIA, "What do your articles cover?"])
def test_the_filters_of_the_caller_are_told(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, since="2024", until="2024-12", sources=["the courier", "AP"])
    chosen = Filters(date(2024, 1, 1), date(2024, 12, 31), frozenset({"AP", "the courier"}))
    assert answer.filters == chosen
    told = {"since": "2024-01-01", "until": "2024-12-31", "sources": ["AP", "the courier"]}
    assert answer.to_dict()["filters"] == told
    none = assistant.ask(question)
    assert none.filters == Filters()
    assert none.to_dict()["filters"] == {"since": None, "until": None, "sources": []}


def test_days_that_the_question_adds_are_a_period_and_no_filter(assistant: Assistant) -> None:
    answer = assistant.ask(f"{SERBIA[:-1]} in 2023?", sources=["The Courier"])
    assert answer.filters == Filters(sources=frozenset({"The Courier"}))
    narrowed = assistant.ask("What was reported about Kosovo in October 2024?", since="2024-10-11")
    assert narrowed.filters == Filters(since=date(2024, 10, 11))
    assert narrowed.period


def test_filters_reach_a_conversation_and_what_is_stored_of_it(assistant: Assistant) -> None:
    chat = assistant.chat()
    chat.ask(SERBIA, sources=["The Courier"])
    chat.again(ALBANIA, until="2025")
    (turn,) = assistant.session(chat.id or "")
    assert turn.answer["filters"] == {"since": None, "until": "2025-12-31", "sources": []}
    exported = assistant.export_session(chat.id or "", "json")
    session = assistant.import_session(exported)
    assert assistant.session(session.id)[0].answer == turn.answer


def test_a_hit_tells_what_it_was_found_by(assistant: Assistant) -> None:
    answer = assistant.ask(SERBIA)
    query = assistant.retriever.query(SERBIA, Filters())
    found = assistant.retriever.candidates(query, 25)
    evidence = {c.passage.id: (c.cosine, c.bm25) for c in found}
    assert {hit.passage.id: (hit.cosine, hit.bm25) for hit in answer.hits} == evidence
    best = answer.to_dict()["hits"][0]
    assert (best["cosine"], best["bm25"]) == (round(found[0].cosine, 4), round(found[0].bm25, 4))
    assert best["bm25"] > 0


def test_a_reader_need_not_know_it() -> None:
    hit = Hit(passage(article("Drones came.")), 1.0)
    assert json.loads(json.dumps(hit.to_dict()))["cosine"] is None
    assert hit.to_dict()["bm25"] is None
