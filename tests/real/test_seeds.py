"""What a newcomer sees: questions about the example articles, asked through the front door."""

from __future__ import annotations

import asyncio
import json

import frontmatter
import pytest

from qa import Answered, Assistant, Retrieved, Rewritten, Written
from tests.conftest import SEEDS

HEADLINE = "Why did Serbia cancel the Bayraktar order?"


def test_the_headline_question_is_answered_with_its_reason(assistant: Assistant) -> None:
    answer = assistant.ask(HEADLINE)
    assert not answer.declined
    assert any("Kosovo" in c.quote and "deliver" in c.quote for c in answer.citations)
    assert all(sentence.supported and sentence.citations for sentence in answer.sentences)
    assert len(answer.sentences) <= 4


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many Bayraktar drones did Kosovo receive?", "five"),
        ("When did Serbia sign the contract for the Rafale jets?", "29 August 2024"),
        ("What did Romania pay for 18 Bayraktar drones?", "USD 321 million"),
        ("Who agreed to buy Calder Ferries?", "Ostrand Shipping Group"),
        ("What caused the cable damage at Harrow Point?", "boulders"),
        ("When was smallpox declared eradicated?", "8 May 1980"),
        ("What replaces a password?", "passkey"),
    ],
)
def test_plain_questions_are_answered(assistant: Assistant, question: str, expected: str) -> None:
    assert expected in assistant.ask(question).text


@pytest.mark.xfail(strict=True, reason="that Romania is one stands in another passage")
def test_a_question_that_takes_two_passages_is_answered(assistant: Assistant) -> None:
    assert "Romania" in assistant.ask("Which NATO member signed for 18 Bayraktar TB2 drones?").text


@pytest.mark.parametrize(
    "question",
    ["Who won the 2022 World Cup?", "What is the capital of Mongolia?"],
)
def test_what_no_article_says_is_declined(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.declined
    assert answer.text.startswith("The articles don’t say.")
    assert answer.citations == ()
    assert answer.hits, "the nearest passages are shown"


def test_both_parts_of_a_question_are_answered(assistant: Assistant) -> None:
    answer = assistant.ask(
        "When did QR codes become an international standard, and when did WebAuthn come out?"
    )
    assert "in 2000" in answer.text
    assert "March 2019" in answer.text
    assert [c.number for c in answer.citations] == [*range(1, len(answer.citations) + 1)]
    assert all(sentence.citations for sentence in answer.sentences)


def test_the_part_that_no_article_answers_is_named(assistant: Assistant) -> None:
    answer = assistant.ask(
        "How many Bayraktar drones did Kosovo receive, and who won the 2022 World Cup?"
    )
    assert not answer.declined
    assert "five" in answer.text
    assert answer.text.endswith("The articles don’t say: who won the 2022 World Cup?")
    assert answer.left_open == ("who won the 2022 World Cup?",)
    both = assistant.ask("What is the capital of Mongolia, and who won the 2022 World Cup?")
    assert both.declined
    assert both.citations == ()
    assert both.hits


def test_copies_of_one_wire_story_are_told_once(assistant: Assistant) -> None:
    answer = assistant.ask("When will Halden Ceramics close its plant in Vellin?")
    assert any(len(sentence.citations) > 1 for sentence in answer.sentences)


def test_filters_choose_what_is_searched(assistant: Assistant) -> None:
    unfiltered = assistant.ask(HEADLINE)
    assert any(hit.passage.article_id.startswith("serbia-drops") for hit in unfiltered.hits)
    before = assistant.ask(HEADLINE, until="2022")
    years = {assistant.article(hit.passage.article_id).published for hit in before.hits}
    assert {day.year for day in years if day} == {2022}
    wire = assistant.ask(HEADLINE, sources=["balkan wire desk"])
    assert {assistant.article(h.passage.article_id).source for h in wire.hits} == {
        "Balkan Wire Desk"
    }
    nowhere = assistant.ask(HEADLINE, sources=["No Such Paper"])
    assert nowhere.declined
    assert nowhere.hits == ()


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    once, again = assistant.ask(HEADLINE), assistant.ask(HEADLINE)
    assert once == again
    assert once.text.encode() == again.text.encode()


def test_a_follow_up_takes_the_question_before_along(assistant: Assistant) -> None:
    chat = assistant.chat()
    chat.ask("What did Erdogan announce in Albania?")
    answer = chat.ask("When was that?")
    assert answer.standalone_question == "When did Erdogan announce in Albania?"
    assert [turn.question for turn in chat.turns] == [
        "What did Erdogan announce in Albania?",
        "When was that?",
    ]
    stateless = assistant.ask(
        "When was that?", history=[(t.question, t.answer) for t in chat.turns[:1]]
    )
    assert stateless == answer


def test_a_stream_ends_with_the_answer_that_ask_gives(assistant: Assistant) -> None:
    events = list(assistant.stream(HEADLINE))
    assert [type(event) for event in events[:2]] == [Rewritten, Retrieved]
    assert all(isinstance(event, Written) for event in events[2:-1])
    assert isinstance(events[-1], Answered)
    assert events[-1].answer == assistant.ask(HEADLINE)


def test_the_async_twin_gives_the_same_answer(assistant: Assistant) -> None:
    assert asyncio.run(assistant.aask(HEADLINE)) == assistant.ask(HEADLINE)


def test_an_answer_becomes_json(assistant: Assistant) -> None:
    answer = assistant.ask(HEADLINE)
    told = json.loads(json.dumps(answer.to_dict()))
    assert told["text"] == answer.text
    first = told["citations"][0]
    body = assistant.article(first["article"]["id"]).body
    assert body[first["start"] : first["end"]] == first["quote"]
    assert set(told["timings"]) == {*("rewriting", "retrieval", "reading", "answering", "total")}


def test_the_example_articles_are_what_their_readme_says() -> None:
    files = [file for file in SEEDS.rglob("*.md") if file.name != "README.md"]
    assert len(files) >= 60
    for file in files:
        post = frontmatter.load(str(file))
        assert {"title", "source", "published", "url", "tags"} <= set(post.keys()), file
        assert ".example/" in str(post["url"]), file
        assert 250 <= len(post.content.split()) <= 700, file
    assert len(list((SEEDS / "balkans").glob("*.md"))) >= 20
