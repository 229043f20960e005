"""The conversation that is on screen, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qa.assistant import Assistant
from qa.chat import Chat, Scope
from qa.errors import QAError
from qa.events import Event
from qa.terminal.screen import Screen


class Talk:
    """One conversation at a time, its answers shown as they come."""

    def __init__(self, assistant: Assistant, screen: Screen, scope: Scope) -> None:
        self.assistant = assistant
        self.screen = screen
        self.ready: Callable[[], None] = lambda: None
        """Returns when the models are loaded."""
        self._scope = scope
        self.begin()

    def begin(self) -> None:
        """A new conversation."""
        self.chat: Chat = self.assistant.chat()
        self._last: Mapping[str, Any] | None = None

    def resume(self, session_id: str | None) -> None:
        """Go on with a conversation, or with the one that changed last."""
        if not session_id:
            sessions = self.assistant.sessions()
            if not sessions:
                raise QAError("There is no conversation to resume yet.", "Ask something first.")
            session_id = sessions[0].id
        self.chat = self.assistant.chat(session_id)
        turns = self.assistant.session(session_id)
        self._last = turns[-1].answer if turns else None
        self.screen.hint(f"“{self.chat.title}”, {_turns(len(turns))} so far. The last one:")
        if self._last and self.screen.interactive:
            self.screen.past(self._last)

    def last(self) -> Mapping[str, Any]:
        """The last answer, as a dict. Raises `QAError` if there is none."""
        if self._last is None:
            raise QAError("Nothing was asked yet in this conversation.", "Ask something first.")
        return self._last

    def ask(self, question: str) -> None:
        self._show(question, self.chat.stream(question, **self._scope))

    def again(self, standalone: str) -> None:
        """The last question once more, read as given."""
        question: str = self.last()["question"]
        self._show(question, self.chat.stream_again(standalone, **self._scope))

    def _show(self, question: str, events: Iterator[Event]) -> None:
        with self.screen.busy("Loading the models …"):
            self.ready()
        self._last = self.screen.follow(question, events).to_dict()
        if self.chat.restarted:
            self.screen.note("This conversation was deleted meanwhile; it begins again here.")
        if self.chat.unsaved:
            self.screen.problem(f"This turn is not saved. {self.chat.unsaved}")


def _turns(count: int) -> str:
    return f"{count} turn{'' if count == 1 else 's'}"
