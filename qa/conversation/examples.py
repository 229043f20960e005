"""What the rewriting network is trained on: follow-ups with the questions that they stand for.

People's rewrites (CANARD, Elgohary and others 2019; TREC CAsT, Dalton and others 2020), and
questions on one paragraph asked one after another, a name in the later one left out or pointed to.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qa.embedding import SentenceTransformerEmbedder
from qa.reader.examples import held_back, read_rows
from qa.reader.names import mentions, names
from qa.records import Turn
from qa.sentences import sentences

SEED = 7
HELD_BACK = 0.12
"""The share of the conversations, by their title, that is never trained on."""

_COPIES = {"train/canard": 2, "train/trec_cast": 3}
_PARAGRAPHS = ("train/squad_du", "train/squad2_half")
_TITLE_KNOWN = 0.4
_READ_BEFORE = 0.6
"""How often earlier questions stand as they were read, not as they were asked."""
_WHOLE_SENTENCE = 0.85
"""How often an answer is a sentence of the paragraph, as this library answers."""
_AND_MORE = 0.4
"""How often what follows that sentence is told as well, as passages are shown."""
_REPLIES = "train/nq_paragraphs", *_PARAGRAPHS
_NO_MARK = 0.2
_OTHER_SUBJECT = 0.3
_MOST_TURNS = 4

_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should) $", re.IGNORECASE
)
_PREPOSITION = re.compile(r" (?:of|in|for|by|about|to|with|on|during|from|at) (?:the )?$")
# What a pronoun cannot stand behind.
_PART_OF_MORE = re.compile(
    r"(?:[-\"“]|\b(?:the|an?|which|what|whose|current|former|first|last|new|many|every) "
    r"|\b[A-Z]\w* )$"
)
_PHRASE_ENDS = re.compile(
    r"\W*$| (?:in|on|at|to|of|for|with|from|by|and|or|during|after|before|as|when|while|have|has"
    r"|had|did|was|is|were)\b"
)


class FollowUp(NamedTuple):
    """A question, the turns before it, and how a person would ask it alone."""

    question: str
    turns: tuple[Turn, ...]
    rewrite: str


def follow_ups(data: Path, seed: int) -> list[FollowUp]:
    """All that is trained on, shuffled."""
    chance = random.Random(seed)
    made = [
        one
        for file, copies in _COPIES.items()
        for row in _replied(data, file)
        if not held_back(_name(row), HELD_BACK)
        for _ in range(copies)
        for one in _told(row, chance)
    ]
    made += _from_paragraphs([row for file in _PARAGRAPHS for row in read_rows(data, file)], chance)
    chance.shuffle(made)
    return made


def kept_back(data: Path) -> list[FollowUp]:
    """People's rewrites that are not trained on, for settling what the training leaves open."""
    chance = random.Random(0)
    return [
        one
        for file in _COPIES
        for row in _replied(data, file)
        if held_back(_name(row), HELD_BACK)
        for one in _told(row, chance)
    ]


def _replied(data: Path, file: str) -> list[dict[str, Any]]:
    """Conversations; where nothing was replied, the paragraph that is nearest to the question."""
    rows = list(read_rows(data, file))
    silent = [asked for row in rows for asked in row["turns"] if not asked["answer"]]
    if len(silent) < sum(len(row["turns"]) for row in rows):
        return rows
    paragraphs = list({row["context"]: 0 for one in _REPLIES for row in read_rows(data, one)})
    embedder = SentenceTransformerEmbedder()
    vectors = embedder.embed_passages(paragraphs)
    for asked in silent:
        nearest = vectors @ embedder.embed_question(asked["rewrite"] or asked["question"])
        asked["answer"] = paragraphs[int(nearest.argmax())]
    return rows


def _name(row: dict[str, Any]) -> str:
    return str(row["title"] or row["conversation_id"])


def _told(row: dict[str, Any], chance: random.Random) -> Iterator[FollowUp]:
    """The follow-ups of a conversation that people had."""
    section = row.get("section", "")
    known = bool(section) and chance.random() < _TITLE_KNOWN
    turns = [Turn(row["title"], section)] if known else []
    read_before = chance.random() < _READ_BEFORE
    for asked in row["turns"]:
        question, rewrite = asked["question"].strip(), (asked["rewrite"] or "").strip()
        if turns and rewrite:
            yield FollowUp(_typed(question, chance), tuple(turns), rewrite)
        turns.append(Turn(question, asked["answer"], rewrite if read_before else ""))


def _from_paragraphs(rows: Sequence[dict[str, Any]], chance: random.Random) -> list[FollowUp]:
    """Conversations made of the questions on one paragraph."""
    by_paragraph: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if not row["is_impossible"]:
            by_paragraph.setdefault(row["context"], []).append(row)
    paragraphs = list(by_paragraph.values())
    made = []
    for asked in paragraphs:
        for row in asked:
            others = [other for other in asked if other is not row]
            chance.shuffle(others)
            before = others[: chance.randint(1, _MOST_TURNS)]
            if not before:
                continue
            if chance.random() < _OTHER_SUBJECT:
                before = chance.choice(paragraphs)[: len(before)]
                asked_alone = row["question"].strip()
                if names(asked_alone):
                    turns = tuple(_turn(other, chance) for other in before)
                    made.append(FollowUp(_typed(asked_alone, chance), turns, asked_alone))
                continue
            turns = tuple(_turn(other, chance) for other in before)
            if leaning := _leaning(row["question"].strip(), turns, row["context"], chance):
                made.append(FollowUp(_typed(leaning, chance), turns, row["question"].strip()))
    return made


def _turn(row: dict[str, Any], chance: random.Random) -> Turn:
    answer = row["answers"][0]
    told = answer["text"]
    if chance.random() < _WHOLE_SENTENCE:
        context = row["context"]
        for one in sentences(context):
            if one.span.start <= answer["start"] < one.span.end:
                more = chance.random() < _AND_MORE
                told = context[one.span.start : None if more else one.span.end]
                break
    return Turn(row["question"].strip(), told)


def _leaning(
    question: str, turns: Sequence[Turn], context: str, chance: random.Random
) -> str | None:
    """The question with a name of the turns left out or pointed to; None if it has none."""
    told = "\n".join(f"{turn.question}\n{turn.answer}" for turn in turns)
    bare = (re.sub(r"['’]s$", "", name) for name in names(question))
    known = [name for name in bare if mentions(told, name)]
    if not known:
        return None
    name = chance.choice(known)
    place = re.search(rf"\b(?:the )?{re.escape(name)}\b", question)
    if place is None:
        return None
    before, after = question[: place.start()], question[place.end() :]
    preposition = _PREPOSITION.search(before)
    if preposition and re.match(r"\W*$", after) and chance.random() < 0.6:
        return before[: preposition.start()] + after
    if place.group().startswith("the ") and re.match(r" [a-z]", after):
        return f"{before}the{after}"
    if _PART_OF_MORE.search(before) or re.match(r" [A-Z\d]|[-'’\"](?!s\b)", after):
        return None
    he, his, him = _pronoun(name, context, chance)
    if possessive := re.match(r"['’]s\b", after):
        return before + his + after[possessive.end() :]
    if _AUXILIARY.search(before):
        return before + he + after
    return before + him + after if _PHRASE_ENDS.match(after) else None


def _pronoun(name: str, context: str, chance: random.Random) -> tuple[str, str, str]:
    """How a name is pointed to, by what stands behind it in the paragraph."""
    place = context.find(name)
    after = f" {context[place:].lower()} " if place >= 0 else ""
    counts = {
        ("he", "his", "him"): len(re.findall(r"\b(?:he|his|him)\b", after)),
        ("she", "her", "her"): len(re.findall(r"\b(?:she|her)\b", after)),
    }
    best = max(counts, key=lambda one: counts[one])
    if counts[best] and (" " in name or counts[best] > 2):
        return best
    return chance.choice([("it", "its", "it"), ("it", "its", "it"), ("they", "their", "them")])


def _typed(question: str, chance: random.Random) -> str:
    """As people type: now and then without the question mark."""
    return question.rstrip("? ") if chance.random() < _NO_MARK else question
