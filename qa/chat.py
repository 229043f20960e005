"""A conversation: each question leans on the turns before it, and each turn is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypedDict, Unpack

from qa.chat_log import Asked, ChatLog
from qa.collection.sessions import Sessions
from qa.errors import InvalidQuestion
from qa.events import Answered, Event
from qa.filters import Day
from qa.records import Answer, Turn

# Turns that a question may lean on. No rewriter looks as far back, and a long conversation must
# not cost more with every turn.
RECENT = 20

Stream = Callable[..., Iterator[Event]]
"""`Assistant.stream`."""


class Scope(TypedDict, total=False):
    """The articles that a question is asked of, as `Assistant.ask` takes them."""

    since: Day
    until: Day
    sources: Iterable[str] | None


class Chat:
    """One conversation, saved turn by turn unless it was opened with `save=False`.

    Several clients may be in one conversation at once, and each question leans on what all of them
    have stored. If a turn cannot be saved, its answer is given all the same and `unsaved` says why.
    """

    def __init__(self, stream: Stream, log: ChatLog) -> None:
        self._stream = stream
        self._log = log

    @classmethod
    def open(cls, stream: Stream, sessions: Sessions, resumed: str | None, *, save: bool) -> Chat:
        """A new chat, or a stored one that goes on. Raises `UnknownSession`."""
        if resumed is None:
            return cls(stream, ChatLog(sessions if save else None))
        log = ChatLog(sessions, sessions.find(resumed).id)
        if not save:
            log.detach()
        return cls(stream, log)

    @property
    def id(self) -> str | None:
        """By which `Assistant.chat` resumes it, once it has a turn; None if it isn't saved."""
        return self._log.session_id if self._log.saved else None

    @property
    def title(self) -> str | None:
        """Its first question, shortened, until it is renamed; None before the first turn."""
        return self._log.title()

    @property
    def turns(self) -> list[Turn]:
        """The turns so far, as of this chat's last one; oldest first."""
        return self._log.turns()

    @property
    def unsaved(self) -> str | None:
        """Why the last turns are in memory only, though they were to be saved; None if none are.

        They are saved with the next turn for which that is possible.
        """
        return self._log.unsaved

    @property
    def restarted(self) -> bool:
        """Whether the last turn began the conversation again, since somebody had deleted it."""
        return self._log.restarted

    def ask(
        self, question: str, *, standalone: str | None = None, **scope: Unpack[Scope]
    ) -> Answer:
        """Answer the next question of the conversation. Raises `InvalidQuestion`."""
        return _answer(self.stream(question, standalone=standalone, **scope))

    def stream(
        self, question: str, *, standalone: str | None = None, **scope: Unpack[Scope]
    ) -> Iterator[Event]:
        """The same step by step; the turn is kept when the last event, `Answered`, comes out."""
        self._log.catch_up()
        yield from self._kept(question, standalone, self._log.turns(), None, scope)

    def again(self, standalone: str, **scope: Unpack[Scope]) -> Answer:
        """Ask the last question of this chat once more, read as given, in place of that turn.

        Raises `InvalidQuestion`, also if nothing was asked yet.
        """
        return _answer(self.stream_again(standalone, **scope))

    def stream_again(self, standalone: str, **scope: Unpack[Scope]) -> Iterator[Event]:
        """The same step by step."""
        last = self._log.last
        if last is None:
            raise InvalidQuestion("There is no question yet to ask again.", "Ask one first.")
        self._log.catch_up()
        history = self._log.before(last)
        yield from self._kept(last.turn.question, standalone, history, last, scope)

    def _kept(
        self,
        question: str,
        standalone: str | None,
        history: Sequence[Turn],
        instead_of: Asked | None,
        scope: Scope,
    ) -> Iterator[Event]:
        events = self._stream(question, history=history[-RECENT:], standalone=standalone, **scope)
        for event in events:
            if isinstance(event, Answered):
                self._log.keep(event.answer, instead_of)
            yield event


def _answer(events: Iterator[Event]) -> Answer:
    *_, last = events
    assert isinstance(last, Answered)
    return last.answer
