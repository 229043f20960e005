"""The turns of one chat: those that are stored, by whomever, and its own that are not."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from qa.collection.sessions import Mark, Sessions, new_id, titled
from qa.errors import CollectionError
from qa.records import Answer, StoredTurn, Turn


@dataclass(slots=True, eq=False)
class Asked:
    """A turn that a chat asked, or resumed at."""

    at: datetime
    answer: Mapping[str, Any]
    turn: Turn
    key: int | None = None
    """Of the stored turn that it is, or is to replace."""


class ChatLog:
    """What a chat leans on and where it is kept; safe between threads and beside other clients.

    The stored turns are the truth, read on from where the last reading ended. A turn that cannot
    be stored stays here, `unsaved` says why, and it is tried again with the next one.
    """

    def __init__(self, sessions: Sessions | None, resumed: str | None = None) -> None:
        """Without `sessions`, nothing is stored; `resumed` is the whole id of one of them."""
        self.session_id = resumed or new_id()
        self.unsaved: str | None = None
        self.restarted = False
        self.last: Asked | None = None
        """The turn that was asked here last, or that was resumed at."""
        self._sessions = sessions
        self._mark = Mark()
        self._stored: dict[int, tuple[int, Turn]] = {}  # number → key, turn
        self._waiting: list[Asked] = []
        self._lock = threading.Lock()
        if sessions and resumed:
            self._resume(sessions)

    def detach(self) -> None:
        """Store nothing from now on, and follow no other client."""
        self._sessions = None

    @property
    def saved(self) -> bool:
        return self._sessions is not None

    def title(self) -> str | None:
        """As it is stored now; None before the first turn."""
        try:
            if self._sessions and (title := self._sessions.title(self.session_id)):
                return title
        except CollectionError as error:
            self.unsaved = str(error)
        turns = self.turns()
        return titled(turns[0].question) if turns else None

    def turns(self) -> list[Turn]:
        """All turns as of the last reading; those that wait to be stored come last."""
        return [turn for _, turn in self._listed()]

    def before(self, asked: Asked) -> list[Turn]:
        """The turns before one that was asked here."""
        listed = self._listed()
        places = [place for place, _ in listed]
        place = asked.key if asked.key in places else asked
        return [turn for _, turn in listed[: places.index(place) if place in places else None]]

    def catch_up(self) -> None:
        """Read what other clients stored, replaced or deleted."""
        with self._lock:
            self.restarted = False
            if self._sessions:
                try:
                    self._read(self._sessions)
                except CollectionError as error:
                    self.unsaved = str(error)

    def keep(self, answer: Answer, instead_of: Asked | None = None) -> None:
        """Take a turn in, or put it in the place of one, and store it if that is possible."""
        with self._lock:
            asked = instead_of or Asked(datetime.now(UTC), {}, Turn.of(answer))
            asked.answer, asked.turn = answer.to_dict(), Turn.of(answer)
            if asked not in self._waiting:
                self._waiting.append(asked)
            self.last = asked
            if self._sessions:
                self._store(self._sessions)

    def _store(self, sessions: Sessions) -> None:
        try:
            while self._waiting:
                asked = self._waiting[0]
                # With its key noted, a turn that is stored a second time replaces itself.
                asked.key = sessions.keep(
                    self.session_id, asked.at, asked.answer, replaces=asked.key
                )
                self._waiting.pop(0)
            self.unsaved = None
            self._read(sessions)
        except CollectionError as error:
            self.unsaved = str(error)

    def _resume(self, sessions: Sessions) -> None:
        news = self._read(sessions)
        if news:
            key, turn = max(news, key=lambda kept: kept[1].number)
            self.last = Asked(turn.asked, turn.answer, Turn.from_dict(turn.answer), key)

    def _read(self, sessions: Sessions) -> list[tuple[int, StoredTurn]]:
        mark, news = sessions.news(self.session_id, self._mark)
        if self._mark.session not in (0, mark.session):
            self._stored.clear()
            self.restarted = True
        self._stored |= {turn.number: (key, Turn.from_dict(turn.answer)) for key, turn in news}
        self._mark = mark
        return news

    def _listed(self) -> list[tuple[int | Asked, Turn]]:
        """The turns in order, each with what it is known by: its key once it is stored."""
        waiting = {asked.key: asked.turn for asked in self._waiting}
        listed: list[tuple[int | Asked, Turn]] = [
            (key, waiting.get(key, turn)) for _, (key, turn) in sorted(self._stored.items())
        ]
        placed = {place for place, _ in listed}
        listed += [(asked, asked.turn) for asked in self._waiting if asked.key not in placed]
        return listed
