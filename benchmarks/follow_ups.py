"""Questions that lean on the turns before them, from public conversations.

CANARD (Elgohary and others 2019) and TREC CAsT (Dalton and others 2020) have a person's rewrite of
each; TREC CAsT and MTRAG-UN (IBM) name the passages that answer. A follow-up is any question but
the first of its conversation, whether it leans on what came before or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.adapters import articles, mtrag, reading, rewriting
from qa import Article
from qa.reader.examples import read_rows
from qa.records import Turn

# The only ones with passages to be found; in the others the right reply is to ask back or decline.
_FOUND = {"ANSWERABLE", "PARTIAL"}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question within its conversation, and what is known about it."""

    question: str
    turns: tuple[Turn, ...]
    """Those before it, oldest first, as the data tells them: nothing of ours is in them."""
    human: str = ""
    """The question as a person wrote it to stand alone; empty where nobody did."""
    gold: frozenset[str] = frozenset()
    """The ids of the articles that answer it."""
    about: Turn | None = None
    """What the person saw and the conversation doesn't say: title and section, as a turn."""


@dataclass(frozen=True, slots=True)
class Conversations:
    """The follow-ups of a set, and an article for each passage there is to find."""

    follow_ups: tuple[FollowUp, ...]
    articles: tuple[Article, ...] = ()


def rewritten(path: Path) -> Conversations:
    """CANARD or TREC CAsT. The reply to a question is its answer, or the passages shown for it."""
    found: dict[str, Article] = {}
    follow_ups: list[FollowUp] = []
    for row in reading.lines(path, rewriting.Row):
        about = Turn(row.title, row.section) if row.section else None
        turns: tuple[Turn, ...] = ()
        for asked in row.turns:
            shown = [(f"{c.id}-{articles.digest(c.text)}", "", c.text) for c in asked.contexts]
            gold = frozenset(_add(found, shown))
            question, human = asked.question.strip(), (asked.rewrite or "").strip()
            if turns and question and human:
                follow_ups.append(FollowUp(question, turns, human, gold, about))
            turns = (*turns, Turn(question, asked.reply))
    return Conversations(tuple(follow_ups), tuple(found.values()))


def answered(path: Path) -> Conversations:
    """MTRAG-UN: the questions after a conversation that passages answer, at least in part.

    The passages of the others stay, to be told from the right ones.
    """
    found: dict[str, Article] = {}
    follow_ups: list[FollowUp] = []
    for row in reading.lines(path, mtrag.Row):
        last = row.turns[-1]
        gold = frozenset(_add(found, ((c.id, c.title, c.text) for c in last.contexts)))
        if row.history and gold and _FOUND.issuperset(row.answerability):
            turns = tuple(Turn(*told) for told in mtrag.history(row.history))
            follow_ups.append(FollowUp(last.question.strip(), turns, gold=gold))
    return Conversations(tuple(follow_ups), tuple(found.values()))


def distractors(data: Path) -> Iterator[Article]:
    """The passages of `corpora/wiki2`, which answer nothing here."""
    for row in read_rows(data, "corpora/wiki2"):
        if made := articles.article(row["text"], name=row["_id"], title=row["title"]):
            yield made


def _add(found: dict[str, Article], passages: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Keeps an article for each passage of id, title and text; gives the ids."""
    for name, title, text in passages:
        if made := articles.article(text, name=name, title=title):
            yield found.setdefault(made.id, made).id
