"""Suggested questions over the example articles, asked of the real models."""

from __future__ import annotations

import time

import pytest

from qa import Assistant


def test_first_questions_are_answered_and_kept(assistant: Assistant) -> None:
    questions = assistant.suggestions()
    assert len(questions) == 4
    assert len({question.split()[0] for question in questions}) >= 3
    for question in questions:
        answer = assistant.ask(question)
        assert not answer.declined
        assert answer.citations
        assert answer.confidence >= 0.4
    started = time.perf_counter()
    assert assistant.suggestions() == questions
    assert time.perf_counter() - started < 0.1


@pytest.mark.parametrize(
    "question",
    ["Why did Serbia cancel the Bayraktar order?", "What is the capital of Mongolia?"],
)
def test_next_questions_are_answered_by_something_else(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    following = assistant.follow_ups(answer)
    assert 1 <= len(following) <= 3
    told = {(each.article.id, each.start) for each in answer.citations}
    for each in following:
        again = assistant.ask(each)
        assert not again.declined
        assert told.isdisjoint((found.article.id, found.start) for found in again.citations)
        told |= {(found.article.id, found.start) for found in again.citations}
