"""What a question costs that is searched for by its words, from ten thousand passages to a million.

    python -m benchmarks.lexical_index --data DIR [--work DIR] [--sizes 10000 100000 1000000]

The passages are put together of pairs of sentences from public corpora, so that words are as
frequent as there, and stored in bulk, without vectors; a collection is kept between runs. Prints
milliseconds of CPU a question, which a busy machine hardly changes, as median / 95th percentile.
"""

from __future__ import annotations

import random
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np

from qa.collection.database import Database
from qa.collection.lexical import PREFIX, LexicalIndex
from qa.language import sentence_tokenizer
from qa.reader.examples import read_rows
from qa.records import Filters
from qa.terms import terms, words_of

_ARTICLES_AT_ONCE = 1_000
_PASSAGES_EACH = 10
_PAIRS_EACH = 2
_SOURCES = 20
_FIRST_DAY, _DAYS = date(2015, 1, 1), 3_650
_POOL = 100  # what `qa.retrieval` asks for
_READ = 25

_NONE = Filters()
_LAST_YEAR = Filters(since=_FIRST_DAY + timedelta(days=_DAYS - 365))
_ONE_SOURCE = Filters(sources=frozenset({"source 3"}))


def sentences(data: Path) -> list[tuple[str, str]]:
    """The sentences of the corpora, in order, each with its terms."""
    texts = [
        row["text"] for name in ("wiki2", "wikinews") for row in read_rows(data, f"corpora/{name}")
    ]
    texts += dict.fromkeys(row["context"] for row in read_rows(data, "train/squad_du"))
    found = (sentence for text in texts for sentence in sentence_tokenizer().tokenize(text))
    return [(sentence, " ".join(terms(sentence))) for sentence in found]


def store(folder: Path, size: int, told: list[tuple[str, str]]) -> None:
    """A collection of so many passages, in the tables that an ingest would fill one by one."""
    folder.mkdir(parents=True)
    chance = random.Random(size)
    stored = Database(folder)
    stored.create()
    for first in range(0, size // _PASSAGES_EACH, _ARTICLES_AT_ONCE):
        articles, passages, lexical = [], [], []
        for number in range(first, min(first + _ARTICLES_AT_ONCE, size // _PASSAGES_EACH)):
            body = ""
            title, title_terms = chance.choice(told)
            for key in range(number * _PASSAGES_EACH + 1, (number + 1) * _PASSAGES_EACH + 1):
                starts = chance.sample(range(len(told) - 1), _PAIRS_EACH)
                said = [each for start in starts for each in told[start : start + 2]]
                text = " ".join(sentence for sentence, _ in said)
                start, body = len(body), f"{body}{text}\n\n"
                span = np.array([start, start + len(text)], "<u4").tobytes()
                passages.append((key, number + 1, start, start + len(text), span))
                lexical.append((key, title_terms, " ".join(found for _, found in said)))
            day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
            source = f"source {chance.randrange(_SOURCES)}"
            articles.append((number + 1, f"{number}", title, body, source, source, f"{day}"))
        with stored.writing() as sql:
            sql.executemany(
                "INSERT INTO articles (key, id, title, body, source, source_key, published, origin,"
                " tags, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?, '', '[]', '')",
                articles,
            )
            sql.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", passages)
            sql.executemany("INSERT INTO lexical (rowid, title, body) VALUES (?, ?, ?)", lexical)
    stored.close()


def milliseconds(questions: list[list[str]], ask: Callable[[list[str]], Any]) -> str:
    """CPU time of a question: median / 95th percentile."""
    times = []
    for question in questions:
        started = time.thread_time()
        ask(question)
        times.append(1_000 * (time.thread_time() - started))
    cuts = quantiles(times, n=20)
    return f"{cuts[9]:8.1f} /{cuts[18]:8.1f}"


def measure(folder: Path, questions: list[list[str]], scanned: int) -> dict[str, str]:
    """What the parts of a search cost, by FTS5 alone for the first questions only."""
    stored = Database(folder)
    index = LexicalIndex(folder, stored)
    started = time.process_time()
    index.refresh()
    made = time.process_time() - started
    started = time.perf_counter()
    LexicalIndex(folder, stored).match(questions[0], _POOL)
    opened = time.perf_counter() - started
    keys = [[key for key, _ in index.match(each, _READ)] for each in questions]
    left = iter(keys)
    size = sum(file.stat().st_size for file in folder.glob(f"{PREFIX}*/*"))
    rows = {
        "count passages": milliseconds(questions, lambda _: stored.count_passages()),
        "count words": milliseconds(questions, stored.document_frequencies),
        "index": milliseconds(questions, lambda each: index.match(each, _POOL)),
        "index, last year": milliseconds(
            questions, lambda each: index.match(each, _POOL, _LAST_YEAR)
        ),
        "index, one source": milliseconds(
            questions, lambda each: index.match(each, _POOL, _ONE_SOURCE)
        ),
        "FTS5": milliseconds(questions[:scanned], lambda each: stored.match(each, _POOL)),
        "read 25 passages": milliseconds(questions, lambda _: stored.passages(next(left))),
        "made in": f"{made:8.1f} s",
        "opened in": f"{1_000 * opened:8.1f}",
        "size on disk": f"{size / 1e6:8.1f} MB",
    }
    stored.close()
    return rows


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument(
        "--scanned", type=int, default=20, help="questions that FTS5 is asked alone"
    )
    arguments = parser.parse_args()
    asked = [
        row["question"]
        for name in ("squad_du", "nq_paragraphs")
        for row in read_rows(arguments.data, f"train/{name}")
    ]
    chosen = random.Random(0).sample(asked, arguments.questions)
    questions = [found for each in chosen if (found := list(words_of(each)))]
    told: list[tuple[str, str]] = []
    for size in arguments.sizes:
        folder = arguments.work / f"lexical-{size}"
        if not folder.exists():
            told = told or sentences(arguments.data)
            store(folder, size, told)
        print(f"{size:,} passages")
        for part, cost in measure(folder, questions, arguments.scanned).items():
            print(f"  {part:18} {cost}", flush=True)


if __name__ == "__main__":
    main()
