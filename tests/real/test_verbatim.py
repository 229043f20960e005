"""The promise: over hundreds of mixed questions, every quote is its article's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, cycle, islice

import pytest

from qa import Article, Assistant

_TEMPLATES = (
    "What happened: {title}?",
    "Why {clause}?",
    "How many {clause}?",
    "When was this: {clause}?",
    "Who is {name}?",
    "What did {name} say?",
    "Which places are named with {name}?",
)
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+")

_ODD = (
    'drones" OR "1"="1',
    "'; DROP TABLE articles; --",
    "NEAR(drones turkey) AND NOT serbia*",
    "*",
    "?",
    "¿Por qué canceló Serbia el pedido de drones Bayraktar?",
    "Почему Сербия отказалась от дронов?",
    "为什么塞尔维亚取消了订单？",
    "لماذا ألغت صربيا الطلب؟",
    "🛩️ drones? 🛩️",
    "WHY DID SERBIA CANCEL THE BAYRAKTAR ORDER",
    "why did serbia cancel the bayraktar order",
    "drones " * 200,
    "the of and to a in",
    "[1] [2] [3] what is cited here?",
    "Serbia\x00Kosovo",
    "\u202eredro ratkaryaB",
    "<script>alert(1)</script> drones",
)


def _questions(articles: list[Article]) -> Iterator[str]:
    """Questions without end, made from every article in turn, of every kind in turn."""
    for number, (article, template) in enumerate(zip(cycle(articles), cycle(_TEMPLATES))):
        names = _NAME.findall(article.body) or [article.title]
        words = article.body.split()
        first = number * 7 % (len(words) - 7)
        yield template.format(
            title=article.title,
            clause=" ".join(words[first : first + 7]),
            name=names[number % len(names)],
        )


def _distinct(questions: Iterable[str]) -> Iterator[str]:
    asked: set[str] = set()
    for question in questions:
        if question not in asked:
            asked.add(question)
            yield question


@pytest.mark.timeout(1500)  # some hundred questions, each read as any other
def test_every_citation_of_three_hundred_answers_is_verbatim(assistant: Assistant) -> None:
    articles = assistant.articles()
    bodies = {article.id: article.body for article in articles}
    questions = list(islice(_distinct(chain(_ODD, _questions(articles))), 300))
    answered = 0
    for question in questions:
        answer = assistant.ask(question)
        answered += not answer.declined
        numbers = [citation.number for citation in answer.citations]
        assert numbers == list(range(1, len(numbers) + 1)), question
        for citation in answer.citations:
            body = bodies[citation.article.id]
            assert body[citation.start : citation.end] == citation.quote, question
        for sentence in answer.sentences:
            assert sentence.citations, question
            assert set(sentence.citations) <= set(numbers), question
        assert answer.declined == (not answer.sentences), question
    assert answered >= 100, "most of these questions have an answer: the check must have had work"


@pytest.mark.parametrize("question", _ODD)
def test_odd_questions_are_answered_or_declined(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.text
    assert 0 <= answer.confidence <= 1
