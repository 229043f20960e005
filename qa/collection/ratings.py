"""What people thought of answers, in the database of a collection: the latest word on each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from qa.collection.database import Database, run
from qa.errors import QAError
from qa.records import Rating

LONGEST_COMMENT = 2_000
_OF_THE_MOMENT = frozenset({"timings"})


class Ratings:
    """The rated answers of one collection; each change is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, session_id: str | None = None) -> list[Rating]:
        """All ratings, or those of one conversation by its whole id; the latest first."""
        if not self._begun():
            return []
        where, values = ("", []) if session_id is None else (" WHERE session = ?", [session_id])
        rows = self._database.rows(
            "SELECT id, good, comment, rated, session, turn, answer FROM ratings"
            f"{where} ORDER BY key DESC",
            values,
        )
        return [_rating(row) for row in rows]

    def keep(
        self,
        answer: Mapping[str, Any],
        good: bool,
        comment: str,
        session_id: str | None,
        turn: int | None,
    ) -> Rating:
        """Store what is thought of an answer, in place of what was thought of it before.

        Raises `QAError` for a comment that is too long.
        """
        comment = comment.encode("utf-8", "ignore").decode("utf-8").strip()
        if len(comment) > LONGEST_COMMENT:
            raise QAError(
                f"The comment has {len(comment):,} characters; the limit is {LONGEST_COMMENT:,}.",
                "Make it shorter.",
            )
        row = (
            _id(answer, session_id, turn),
            good,
            comment,
            datetime.now(UTC).isoformat(timespec="microseconds"),
            session_id,
            turn,
            json.dumps(answer, ensure_ascii=False),
        )
        with self._database.writing() as sql:
            run(sql, "ratings.sql")
            sql.execute(
                "INSERT OR REPLACE INTO ratings (id, good, comment, rated, session, turn, answer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return _rating(row)

    def withdraw(self, answer: Mapping[str, Any], session_id: str | None, turn: int | None) -> None:
        """Forget what was thought of an answer, if anything was."""
        if self._begun():
            with self._database.writing() as sql:
                sql.execute("DELETE FROM ratings WHERE id = ?", (_id(answer, session_id, turn),))

    def _begun(self) -> bool:
        """Whether anything was ever rated here."""
        return bool(self._database.rows("SELECT 1 FROM sqlite_master WHERE name = 'ratings'"))


def _id(answer: Mapping[str, Any], session_id: str | None, turn: int | None) -> str:
    """What is rated: a turn of a conversation; where one of the two is unknown, the answer."""
    subject: object = (session_id, turn)
    if session_id is None or turn is None:
        told = {key: value for key, value in answer.items() if key not in _OF_THE_MOMENT}
        subject = (session_id, told)
    content = json.dumps(subject, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _rating(row: tuple[Any, ...]) -> Rating:
    rating_id, good, comment, rated, session_id, turn, answer = row
    return Rating(
        id=rating_id,
        good=bool(good),
        comment=comment,
        rated=datetime.fromisoformat(rated),
        session_id=session_id,
        turn=turn,
        answer=json.loads(answer),
    )
