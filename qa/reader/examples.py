"""What the reader is trained on: questions with the passages that answer them or nearly do.

Public question sets give questions and paragraphs (`docs` of each file: gzipped JSON Lines with
`title`, `context`, `question`, `answers`, `is_impossible`). Paragraphs are cut as articles are, and
the passages that our own retriever finds for a question, but that do not hold its answer, are
what it is read against.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from qa.chunking import embedded_text, passages
from qa.collection import Collection
from qa.collection.manifest import Manifest
from qa.embedding import SentenceTransformerEmbedder, Vectors
from qa.reader.cues import Kind, cue
from qa.reader.names import names
from qa.reader.near_misses import in_other_words, other_question, without_answer
from qa.reader.neighbours import Neighbours
from qa.reader.network import encoder_folder
from qa.records import Article, Filters, Passage, Span
from qa.retrieval import Retriever
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Source:
    """A training set, and how much of it is used."""

    file: str
    copies: int = 1
    """How often each question is asked, each time against other passages."""
    found: int = 1
    """The retrieved passages it is read against each time."""
    most: int | None = None
    """The most questions besides those for a reason, chosen by chance."""
    titles_tell: bool = True
    """Whether its titles say what the text is about."""
    held_back: float = 0.0
    """The share of its titles that is never trained on: `benchmarks` fits the rest on them."""


SOURCES = (
    Source("train/squad_du", found=2, held_back=0.06),
    Source("train/squad2_half", copies=3, held_back=0.125),
    Source("train/nq_paragraphs", copies=2, found=2, held_back=0.12),
    Source("train/squadshifts_amazon", most=4000, titles_tell=False),
    Source("train/squadshifts_reddit", most=4000, titles_tell=False),
    Source("train/policyqa", most=1500),
    Source("train/qamr", most=2500, titles_tell=False),
)
_REASON_COPIES = 2
"""Why something is so is asked rarely, and found hardest."""

# Of the passages that a question is read against, besides those that were found for it.
_WITHOUT_ANSWER = 0.25
_OTHER_QUESTION = 0.8
_IN_OTHER_WORDS = 0.25

_WHOLE_PARAGRAPH = 0.35
_NO_TITLE = 0.15
_NEGATIVES_KEPT = 8
_CANDIDATES = 16


SEED = 20
"""Of the model that comes with the library."""


class Example(NamedTuple):
    """A question, a passage, and where in its text the answer is: None if it does not answer."""

    question: str
    title: str
    text: str
    answer: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Question:
    """A row of a training set."""

    text: str
    title: str
    context: str
    answers: tuple[tuple[int, int], ...]
    """Spans of the context; none if it does not answer."""
    source: int


def held_back(title: str, share: float) -> bool:
    """Whether the texts under a title are kept from training; always the same ones."""
    return int.from_bytes(hashlib.sha256(title.encode()).digest()[:4]) < share * 2**32


def questions(data: Path, seed: int, sources: Sequence[Source] = SOURCES) -> list[Question]:
    """All that is trained on, in the order of the files."""
    chance = random.Random(seed)
    chosen: list[Question] = []
    for number, source in enumerate(sources):
        rows = [
            r for r in read_rows(data, source.file) if not held_back(r["title"], source.held_back)
        ]
        if source.most and source.most < len(rows):
            reasons = [row for row in rows if _for_a_reason(row["question"])]
            others = [row for row in rows if not _for_a_reason(row["question"])]
            rows = reasons[: source.most] + chance.sample(others, source.most)
        chosen.extend(
            Question(
                text=row["question"].strip(),
                title=row["title"].replace("_", " ") if source.titles_tell else "",
                context=row["context"],
                answers=tuple(
                    (found["start"], found["start"] + len(found["text"]))
                    for found in row["answers"]
                    if found["text"]
                ),
                source=number,
            )
            for row in rows
        )
    return chosen


def build(data: Path, work: Path, seed: int) -> list[list[Example]]:
    """Groups of examples, those of one question together, in random order.

    Kept in `work`, so that a run that goes on does not search again.
    """
    file = work / "examples.jsonl.gz"
    if not file.is_file():
        asked = questions(data, seed)
        with Finder(work, asked) as finder:
            groups = list(_groups(asked, finder, random.Random(seed)))
        random.Random(seed).shuffle(groups)
        _save(groups, file)
    return list(stored(file))


def stored(file: Path) -> Iterator[list[Example]]:
    """The groups that `build` kept in a file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield [_example(values) for values in json.loads(line)]


class Finder:
    """The paragraphs of all questions in one collection, searched as any collection is."""

    def __init__(self, work: Path, asked: Sequence[Question]) -> None:
        contexts = {question.context: question.title for question in asked}
        self._ids = {context: f"{number:06}" for number, context in enumerate(contexts)}
        self._embedder = _Prepared()
        settings = Settings()
        manifest = Manifest.new(
            embedder=self._embedder.name,
            dimension=self._embedder.dimension,
            passage_tokens=settings.passage_tokens,
            passage_overlap=settings.passage_overlap,
        )
        self._collection = Collection.open(work / "paragraphs", manifest)
        articles = [
            Article(self._ids[context], title, context, "training", None, None, self._ids[context])
            for context, title in contexts.items()
        ]
        self._cut = {
            article.body: passages(
                article,
                self._embedder.count_tokens,
                max_tokens=settings.passage_tokens,
                overlap=settings.passage_overlap,
            )
            for article in articles
        }
        for article in articles:
            if not self._collection.same(article):
                cut = self._cut[article.body]
                texts = [embedded_text(article, passage) for passage in cut]
                self._collection.put(article, cut, self._embedder.embed_passages(texts))
        self._collection.refresh()
        self._embedder.prepare([question.text for question in asked])
        self._retriever = Retriever(self._collection, self._embedder)

    def __enter__(self) -> Finder:
        return self

    def __exit__(self, *_: object) -> None:
        self._collection.close()

    def cut(self, context: str) -> list[Passage]:
        return self._cut[context]

    def near(self, question: Question) -> list[Passage]:
        """Passages of other paragraphs that the retriever finds and that hold no answer."""
        answers = [question.context[start:end].casefold() for start, end in question.answers]
        own = self._ids[question.context]
        query = self._retriever.query(question.text, Filters())
        found = (c.passage for c in self._retriever.candidates(query, _CANDIDATES))
        return [
            passage
            for passage in found
            if passage.article_id != own
            and not any(answer in passage.text.casefold() for answer in answers)
        ][:_NEGATIVES_KEPT]


class _Prepared(SentenceTransformerEmbedder):
    """Embeds many questions in batches before they are asked one by one."""

    def __init__(self) -> None:
        super().__init__()
        self._ready: dict[str, Vectors] = {}

    def prepare(self, asked: Sequence[str]) -> None:
        distinct = list(dict.fromkeys(asked))
        self._ready = dict(zip(distinct, self.embed_passages(distinct), strict=True))

    def embed_question(self, question: str) -> Vectors:
        return self._ready[question]


def _groups(
    asked: Sequence[Question], finder: Finder, chance: random.Random
) -> Iterator[list[Example]]:
    pool = [name for question in asked[:4000] for name in names(question.context)]
    neighbours = Neighbours.of_encoder(encoder_folder())
    for question in asked:
        source = SOURCES[question.source]
        own = finder.cut(question.context)
        if not question.answers:
            for _ in range(source.copies):
                yield [_negative(question.text, chance.choice(own), chance)]
            continue
        near = finder.near(question) if source.found else []
        copies = source.copies * (_REASON_COPIES if _for_a_reason(question.text) else 1)
        for _ in range(copies):
            positive = _positive(question, own, chance)
            if chance.random() < _IN_OTHER_WORDS and (
                worded := in_other_words(question.text, neighbours, chance)
            ):
                positive = positive._replace(question=worded)
            misses = chance.sample(near, min(len(near), source.found))
            group = [positive, *(_negative(positive.question, p, chance) for p in misses)]
            answers = [question.context[start:end] for start, end in question.answers]
            if chance.random() < _WITHOUT_ANSWER and (
                left := _without(question, own, answers, chance)
            ):
                group[1:2] = [Example(positive.question, positive.title, left, None)]
            yield group
            if chance.random() < _OTHER_QUESTION and (
                other := other_question(question.text, positive.text, answers, pool, chance)
            ):
                yield [Example(other, positive.title, positive.text, None)]


def _positive(question: Question, own: Sequence[Passage], chance: random.Random) -> Example:
    """The passage with the answer, or its whole paragraph."""
    title = "" if chance.random() < _NO_TITLE else question.title
    start, end = question.answers[0]
    holding = [p for p in own if p.start <= start and end <= p.end]
    if not holding or chance.random() < _WHOLE_PARAGRAPH:
        return Example(question.text, title, question.context, (start, end))
    passage = chance.choice(holding)
    return Example(question.text, title, passage.text, (start - passage.start, end - passage.start))


def _negative(question: str, passage: Passage, chance: random.Random) -> Example:
    return Example(
        question, "" if chance.random() < _NO_TITLE else passage.title, passage.text, None
    )


def _without(
    question: Question, own: Sequence[Passage], answers: Iterable[str], chance: random.Random
) -> str | None:
    holding = [
        p for p in own if any(p.start <= start and end <= p.end for start, end in question.answers)
    ]
    if not holding:
        return None
    passage = chance.choice(holding)
    spans = [Span(start - passage.start, end - passage.start) for start, end in passage.sentences]
    return without_answer(passage.text, spans, answers)


def _for_a_reason(question: str) -> bool:
    known = cue(question)
    return known is not None and known.kind is Kind.REASON


def read_rows(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of one gzipped JSON Lines file."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _save(groups: Iterable[list[Example]], file: Path) -> None:
    unfinished = file.with_suffix(".part")
    with gzip.open(unfinished, "wt", encoding="utf-8", compresslevel=3) as lines:
        lines.writelines(json.dumps(group, ensure_ascii=False) + "\n" for group in groups)
    unfinished.replace(file)


def _example(values: list[Any]) -> Example:
    question, title, text, answer = values
    return Example(question, title, text, tuple(answer) if answer else None)
