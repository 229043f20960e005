"""What the chat does, apart from how it is shown: asks, resumes, and finds the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qa import (
    Article,
    Assistant,
    Chat,
    Event,
    Rating,
    Session,
    StoredTurn,
    UnknownArticle,
    UnknownSession,
)
from ui.memory import Memory
from ui.rendering import Shown
from ui.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Opened:
    """An article to read, the words that were clicked, and the others that are cited."""

    article: Article
    chosen: tuple[int, int] | None
    others: tuple[tuple[int, int], ...] = ()
    gone: bool = False
    """Whether the collection has it no more as it was cited, and this is the passage alone."""


class Conversations:
    """The conversations of all browsers; which is whose, each browser remembers."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def stream(
        self, memory: Memory, question: str, *, again: bool = False, **scope: Any
    ) -> tuple[Chat, Iterator[Event]]:
        """Ask the next question, or the last one once more, read as given. Raises `QAError`."""
        chat = self._chat(memory)
        return chat, (
            chat.stream_again(question, **scope) if again else chat.stream(question, **scope)
        )

    def turns(self, memory: Memory) -> list[Shown]:
        """The turns of the open conversation, with how they were rated; none if there is none."""
        assistant = self._shelf.assistant(memory.collection)
        if not memory.session or not self._exists(assistant, memory.session):
            return []
        rated = {rating.turn: rating for rating in assistant.ratings(memory.session)}
        return [_shown(turn, rated.get(turn.number)) for turn in assistant.session(memory.session)]

    def last_answer(self, collection: str, session: str) -> Mapping[str, Any] | None:
        """The last answer of a conversation that is more than a remark, if there is one."""
        assistant = self._shelf.assistant(collection)
        if not session or not self._exists(assistant, session):
            return None
        turns = assistant.session(session)
        return next((one.answer for one in reversed(turns) if not one.answer["remark"]), None)

    def listed(self, memory: Memory) -> list[Session]:
        """This browser's conversations over the open collection, the latest first."""
        name = memory.collection or self._shelf.first
        sessions = self._shelf.assistant(memory.collection).sessions()
        return [session for session in sessions if memory.owns(name, session.id)]

    def rename(self, memory: Memory, session: str, title: str) -> Memory:
        """Raises `UnknownSession`, also for one that is not this browser's."""
        self._own(memory, session).rename_session(session, title)
        return memory

    def delete(self, memory: Memory, session: str) -> Memory:
        """Raises `UnknownSession`, also for one that is not this browser's."""
        self._own(memory, session).delete_session(session)
        return memory.without(memory.collection or self._shelf.first, session)

    def resume(self, memory: Memory, session: str) -> Memory:
        """Raises `UnknownSession`, also for one that is not this browser's."""
        self._own(memory, session)
        return memory.opened(memory.collection or self._shelf.first, session)

    def cited(self, collection: str, session: str, turn: int, number: int) -> Opened:
        """The article behind a citation, its quote chosen. Raises `QAError`."""
        assistant = self._shelf.assistant(collection)
        answer = self._answer(assistant, session, turn)
        citations = {one["number"]: one for one in answer["citations"]}
        if number not in citations:
            raise UnknownArticle(f"There is no citation {number}.", "Reload the page.")
        chosen = citations[number]
        whole = _as_cited(assistant, chosen)
        if whole is None:
            return _passage(chosen)
        return Opened(
            whole,
            (chosen["start"], chosen["end"]),
            tuple(
                (one["start"], one["end"])
                for one in citations.values()
                if one["article"]["id"] == whole.id and _reads(whole, one)
            ),
        )

    def article(self, collection: str, article_id: str, span: tuple[int, int] | None) -> Opened:
        """An article by its id, and some of its words. Raises `UnknownArticle`."""
        return Opened(self._shelf.assistant(collection).article(article_id), span)

    def export(self, collection: str, session: str, form: str) -> str:
        """A conversation as Markdown or JSON. Raises `UnknownSession`."""
        assistant = self._shelf.assistant(collection)
        self._check(assistant, session)
        return assistant.export_session(session, "json" if form == "json" else "markdown")

    def rate(
        self, collection: str, session: str, turn: int, good: bool | None, comment: str
    ) -> None:
        """Keep what a reader thinks of an answer; of None, nothing. Raises `QAError`."""
        assistant = self._shelf.assistant(collection)
        answer = self._answer(assistant, session, turn)
        assistant.rate(answer, good, comment, session_id=session, turn=turn)

    def _chat(self, memory: Memory) -> Chat:
        """The open conversation; a new one if there is none, or if it was deleted."""
        assistant = self._shelf.assistant(memory.collection)
        if memory.session and self._exists(assistant, memory.session):
            return assistant.chat(memory.session)
        return assistant.chat()

    def _own(self, memory: Memory, session: str) -> Assistant:
        if not memory.owns(memory.collection or self._shelf.first, session):
            raise UnknownSession("That conversation is not this browser's.", "Reload the page.")
        assistant = self._shelf.assistant(memory.collection)
        self._check(assistant, session)
        return assistant

    def _answer(self, assistant: Assistant, session: str, turn: int) -> Mapping[str, Any]:
        self._check(assistant, session)
        for stored in assistant.session(session):
            if stored.number == turn:
                return stored.answer
        raise UnknownSession(f"The conversation has no turn {turn} any more.", "Reload the page.")

    def _check(self, assistant: Assistant, session: str) -> None:
        """A conversation is found by its whole id here: a part of it may be somebody else's."""
        if not self._exists(assistant, session):
            raise UnknownSession("The conversation was deleted.", "Begin another.")

    def _exists(self, assistant: Assistant, session: str) -> bool:
        return assistant.find_session(session) is not None


def _shown(turn: StoredTurn, rating: Rating | None) -> Shown:
    """A turn, with the rating of just this answer: one that was asked again has none."""
    if rating and rating.answer["standalone_question"] == turn.answer["standalone_question"]:
        return Shown(turn.number, turn.answer, rating.good, rating.comment)
    return Shown(turn.number, turn.answer)


def _as_cited(assistant: Assistant, citation: Mapping[str, Any]) -> Article | None:
    """The article of a citation, if it still reads as it did."""
    try:
        found = assistant.article(citation["article"]["id"])
    except UnknownArticle:
        return None
    return found if _reads(found, citation) else None


def _reads(article: Article, citation: Mapping[str, Any]) -> bool:
    quote: str = citation["quote"]
    return article.body[citation["start"] : citation["end"]] == quote


def _passage(citation: Mapping[str, Any]) -> Opened:
    """What the conversation itself has kept of an article."""
    card, passage = citation["article"], citation["passage"]
    start = passage["text"].find(citation["quote"])
    article = Article(
        id=card["id"],
        title=card["title"],
        body=passage["text"],
        source=card["source"],
        published=date.fromisoformat(card["published"]) if card["published"] else None,
        url=card["url"],
        origin="",
    )
    return Opened(article, (start, start + len(citation["quote"])), gone=True)
