"""The OpenAI protocol: its requests, parsed, and its responses, rendered. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field

from qa.errors import InvalidQuestion
from qa.records import Answer
from qa.server import footnotes
from qa.server.incoming import Asked, Day, Name, PastTurn, Text

MODEL = "qa"
_MESSAGES = 500


class Part(BaseModel):
    """A piece of a message."""

    type: str
    text: Text = ""


class Message(BaseModel):
    """A message of the conversation; those of users and the assistant count."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[Part] | None = None

    def text(self) -> str:
        if not isinstance(self.content, list):
            return self.content or ""
        if other := next((part.type for part in self.content if part.type != "text"), None):
            raise InvalidQuestion(f"A message holds {other[:40]!r}.", "Send text only.")
        return "\n".join(part.text for part in self.content)


class ChatRequest(BaseModel):
    """A chat completion; sampling and tools do not apply, and are taken without effect."""

    messages: list[Message] = Field(min_length=1, max_length=_MESSAGES)
    model: Name = Field(MODEL, description="Any name; the answer is always by this one.")
    stream: bool | None = False
    n: int | None = Field(1, ge=1, le=1)
    since: Day | None = None
    until: Day | None = None
    sources: list[Name] | None = Field(None, max_length=100)

    def asked(self) -> Asked:
        """The last message as a question, those before it as its history."""
        said = [message for message in self.messages if message.role in ("user", "assistant")]
        if not said or said[-1].role != "user":
            raise InvalidQuestion("The last message is not a user's.", "End with the question.")
        return Asked(
            question=said[-1].text(),
            history=_turns(said[:-1]),
            since=self.since,
            until=self.until,
            sources=self.sources,
        )


def _turns(said: list[Message]) -> list[PastTurn | tuple[str, str]]:
    """Questions with what was answered; what was said without a question is no turn."""
    turns: list[PastTurn | tuple[str, str]] = []
    question: str | None = None
    for message in said:
        if message.role == "user":
            if question is not None:
                turns.append((question, ""))
            question = message.text()
        elif question is not None:
            turns.append((question, footnotes.without(message.text())))
            question = None
    return turns if question is None else [*turns, (question, "")]


@dataclass(frozen=True, slots=True)
class Completion:
    """One response, whole or in pieces."""

    id: str
    created: int
    """Seconds since 1970."""

    def whole(self, answer: Answer) -> dict[str, Any]:
        message = {"role": "assistant", "content": footnotes.content(answer), "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head("chat.completion", choice), "qa": answer.to_dict()}

    def piece(self, text: str, *, first: bool = False) -> dict[str, Any]:
        delta = {"role": "assistant", "content": text} if first else {"content": text}
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}
        return self._head("chat.completion.chunk", choice)

    def last(self, answer: Answer) -> dict[str, Any]:
        """The piece that ends it, and carries the answer with its citations."""
        choice = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}
        return {**self._head("chat.completion.chunk", choice), "qa": answer.to_dict()}

    def _head(self, kind: str, choice: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": MODEL,
            "choices": [choice],
        }


def model_card() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "qa"}
