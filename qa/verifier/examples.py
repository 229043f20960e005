"""What the verifier is trained on: statements beside texts, and whether the text supports them.

People's judgements come from BEGIN and WiCE; there are few, so most is made: from question sets,
whose answers become statements, and from their paragraphs, whose sentences are retold and spoiled
(`qa.verifier.statements`). What they are held against are few sentences, as in `windows`.
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
from qa.sentences import sentences
from qa.settings import Settings
from qa.terms import share, terms
from qa.verifier.declaratives import statement
from qa.verifier.statements import joined, reworded, shorter, spoiled, with_subject
from qa.verifier.windows import MOST_SENTENCES, windows

SEED = 7
"""Of the model that comes with the library."""

HELD_BACK = 0.15
"""The share of titles, and of people's judgements, that only the threshold is chosen on."""

SOURCES = (
    ("train/squad_du", 6_000, True),
    ("train/squad2_half", 900, True),
    ("train/nq_paragraphs", 1_200, True),
    ("train/qamr", 4_000, False),
    ("train/squadshifts_amazon", 1_000, False),
    ("train/squadshifts_reddit", 1_000, False),
)
"""A set, how many statements are made of its answers, and whether its titles tell anything."""

PARAGRAPHS = (("train/squad_du", 0.25), ("train/squad2_half", 0.5), ("train/nq_paragraphs", 0.2))
"""Sets whose paragraphs are retold, and the share of their passages that a sentence is taken of."""

_COPIES = {"train/begin": 2, "train/wice": 3}
_PARTLY = 0.25
"""What a claim that a text supports in part counts for."""
_EVIDENCE_WORDS = 150
_NO_TITLE = 0.3
_WHOLE = 0.1
"""The share of statements that are held against all of a passage."""
_OTHER_ANSWER = 0.6
_ELSEWHERE = 0.5
"""The share that is also held against sentences near those that support it."""


class Example(NamedTuple):
    """A statement, a text, and how far the text supports it: 0 to 1."""

    claim: str
    title: str
    text: str
    support: float


def build(data: Path, seed: int, *, held: bool = False) -> list[Example]:
    """All examples in random order, or with `held` those that are kept from training.

    Those are held against whole passages, as answers are.
    """
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
            if row["answers"]
            and (claim := statement(row["question"], row["answers"][0]["text"], row["context"]))
        ]
        for row, claim in told[: most // 10 if held else most]:
            title = row["title"].replace("_", " ") if titled and chance.random() > _NO_TITLE else ""
            context, answer = row["context"], row["answers"][0]["text"]
            spans = [found.span for found in sentences(context)]
            place = row["answers"][0]["start"]
            text, rest = (context, []) if held else _around(context, spans, place, chance)
            yield Example(claim, title, text, 1.0)
            wrong = [o for o in others[context] if not _shares(o, answer) and len(o.split()) < 8]
            if near := [other for other in wrong if other in text]:
                wrong = near
            spoilt = (
                statement(row["question"], chance.choice(wrong), context)
                if wrong and chance.random() < _OTHER_ANSWER
                else spoiled(claim, text, [], chance)
            )
            if spoilt:
                yield Example(spoilt, title, text, 0.0)
            if (left := _likest(claim, answer, rest)) and chance.random() < _ELSEWHERE:
                yield Example(claim, title, left, 0.0)


def _around(
    text: str, spans: Sequence[Span], place: int, chance: random.Random
) -> tuple[str, list[str]]:
    """Some sentences about a place in a text, or all of it, and the windows beside them."""
    if not spans or chance.random() < _WHOLE:
        return text, []
    holds = [
        window
        for size in range(1, MOST_SENTENCES + 1)
        for window in windows(spans, min(size, len(spans)))
        if window.start <= place < window.end
    ]
    if not holds:
        return text, []
    chosen = chance.choice(holds)
    beside = [
        text[window.start : window.end]
        for size in (1, 2)
        for window in windows(spans, size)
        if window.end <= chosen.start or window.start >= chosen.end
    ]
    return text[chosen.start : chosen.end], beside


def _likest(claim: str, answer: str, texts: Sequence[str]) -> str | None:
    """The text that shares most with a claim of those that have not its answer."""
    without = [text for text in texts if answer.casefold() not in text.casefold()]
    return max(without, key=lambda text: share(claim, text), default=None)


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
                for claim, support, text in _of(passage, title, pool, neighbours, held, chance):
                    shown = "" if chance.random() < _NO_TITLE else title
                    yield Example(claim, shown, text, support)


def _of(
    passage: Passage,
    title: str,
    pool: Sequence[str],
    neighbours: Neighbours,
    held: bool,
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
        within = [Span(a - passage.start, b - passage.start) for a, b in passage.sentences]
        text, rest = passage.text, list[str]()
        if not held:
            text, rest = _around(passage.text, within, span.start - passage.start, chance)
        if others and chance.random() < 0.15:
            claim, text = joined(claim, chance.choice(others)), passage.text
        yield claim, 1.0, text
        if untrue := spoiled(claim, text, pool, chance):
            yield untrue, 0.0, text
        if chance.random() >= _ELSEWHERE:
            continue
        if text != passage.text and rest:
            yield claim, 0.0, max(rest, key=lambda other: share(claim, other))
        elif left := without_answer(passage.text, within, [sentence]):
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
