"""What the verifier is trained on: statements beside texts, and whether the text supports them.

People's judgements come from BEGIN and WiCE; there are few, so most is made: from question sets,
whose answers become statements, and from their paragraphs, whose sentences are retold and spoiled
(`qa.verifier.statements`). Paragraphs are cut as articles are.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from qa.chunking import passages
from qa.embedding import SentenceTransformerEmbedder
from qa.reader.examples import held_back, read_rows
from qa.reader.names import names
from qa.reader.near_misses import without_answer
from qa.reader.neighbours import Neighbours
from qa.reader.network import encoder_folder
from qa.records import Article, Passage, Span
from qa.settings import Settings
from qa.terms import terms
from qa.verifier.statements import joined, reworded, shorter, spoiled, statement, with_subject

SEED = 7
"""Of the model that comes with the library."""

HELD_BACK = 0.15
"""The share of titles, and of people's judgements, that only the threshold is chosen on."""

SOURCES = (
    ("train/squad_du", 2_500, True),
    ("train/squad2_half", 900, True),
    ("train/nq_paragraphs", 700, True),
    ("train/qamr", 1_000, False),
    ("train/squadshifts_amazon", 300, False),
    ("train/squadshifts_reddit", 300, False),
)
"""A set, how many statements are made of its answers, and whether its titles tell anything."""

PARAGRAPHS = (("train/squad_du", 0.6), ("train/squad2_half", 1.0), ("train/nq_paragraphs", 0.5))
"""Sets whose paragraphs are retold, and the share of their passages that a sentence is taken of."""

_COPIES = {"train/begin": 2, "train/wice": 3}
_PARTLY = 0.25
"""What a claim that a text supports in part counts for."""
_EVIDENCE_WORDS = 150
_NO_TITLE = 0.3


class Example(NamedTuple):
    """A statement, a text, and how far the text supports it: 0 to 1."""

    claim: str
    title: str
    text: str
    support: float


def build(data: Path, seed: int, *, held: bool = False) -> list[Example]:
    """All examples in random order, or with `held` those that are kept from training."""
    chance = random.Random(seed)
    examples = [
        *_begin(data, held),
        *_wice(data, held, chance),
        *_answered(data, held, chance),
        *_retold(data, held, chance),
    ]
    chance.shuffle(examples)
    return examples


def judged(data: Path, held: bool) -> list[Example]:
    """What people judged, each once."""
    return [*dict.fromkeys([*_begin(data, held), *_wice(data, held, random.Random(0))])]


def evidence(claim: str, sentences: Sequence[str], most: int = _EVIDENCE_WORDS) -> str:
    """The sentences of a long text that share most with a claim, in their order."""
    wanted = set(terms(claim))
    weights = [len(wanted & set(terms(sentence))) for sentence in sentences]
    chosen: list[int] = []
    words = 0
    for i in sorted(range(len(sentences)), key=lambda i: (-weights[i], i)):
        if words and words + len(sentences[i].split()) > most:
            continue
        chosen.append(i)
        words += len(sentences[i].split())
    return " ".join(sentences[i] for i in sorted(chosen))


def _begin(data: Path, held: bool) -> Iterator[Example]:
    """Replies of dialogue models to a fact that they were given."""
    for row in read_rows(data, "train/begin"):
        if held_back(row["premise"], HELD_BACK) == held:
            support = float(row["label"] == "Fully attributable")
            for _ in range(1 if held else _COPIES["train/begin"]):
                yield Example(row["hypothesis"], "", row["premise"], support)


def _wice(data: Path, held: bool, chance: random.Random) -> Iterator[Example]:
    """Claims of Wikipedia beside the pages they cite: what supports them, what only looks so."""
    support = {"supported": 1.0, "partially_supported": _PARTLY, "not_supported": 0.0}
    for row in read_rows(data, "train/wice"):
        if held_back(row["meta"]["id"], HELD_BACK) != held:
            continue
        claim, sentences = row["hypothesis"], row["evidence_sentences"]
        title, label = row["meta"]["claim_title"], support[row["label"]]
        yield Example(claim, title, evidence(claim, sentences), label)
        if held:
            continue
        for chosen in row["supporting_sentences"][: _COPIES["train/wice"]]:
            near = sorted({i for c in chosen for i in (c - 1, c, c + 1) if 0 <= i < len(sentences)})
            told = near if chance.random() < 0.5 else sorted(chosen)
            yield Example(claim, title, " ".join(sentences[i] for i in told), label)
        supporting = {i for chosen in row["supporting_sentences"] for i in chosen}
        others = [s for i, s in enumerate(sentences) if i not in supporting]
        if others:
            yield Example(claim, title, evidence(claim, others), 0.0)


def _answered(data: Path, held: bool, chance: random.Random) -> Iterator[Example]:
    """Statements made of questions and their answers, and of wrong answers."""
    for name, most, titled in SOURCES:
        rows = [r for r in read_rows(data, name) if held_back(r["title"], HELD_BACK) == held]
        others: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            for answer in row["answers"][:1]:
                others[row["context"]].append(answer["text"])
        told = [
            (row, claim)
            for row in chance.sample(rows, len(rows))
            if row["answers"] and (claim := statement(row["question"], row["answers"][0]["text"]))
        ]
        for row, claim in told[: most // 10 if held else most]:
            title = row["title"].replace("_", " ") if titled and chance.random() > _NO_TITLE else ""
            text, answer = row["context"], row["answers"][0]["text"]
            yield Example(claim, title, text, 1.0)
            wrong = [o for o in others[text] if not _shares(o, answer) and len(o.split()) < 8]
            spoilt = (
                statement(row["question"], chance.choice(wrong))
                if wrong and chance.random() < 0.5
                else spoiled(claim, text, [], chance)
            )
            if spoilt:
                yield Example(spoilt, title, text, 0.0)


def _retold(data: Path, held: bool, chance: random.Random) -> Iterator[Example]:
    """Sentences in other words beside their passage, spoilt ones, and passages without them."""
    cut = _Cut()
    neighbours = Neighbours.of_encoder(encoder_folder())
    for name, taken in PARAGRAPHS:
        contexts = {
            row["context"]: row["title"].replace("_", " ")
            for row in read_rows(data, name)
            if held_back(row["title"], HELD_BACK) == held
        }
        pool = [n for context in list(contexts)[:600] for n in names(context)]
        if held:
            contexts = dict(list(contexts.items())[:150])
        for context, title in contexts.items():
            for passage in cut(context, title):
                if chance.random() > taken:
                    continue
                for claim, support, text in _of(passage, title, pool, neighbours, chance):
                    shown = "" if chance.random() < _NO_TITLE else title
                    yield Example(claim, shown, text, support)


def _of(
    passage: Passage,
    title: str,
    pool: Sequence[str],
    neighbours: Neighbours,
    chance: random.Random,
) -> Iterator[tuple[str, float, str]]:
    spans = [s for s in passage.sentences if len(passage.words(s).split()) > 5]
    for span in chance.sample(spans, min(1, len(spans))):
        sentence = passage.words(span)
        claim = sentence
        if (named := with_subject(claim, title)) and chance.random() < 0.8:
            claim = named
        if chance.random() < 0.6 and (less := shorter(claim, chance)):
            claim = less
        if chance.random() < 0.4 and (worded := reworded(claim, neighbours, chance)):
            claim = worded
        others = [passage.words(other) for other in passage.sentences if other != span]
        if others and chance.random() < 0.15:
            claim = joined(claim, chance.choice(others))
        yield claim, 1.0, passage.text
        if untrue := spoiled(claim, passage.text, pool, chance):
            yield untrue, 0.0, passage.text
        if chance.random() < 0.35:
            within = [Span(a - passage.start, b - passage.start) for a, b in passage.sentences]
            if left := without_answer(passage.text, within, [sentence]):
                yield claim, 0.0, left


class _Cut:
    """Paragraphs as passages, cut as articles are."""

    def __init__(self) -> None:
        self._embedder = SentenceTransformerEmbedder()
        self._settings = Settings()

    def __call__(self, context: str, title: str) -> list[Passage]:
        return passages(
            Article("paragraph", title, context, "training", None, None, "paragraph"),
            self._embedder.count_tokens,
            max_tokens=self._settings.passage_tokens,
            overlap=self._settings.passage_overlap,
        )


def _shares(one: str, other: str) -> bool:
    return bool(set(terms(one)) & set(terms(other))) or one.casefold() == other.casefold()


def dev(data: Path, name: str) -> list[Example]:
    """A set to measure on: `wice` or `begin`."""
    rows = read_rows(data, f"dev/{name}")
    if name == "begin":
        return [
            Example(r["hypothesis"], "", r["premise"], float(r["label"] == "Fully attributable"))
            for r in rows
        ]
    return [
        Example(
            r["hypothesis"],
            r["meta"]["claim_title"],
            evidence(r["hypothesis"], r["evidence_sentences"]),
            float(r["label"] == "supported"),
        )
        for r in rows
    ]
