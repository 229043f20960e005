"""Articles as rows of a table, found by words of their title or source; no body is read."""

from __future__ import annotations

from datetime import date
from typing import Any

from qa.collection.database import NEWEST_FIRST, Database
from qa.records import Listed
from qa.terms import folded

# More than a title has; SQLite takes no condition of a thousand.
_MOST_WORDS = 100


class Listing:
    """The articles of one database, newest first, undated ones last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, matching: str, limit: int, offset: int) -> list[Listed]:
        """`limit` of the articles with all the words, from `offset` on."""
        where, values = _where(matching)
        # The passages of the page only are counted.
        return self._database.rows(
            "SELECT a.id, a.title, a.source, a.published, a.url,"
            " (SELECT count(*) FROM passages p WHERE p.article = a.key) FROM ("
            "SELECT a.key, a.id, a.title, a.source, a.published, a.url"
            f" FROM articles a{where}{NEWEST_FIRST} LIMIT ? OFFSET ?) a{NEWEST_FIRST}",
            [*values, max(0, limit), max(0, offset)],
            _listed,
        )

    def count(self, matching: str) -> int:
        """How many articles have all the words."""
        where, values = _where(matching)
        return int(self._database.rows(f"SELECT count(*) FROM articles a{where}", values)[0][0])


def _listed(row: tuple[Any, ...]) -> Listed:
    article_id, title, source, published, url, passages = row
    return Listed(
        id=article_id,
        title=title,
        source=source,
        published=date.fromisoformat(published) if published else None,
        url=url,
        passages=passages,
    )


def _where(matching: str) -> tuple[str, list[str]]:
    """A WHERE clause over articles `a`, and its values: each word is in one of the two texts."""
    typed = folded(matching.encode("utf-8", "ignore").decode("utf-8"))
    words = list(dict.fromkeys(typed.split()))[:_MOST_WORDS]
    each = "(instr(folded(a.title), ?) OR instr(folded(a.source), ?))"
    conditions = " AND ".join([each] * len(words))
    return (f" WHERE {conditions}" if words else ""), [word for word in words for _ in range(2)]
