"""What a collection holds, as the replies put it: counts, days, sources, tags, titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.collection import Collection
from qa.days import Days, day, spelled
from qa.records import Article, Filters

_MOST_SOURCES = 12
_MOST_TAGS = 8


@dataclass(frozen=True, slots=True)
class Holdings:
    """The articles of a collection that pass the filters."""

    collection: Collection
    filters: Filters

    @property
    def count(self) -> int:
        return self.collection.count_articles(self.filters)

    @property
    def counted(self) -> str:
        """`76 articles`, or `4 articles of 2023 from The Danube Courier`."""
        return f"{counted(self.count, 'article')}{self.chosen}"

    @property
    def described(self) -> str:
        """The same with their days: `76 articles, published from 1 May 2020 to 3 May 2025`."""
        return ", ".join(filter(None, (self.counted, self.days)))

    @property
    def chosen(self) -> str:
        """The filters as they follow a noun: ` of 2023 from The Danube Courier`, or nothing."""
        days = Days(self.filters.since, self.filters.until)
        of = " of" if days.since and days.until else ""
        when = f"{of} {spelled(days)}" if days != Days(None, None) else ""
        names = sorted(self.filters.sources)
        return f"{when} from {together(names)}" if names else when

    @property
    def days(self) -> str:
        """`published from 1 May 2020 to 3 May 2025`; nothing if no article has a day."""
        covered = self.collection.covered(self.filters)
        if covered is None:
            return ""
        first, last = map(day, covered)
        return f"published on {first}" if first == last else f"published from {first} to {last}"

    @property
    def sources(self) -> str:
        """`The Danube Courier (4), Tarn Weekly (3) and 2 more`; nothing if none has a name."""
        return together(
            [f"{name} ({count:,})" for name, count in self.collection.sources(self.filters)],
            _MOST_SOURCES,
        )

    @property
    def tags(self) -> list[str]:
        """The most frequent ones."""
        return [tag for tag, _ in self.collection.tags(self.filters)[:_MOST_TAGS]]

    def newest(self, limit: int) -> tuple[Article, ...]:
        return tuple(self.collection.articles(limit, filters=self.filters))


def counted(count: int, noun: str) -> str:
    """`1 article`, `1,200 articles`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def together(named: Sequence[str], most: int | None = None) -> str:
    """`a, b and c`; of more than `most` the first ones, `and 3 more`."""
    left_out = len(named) - most if most and len(named) > most else 0
    *others, last = [*named[:most], f"{left_out} more"] if left_out else (named or [""])
    return f"{', '.join(others)} and {last}" if others else last
