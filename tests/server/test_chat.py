"""The OpenAI protocol, by its official client and by LlamaIndex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

from qa import Answer, Assistant
from qa.server import footnotes

from .conftest import HEADLINE, Served

UNKNOWN = "What is the capital of Mongolia?"


@pytest.fixture(scope="session")
def client(real: Served) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{real.url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def _complete(client: openai.OpenAI, *said: str, **more: Any) -> Any:
    """A completion of a conversation in which users and assistant take turns."""
    roles = ("user", "assistant")
    messages: Any = [{"role": roles[i % 2], "content": text} for i, text in enumerate(said)]
    return client.chat.completions.create(model="qa", messages=messages, **more)


def test_a_completion_carries_footnotes_and_the_whole_answer(
    client: openai.OpenAI, assistant: Assistant
) -> None:
    completion = _complete(client, HEADLINE)
    answer = assistant.ask(HEADLINE)
    (choice,) = completion.choices
    assert choice.finish_reason == "stop"
    assert choice.message.content == footnotes.content(answer)
    assert f"[^1]: “{answer.citations[0].quote}” — " in choice.message.content
    assert completion.qa["text"] == answer.text
    assert [each["quote"] for each in completion.qa["citations"]] == [
        citation.quote for citation in answer.citations
    ]


@pytest.mark.parametrize("question", [HEADLINE, UNKNOWN])
def test_the_pieces_of_a_stream_are_the_completion(client: openai.OpenAI, question: str) -> None:
    whole = _complete(client, question)
    *pieces, last = _complete(client, question, stream=True)
    assert pieces[0].choices[0].delta.role == "assistant"
    text = "".join(piece.choices[0].delta.content or "" for piece in pieces)
    assert text == whole.choices[0].message.content
    assert last.choices[0].finish_reason == "stop"
    assert last.qa["citations"] == whole.qa["citations"]
    assert last.qa["declined"] is (question == UNKNOWN)


@pytest.mark.parametrize("question", ["thanks", "Do you have anything on heat pumps?"])
def test_a_remark_is_replied_to_without_footnotes(client: openai.OpenAI, question: str) -> None:
    whole = _complete(client, question)
    assert whole.qa["remark"]
    text = whole.choices[0].message.content
    assert text == whole.qa["text"]
    *pieces, _ = _complete(client, question, stream=True)
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == text


def test_messages_are_a_conversation(client: openai.OpenAI, assistant: Assistant) -> None:
    first = _complete(client, HEADLINE).choices[0].message.content
    second = _complete(client, HEADLINE, first, "When was that?")
    answer = assistant.ask("When was that?", history=[(HEADLINE, footnotes.without(first))])
    assert second.qa["standalone_question"] == answer.standalone_question
    assert second.qa["text"] == answer.text


def test_filters_go_in_the_extra_body(client: openai.OpenAI) -> None:
    told = _complete(client, HEADLINE, extra_body={"until": "1999"})
    assert told.qa["declined"]
    assert told.choices[0].message.content == told.qa["text"]


def test_text_may_come_in_parts_and_nothing_else(client: openai.OpenAI) -> None:
    def ask(*parts: dict[str, Any]) -> Any:
        message: Any = {"role": "user", "content": [*parts]}
        return client.chat.completions.create(model="gpt-4o", messages=[message])

    assert not ask({"type": "text", "text": HEADLINE}).qa["declined"]
    with pytest.raises(openai.BadRequestError, match="Send text only"):
        ask({"type": "image_url", "image_url": {"url": "data:,"}})


def test_errors_are_those_of_the_client(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="The question is empty"):
        _complete(client, " ")
    with pytest.raises(openai.BadRequestError, match="The question is empty"):
        _complete(client, " ", stream=True)
    with pytest.raises(openai.BadRequestError, match="End with the question"):
        _complete(client, HEADLINE, "Because.")
    with pytest.raises(openai.UnprocessableEntityError):
        _complete(client, HEADLINE, n=2)
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4o")


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["qa"]
    assert client.models.retrieve("qa").owned_by == "qa"


def test_llama_index(real: Served, assistant: Assistant) -> None:
    model = OpenAILike(
        model="qa", api_base=f"{real.url}/v1", api_key="none", is_chat_model=True, max_retries=0
    )
    message = ChatMessage(role="user", content=HEADLINE)
    expected = footnotes.content(assistant.ask(HEADLINE))
    assert model.chat([message]).message.content == expected
    *_, last = model.stream_chat([message])
    assert last.message.content == expected


def test_footnotes_of_a_declined_answer(assistant: Assistant) -> None:
    declined: Answer = assistant.ask(UNKNOWN)
    assert footnotes.content(declined) == declined.text
