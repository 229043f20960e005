"""Which questions are shown, with an assistant that only looks for shared words."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest

from qa.records import Answer, Article, Citation, Hit, Passage, Period, Sentence
from qa.sentences import sentences
from qa.suggestions import Suggestions
from qa.terms import terms
from tests.factories import Shelf, article

KOSOVO = article(
    "PRISTINA - Kosovo has received five Bayraktar drones from Turkey. In Prizren people saw them."
    " Kosovo declared independence on 17 February 2008, and Turkey was among the first to accept.",
    id="k",
    title="Kosovo announces drones",
    published="2023-07-17",
)
OSTRAND = article(
    "On Monday Ostrand Shipping Group agreed to buy Calder Ferries. “Fine,” said Helga Nystrom, the"
    " chief executive of Ostrand Shipping Group. So ended the ownership of Ada Calder.",
    id="o",
    title="Ostrand buys a rival",
    published="2024-06-04",
)
ALBANIA = article(
    "It lies by the sea. Albania joined NATO on 1 April 2009, and gave Albania a name.",
    id="a",
    title="A coast",
    published="2022-12-21",
)


@dataclass
class Desk:
    """Answers with the sentence that shares the most words; keeps what it was asked."""

    shelf: Shelf
    confidence: float = 0.9
    asked: list[str] = field(default_factory=list)

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        wanted = set(terms(question))
        found = [
            (len(wanted & set(terms(each.body[span.start : span.end]))), each, span)
            for each in self.shelf.collection.articles()
            for span in (sentence.span for sentence in sentences(each.body))
        ]
        _, source, span = max(found, key=lambda each: each[0])
        quote = source.body[span.start : span.end]
        passage = Passage(source.id, source.title, span.start, span.end, quote, (span,))
        return Answer(
            question=question,
            standalone_question=question,
            text=f"{quote} [1]",
            short_answer=None,
            declined=False,
            confidence=self.confidence,
            sentences=(Sentence(quote, (1,), True),),
            citations=(Citation(1, source, span.start, span.end, quote, passage),),
            hits=(Hit(passage, 1.0),),
            timings={},
        )

    def declined(self, question: str) -> Answer:
        answer = self.ask(question)
        return replace(answer, declined=True, citations=(), sentences=(), text="No.")


def _desk(shelf: Shelf, *articles: Article) -> tuple[Desk, Suggestions]:
    shelf.put(*articles)
    desk = Desk(shelf)
    return desk, Suggestions(shelf.collection, desk.ask)


def test_nothing_stored_gives_nothing(shelf: Shelf) -> None:
    desk, suggestions = _desk(shelf)
    assert suggestions.first(4) == []
    assert desk.asked == []


def test_first_ones_come_from_different_articles_and_ask_different_things(shelf: Shelf) -> None:
    _, suggestions = _desk(shelf, KOSOVO, OSTRAND, ALBANIA)
    assert suggestions.first(3) == [
        "Who is the chief executive of Ostrand Shipping Group?",
        "How many Bayraktar drones did Kosovo receive from Turkey?",
        "When did Albania join NATO?",
    ]


def test_one_article_gives_several(shelf: Shelf) -> None:
    _, suggestions = _desk(shelf, KOSOVO)
    assert suggestions.first(4) == [
        "How many Bayraktar drones did Kosovo receive from Turkey?",
        "When did Kosovo declare independence?",
    ]


def test_asked_twice_nothing_is_proved_again_until_articles_change(shelf: Shelf) -> None:
    desk, suggestions = _desk(shelf, KOSOVO, ALBANIA)
    first = suggestions.first(4)
    asked = len(desk.asked)
    assert suggestions.first(4) == first
    assert len(desk.asked) == asked
    shelf.put(OSTRAND)
    assert set(suggestions.first(4)) - set(first)
    shelf.collection.remove("k")
    assert not any("Kosovo" in question for question in suggestions.first(4))


@pytest.mark.parametrize(
    "change",
    [
        {"declined": True},
        {"confidence": 0.1},
        {"remark": True},
        {"left_open": ("What?",)},
        {"standalone_question": "Something else?"},
        {"short_answer": "the wrong words"},
        {"citations": ()},
        {"period": Period(None, None, "now", latest=True)},
    ],
)
def test_only_what_is_answered_is_shown(shelf: Shelf, change: dict[str, object]) -> None:
    desk, _ = _desk(shelf, KOSOVO, OSTRAND)
    suggestions = Suggestions(
        shelf.collection,
        lambda question: replace(desk.ask(question), **change),  # type: ignore[arg-type]
    )
    assert suggestions.first(4) == []
    assert len(desk.asked) <= 16


def test_few_are_tried_however_many_there_are(shelf: Shelf) -> None:
    many = [
        article(
            f"The {name}ton museum is old. {name}ton joined NATO on 1 April 2009. They say so."
            f" {name}ton bought six large boats from Turkey, and {name}ton is content.",
            id=name,
            published="2024-01-01",
        )
        for name in ("Ab", "Bel", "Cor", "Dul", "Ef", "Gor")
    ]
    desk, _ = _desk(shelf, *many)
    suggestions = Suggestions(shelf.collection, lambda q: replace(desk.ask(q), declined=True))
    assert suggestions.first(1) == []
    assert 0 < len(desk.asked) <= 4
    before = len(desk.asked)
    assert suggestions.after(desk.ask("What did Abton buy?").to_dict(), 3) == []
    assert len(desk.asked) - before - 1 <= 6


def test_next_ones_are_of_the_article_cited_and_not_what_was_just_told(shelf: Shelf) -> None:
    desk, suggestions = _desk(shelf, KOSOVO, OSTRAND, ALBANIA)
    answer = desk.ask("How many Bayraktar drones did Kosovo receive?")
    assert suggestions.after(answer.to_dict(), 3) == ["When did Kosovo declare independence?"]
    assert suggestions.after(answer.to_dict(), 3) == suggestions.after(answer.to_dict(), 3)


def test_nobody_is_asked_who_it_was_that_they_asked_about(shelf: Shelf) -> None:
    one = "It is on the coast. Ostrand Group agreed to buy Calder Ferries. Its ships are white."
    desk, suggestions = _desk(shelf, article(f"{one} Ostrand Group is old."))
    who, what = "Who agreed to buy Calder Ferries?", "What did Ostrand Group agree to buy?"
    assert suggestions.after(desk.ask("Which ships are white?").to_dict(), 3) == [who]
    assert suggestions.after(desk.ask("Is Ostrand Group old?").to_dict(), 3) == [what]


def test_after_a_remark_they_are_of_the_newest(shelf: Shelf) -> None:
    desk, suggestions = _desk(shelf, KOSOVO, ALBANIA)
    remark = replace(desk.declined("Hello"), declined=False, remark=True, hits=())
    assert suggestions.after(remark.to_dict(), 2) == suggestions.first(2)


def test_after_a_declined_answer_they_are_of_what_came_near(shelf: Shelf) -> None:
    desk, suggestions = _desk(shelf, KOSOVO, OSTRAND)
    declined = desk.declined("What did the drones of Kosovo cost?")
    assert suggestions.after(declined.to_dict(), 3) == [
        "How many Bayraktar drones did Kosovo receive from Turkey?",
        "When did Kosovo declare independence?",
    ]


def test_an_article_that_is_gone_gives_none(shelf: Shelf) -> None:
    desk, suggestions = _desk(shelf, KOSOVO, OSTRAND)
    answer = desk.ask("How many Bayraktar drones did Kosovo receive?")
    shelf.collection.remove("k")
    assert suggestions.after(answer.to_dict(), 3) == []


def test_threads_that_ask_at_once_make_the_same_and_prove_once(shelf: Shelf) -> None:
    desk, suggestions = _desk(shelf, KOSOVO, OSTRAND, ALBANIA)
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append(suggestions.first(3))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(each == found[0] for each in found)
    assert len(desk.asked) == len(set(desk.asked))
