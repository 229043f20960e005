"""A Tantivy index of passages' terms: made once, in a folder that never changes afterwards.

It proposes passages; it does not score them. A later one starts as links to the files of the
earlier, which is quick: Tantivy adds files and replaces them, but writes into none.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tantivy
from tantivy import FieldType, Occur, Query

from qa.records import Filters

_KEY, _TERMS, _DAY, _SOURCE = "key", "terms", "day", "source"
_SCHEMA = (
    tantivy.SchemaBuilder()
    .add_unsigned_field(_KEY, fast=True)
    .add_text_field(_TERMS, tokenizer_name="whitespace", index_option="freq")
    .add_integer_field(_DAY, fast=True)
    .add_text_field(_SOURCE, tokenizer_name="raw", index_option="basic")
    .build()
)
_WRITING_MEMORY = 64_000_000  # bytes, after which it writes a segment


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as it is indexed."""

    key: int
    terms: str
    """Those of its title and text, with spaces between them."""
    published: str | None
    """The ISO day of its article."""
    source_key: str
    """The source of its article, case-folded."""


class Postings:
    """The index in a folder, memory-mapped; safe between threads."""

    def __init__(self, folder: Path) -> None:
        """Raises `ValueError` or `OSError` for a folder that holds no index."""
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual")
        self._searcher = index.searcher()

    def __len__(self) -> int:
        return self._searcher.num_docs

    def frequency(self, term: str) -> int:
        """How many of its passages have a term."""
        return self._searcher.doc_freq(_TERMS, term)

    def best(
        self, idfs: Mapping[str, float], limit: int, filters: Filters | None
    ) -> list[tuple[int, float]]:
        """(key, score) of the passages with any of these terms that pass the filters, best first.

        A score is BM25 with these idfs, or up to a tenth above it; below it only by rounding:
        to save space, Tantivy takes passages for a little shorter than they are.
        """
        wanted = Query.boolean_query(
            [(Occur.Should, self._term(term, idf)) for term, idf in idfs.items()]
        )
        conditions = _conditions(filters)
        if conditions:
            wanted = Query.boolean_query([(Occur.Must, each) for each in (wanted, *conditions)])
        hits = self._searcher.search(wanted, limit, count=False).hits
        keys = self._searcher.fast_field_values(_KEY, [address for _, address in hits])
        return [(int(key or 0), score) for key, (score, _) in zip(keys, hits, strict=True)]

    def _term(self, term: str, idf: float) -> Query:
        query = Query.term_query(_SCHEMA, _TERMS, term, index_option="freq")
        return Query.boost_query(query, idf / _own_idf(self.frequency(term), len(self)))


def write(folder: Path, entries: Iterable[Entry], earlier: Path | None) -> None:
    """Make an index of entries, and of all that an earlier one has; durable once it returns."""
    if earlier is None:
        folder.mkdir()
    else:
        shutil.copytree(earlier, folder, ignore=_locks, copy_function=_link)
    index = tantivy.Index(_SCHEMA, str(folder))
    writer = index.writer(_WRITING_MEMORY, num_threads=1)
    for entry in entries:
        document = tantivy.Document()
        document.add_unsigned(_KEY, entry.key)
        document.add_text(_TERMS, entry.terms)
        if entry.published:
            document.add_integer(_DAY, date.fromisoformat(entry.published).toordinal())
        document.add_text(_SOURCE, entry.source_key)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def digest(folder: Path) -> str:
    """SHA-256 of the files of an index and their names. Raises `OSError`."""
    whole = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if not file.name.startswith("."):
            with file.open("rb") as content:
                whole.update(file.name.encode())
                whole.update(hashlib.file_digest(content, "sha256").digest())
    return whole.hexdigest()


def _conditions(filters: Filters | None) -> list[Query]:
    """What lets through the passages that pass the filters, without a say in their scores."""
    found: list[Query] = []
    if filters and (filters.since or filters.until):
        days = (filters.since, filters.until)
        first, last = (day.toordinal() if day else None for day in days)
        found.append(Query.range_query(_SCHEMA, _DAY, FieldType.Integer, first, last))
    if filters and filters.sources:
        names = sorted(name.casefold() for name in filters.sources)
        stored = [name for name in names if name.encode("utf-8", "ignore").decode() == name]
        found.append(Query.term_set_query(_SCHEMA, _SOURCE, stored))
    return [Query.const_score_query(each, 0.0) for each in found]


def _own_idf(frequency: int, passages: int) -> float:
    """What Tantivy takes a term's idf for."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def _locks(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name.endswith(".lock")]


def _link(file: str, copy: str) -> None:
    """Another name of a file; a copy on a file system that gives a file only one."""
    try:
        os.link(file, copy)
    except OSError:
        shutil.copy2(file, copy)
