"""What one browser remembers, and nobody else: its collection and the conversations that are its.

It is kept by the browser, so that a reload or a restart of the server loses nothing. The id of a
conversation is what lets its owner in: it is random, and no page ever lists those of others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

_MOST = 200
"""Conversations that a browser remembers."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one browser."""

    collection: str | None = None
    session: str | None = None
    """The conversation that is open."""
    own: tuple[tuple[str, str], ...] = ()
    """Collection and id of its conversations, the latest first."""

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Memory:
        """As the browser gave it back; what cannot be read is forgotten."""
        stored = stored if isinstance(stored, Mapping) else {}
        own = tuple(
            (str(one[0]), str(one[1]))
            for one in stored.get("own") or ()
            if isinstance(one, (list, tuple)) and len(one) == 2
        )
        collection, session = stored.get("collection"), stored.get("session")
        return cls(
            collection if isinstance(collection, str) else None,
            session if isinstance(session, str) else None,
            own,
        )

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def owns(self, collection: str, session: str) -> bool:
        return (collection, session) in self.own

    def opened(self, collection: str, session: str) -> Memory:
        """With this conversation open, and its own."""
        one = (collection, session)
        own = (one, *(other for other in self.own if other != one))
        return replace(self, collection=collection, session=session, own=own[:_MOST])

    def left(self) -> Memory:
        """With a new conversation about to begin."""
        return replace(self, session=None)

    def without(self, collection: str, session: str) -> Memory:
        """Without a conversation that was deleted."""
        own = tuple(one for one in self.own if one != (collection, session))
        closed = session == self.session and collection == self.collection
        return replace(self, session=None if closed else self.session, own=own)
