"""Saved conversations in the database of a collection: sessions, and turns with whole answers."""

from __future__ import annotations

import base64
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from qa.collection.database import Database, run
from qa.errors import QAError, UnknownSession
from qa.records import Session, StoredTurn

_DEFAULT_TITLE = 60
_LONGEST_TITLE = 200
_SESSION = (
    "SELECT id, title, created, changed,"
    " (SELECT count(*) FROM turns WHERE turns.session = sessions.key) FROM sessions"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a reader of a session has read, in keys that are never given twice."""

    session: int = 0
    turn: int = 0


class Sessions:
    """The conversations of one collection; each change is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Reading

    def all(self) -> list[Session]:
        """All sessions, the one that changed last first."""
        return [_session(row) for row in self._rows(f"{_SESSION} ORDER BY changed DESC, key DESC")]

    def find(self, session_id: str) -> Session:
        """A session by its id, or by the beginning of it that no other shares.

        Raises `UnknownSession`.
        """
        rows = self._rows(
            f"{_SESSION} WHERE substr(id, 1, ?) = ? ORDER BY id", [len(session_id), session_id]
        )
        found = [_session(row) for row in rows if session_id]
        whole = [session for session in found if session.id == session_id]
        if len(whole or found) == 1:
            return (whole or found)[0]
        if found:
            raise UnknownSession(
                f"{len(found)} conversations have an id that starts with {session_id!r}.",
                f"Give more of it, as in {found[0].id!r}.",
            )
        raise UnknownSession(
            f"No conversation has the id {session_id!r}.", "`qa chat --list` shows the ids."
        )

    def exactly(self, session_id: str) -> Session | None:
        """A session by its whole id; None if it is not there."""
        rows = self._rows(f"{_SESSION} WHERE id = ?", [session_id])
        return _session(rows[0]) if rows else None

    def title(self, session_id: str) -> str | None:
        """Of a session by its whole id; None if it is not there."""
        rows = self._rows("SELECT title FROM sessions WHERE id = ?", [session_id])
        return rows[0][0] if rows else None

    def turns(self, session_id: str) -> list[StoredTurn]:
        """The turns of a session by its whole id, in their order."""
        _, turns = self.news(session_id, Mark())
        return sorted((turn for _, turn in turns), key=lambda turn: turn.number)

    def news(self, session_id: str, mark: Mark) -> tuple[Mark, list[tuple[int, StoredTurn]]]:
        """The turns added or replaced since a mark, each with its key, and the next mark.

        All of them if the session was deleted and begun again since; none, and a mark that says
        so, if it is not there.
        """
        found = self._rows("SELECT key FROM sessions WHERE id = ?", [session_id])
        if not found:
            return Mark(), []
        session: int = found[0][0]
        last = mark.turn if mark.session == session else 0
        rows = self._rows(
            "SELECT key, number, asked, answer FROM turns WHERE session = ? AND key > ?"
            " ORDER BY key",
            [session, last],
        )
        turns = [
            (key, StoredTurn(number, datetime.fromisoformat(asked), json.loads(answer)))
            for key, number, asked, answer in rows
        ]
        return Mark(session, rows[-1][0] if rows else last), turns

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        if not self._database.rows("SELECT 1 FROM sqlite_master WHERE name = 'turns'"):
            return []  # no turn was ever saved here
        return self._database.rows(statement, values)

    # Writing

    def keep(
        self,
        session_id: str,
        asked: datetime,
        answer: Mapping[str, Any],
        *,
        replaces: int | None = None,
    ) -> int:
        """Store a turn and give back its key: the next one, or in place of the one of a key.

        Its session starts with it, if there is none. A turn to be replaced that is not there any
        more makes it the next one.
        """
        with self._writing() as sql:
            session = _started(sql, session_id, titled(str(answer["question"])))
            gone = sql.execute(
                "DELETE FROM turns WHERE key = ? AND session = ? RETURNING number",
                (replaces, session),
            ).fetchone()
            key = _add(sql, session, asked, answer, number=gone[0] if gone else None)
            _touch(sql, session)
            return key

    def insert(self, session: Session, turns: Sequence[StoredTurn]) -> Session:
        """Store a whole session, under another id if its own is taken, its turns from 1 on."""
        with self._writing() as sql:
            taken = sql.execute("SELECT 1 FROM sessions WHERE id = ?", (session.id,)).fetchone()
            session_id = new_id() if taken else session.id
            key = sql.execute(
                "INSERT INTO sessions (id, title, created, changed) VALUES (?, ?, ?, ?)",
                (session_id, session.title, _iso(session.created), _iso(session.changed)),
            ).lastrowid
            assert key
            for turn in turns:
                _add(sql, key, turn.asked, turn.answer)
        return self.find(session_id)

    def rename(self, session_id: str, title: str) -> Session:
        """Raises `UnknownSession`, and `QAError` for a title that is empty or far too long."""
        session = self.find(session_id)
        title = " ".join(title.encode("utf-8", "ignore").decode("utf-8").split())
        if not 0 < len(title) <= _LONGEST_TITLE:
            raise QAError(
                f"A title has 1 to {_LONGEST_TITLE} characters, not {len(title):,}.",
                "Give the conversation another one.",
            )
        with self._writing() as sql:
            sql.execute(
                "UPDATE sessions SET title = ?, changed = ? WHERE id = ?",
                (title, _now(sql), session.id),
            )
        return self.find(session.id)

    def delete(self, session_id: str) -> Session:
        """Delete a session and its turns; returns what it was. Raises `UnknownSession`."""
        session = self.find(session_id)
        with self._writing() as sql:
            sql.execute(
                "DELETE FROM turns WHERE session IN (SELECT key FROM sessions WHERE id = ?)",
                (session.id,),
            )
            sql.execute("DELETE FROM sessions WHERE id = ?", (session.id,))
        return session

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that makes the tables where an earlier version made the collection."""
        with self._database.writing() as sql:
            run(sql, "sessions.sql")
            yield sql


def new_id() -> str:
    """Sixteen letters and digits that need no quoting anywhere: 80 random bits."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def titled(question: str) -> str:
    """What a conversation is called by default: its first question, shortened."""
    title = " ".join(question.split())
    if len(title) <= _DEFAULT_TITLE:
        return title
    end = title.rfind(" ", 0, _DEFAULT_TITLE)
    return f"{title[: end if end > 0 else _DEFAULT_TITLE]} …"


def _started(sql: sqlite3.Connection, session_id: str, title: str) -> int:
    """The key of a session, which is begun if it is not there."""
    now = _now(sql)
    sql.execute(
        "INSERT OR IGNORE INTO sessions (id, title, created, changed) VALUES (?, ?, ?, ?)",
        (session_id, title, now, now),
    )
    (key,) = sql.execute("SELECT key FROM sessions WHERE id = ?", (session_id,)).fetchone()
    return int(key)


def _add(
    sql: sqlite3.Connection,
    session: int,
    asked: datetime,
    answer: Mapping[str, Any],
    number: int | None = None,
) -> int:
    """Add a turn and give back its key; without a number, it gets the next one."""
    key = sql.execute(
        "INSERT INTO turns (session, number, asked, answer) VALUES (?, coalesce(?,"
        " (SELECT coalesce(max(number), 0) + 1 FROM turns WHERE session = ?)), ?, ?)",
        (session, number, session, _iso(asked), json.dumps(answer, ensure_ascii=False)),
    ).lastrowid
    assert key
    return key


def _touch(sql: sqlite3.Connection, session: int) -> None:
    sql.execute("UPDATE sessions SET changed = ? WHERE key = ?", (_now(sql), session))


def _now(sql: sqlite3.Connection) -> str:
    """The time, but after every change so far: clocks are set back."""
    (latest,) = sql.execute("SELECT max(changed) FROM sessions").fetchone()
    now = _iso(datetime.now(UTC))
    if latest is None or latest < now:
        return now
    return _iso(datetime.fromisoformat(latest) + timedelta(microseconds=1))


def _session(row: tuple[Any, ...]) -> Session:
    session_id, title, created, changed, turns = row
    return Session(
        id=session_id,
        title=title,
        created=datetime.fromisoformat(created),
        changed=datetime.fromisoformat(changed),
        turns=turns,
    )


def _iso(moment: datetime) -> str:
    """In a form whose alphabetical order is that of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
