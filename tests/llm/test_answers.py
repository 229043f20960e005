"""Answers of a real small model behind a real server. It invents facts freely."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from qa import Answer, Assistant, Embedder, Settings, Written
from qa.server import create_app
from tests.llm.servers import SmallModel
from tests.server.conftest import Served

HEADLINE = "Why did Serbia cancel the Bayraktar order?"
QUESTIONS = (HEADLINE, "How many Bayraktar drones did Kosovo receive?", "Who stole the Mona Lisa?")


@pytest.fixture
def opened(index: Path, embedder: Embedder, small_model: SmallModel) -> Iterator[Assistant]:
    settings = Settings(llm=small_model.setting, llm_timeout=60, llm_passages=4)
    with Assistant.open(index, settings=settings, embedder=embedder) as assistant:
        yield assistant


def sound(answer: Answer) -> None:
    """Whether all that is shown is cited word for word, and it is told whose words they are."""
    assert answer.sentences
    assert answer.generated or answer.answer_note
    for sentence in answer.sentences:
        assert sentence.supported
        assert sentence.citations
    for citation in answer.citations:
        assert citation.article.body[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", QUESTIONS)
def test_whatever_it_says_the_answer_is_sound(opened: Assistant, question: str) -> None:
    answer = opened.ask(question)
    sound(answer)
    assert answer.checks or answer.answer_note
    assert answer.timings["writing"] > 0


def test_sentences_come_as_they_are_written(opened: Assistant) -> None:
    *events, last = opened.stream(HEADLINE)
    written = [event.sentence for event in events if isinstance(event, Written)]
    assert tuple(written) == last.answer.sentences  # type: ignore[union-attr]


def test_who_stops_listening_stops_the_model(opened: Assistant, small_model: SmallModel) -> None:
    events = opened.stream(HEADLINE)
    stopped = threading.Event()

    def stop() -> None:
        small_model.wait_until_busy()
        stopped.set()

    watching = threading.Thread(target=stop)
    watching.start()
    for event in events:
        if isinstance(event, Written):
            break
    events.close()  # type: ignore[attr-defined]
    watching.join()
    assert stopped.is_set()
    until = time.monotonic() + 20
    while any(slot["is_processing"] for slot in httpx.get(f"{small_model.url}/slots").json()):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_model_that_is_too_slow(index: Path, embedder: Embedder, small_model: SmallModel) -> None:
    settings = Settings(llm=small_model.setting, llm_timeout=0.001)
    with Assistant.open(index, settings=settings, embedder=embedder) as assistant:
        answer = assistant.ask(HEADLINE)
    sound(answer)
    assert str(answer.answer_note).startswith("The language model took too long.")


def test_passages_that_are_too_much_for_it(
    index: Path, embedder: Embedder, small_model: SmallModel
) -> None:
    settings = Settings(llm=small_model.setting, llm_timeout=60, llm_passages=25)
    with Assistant.open(index, settings=settings, embedder=embedder) as assistant:
        answer = assistant.ask(HEADLINE)
    sound(answer)
    assert "server answered 400" in str(answer.answer_note)


def test_a_server_that_dies_in_mid_answer(
    index: Path, embedder: Embedder, mortal_model: SmallModel
) -> None:
    settings = Settings(llm=mortal_model.setting, llm_timeout=60)
    with Assistant.open(index, settings=settings, embedder=embedder) as assistant:
        answers: list[Answer] = []
        asking = threading.Thread(target=lambda: answers.append(assistant.ask(HEADLINE)))
        asking.start()
        mortal_model.wait_until_busy()
        mortal_model.kill()
        asking.join(60)
        (answer,) = answers
        sound(answer)
        assert "language model’s server" in str(answer.answer_note)
        again = assistant.ask(HEADLINE)
        assert "cannot be reached" in str(again.answer_note)


def test_the_openai_protocol_passes_on_what_stands_with_its_citations(opened: Assistant) -> None:
    served = Served(create_app(opened, Settings()))
    try:
        with openai.OpenAI(base_url=f"{served.url}/v1", api_key="none", max_retries=0) as client:
            pieces = list(
                client.chat.completions.create(
                    model="qa", messages=[{"role": "user", "content": HEADLINE}], stream=True
                )
            )
    finally:
        served.close()
    told: Any = pieces[-1]
    text = "".join(piece.choices[0].delta.content or "" for piece in pieces)
    assert told.qa["checks"]
    assert [each["text"] for each in told.qa["sentences"]]
    for sentence in told.qa["sentences"]:
        assert sentence["supported"]
        assert sentence["text"] in text
    for citation in told.qa["citations"]:
        article = opened.article(citation["article"]["id"])
        assert article.body[citation["start"] : citation["end"]] == citation["quote"]
        assert f"[^{citation['number']}]: “" in text
