"""CANARD (Elgohary and others 2019) and TREC CAsT (Dalton and others 2020): rewriting alone.

Conversations whose questions a person has rewritten to stand alone; nothing is known about right
answers. Each question is asked after what the benchmark says came before it, as its rewrite was
made, not after the assistant's own answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evals.adapters import articles, reading
from evals.adapters.benchmark import Benchmark, History
from evals.suites import Conversation, Turn
from qa import Article


class Passage(reading.Row):
    """A passage that was shown in reply."""

    id: str
    text: str


class Asked(reading.Row):
    """A question of a conversation."""

    question: str
    rewrite: str | None = None
    answer: str = ""
    contexts: tuple[Passage, ...] = ()

    @property
    def reply(self) -> str:
        """What the person read before asking on."""
        return self.answer or "\n".join(one.text for one in self.contexts)


class Row(reading.Row):
    """A conversation; those of CANARD are about a section of a Wikipedia article."""

    conversation_id: str
    title: str = ""
    section: str = ""
    turns: tuple[Asked, ...]


def read(path: Path) -> Benchmark:
    """The conversations of a JSON Lines file. Raises `SuiteError`."""
    return benchmark(reading.lines(path, Row))


def benchmark(rows: Iterable[Row]) -> Benchmark:
    """The articles are the passages, if there are any."""
    passages: dict[str, Article] = {}
    conversations: list[Conversation] = []
    histories: dict[str, History] = {}
    for row in rows:
        passages.update((one.id, one) for turn in row.turns for one in _passages(turn))
        turns, before = _turns(row)
        if turns:
            conversation = Conversation(id=row.conversation_id, turns=tuple(turns))
            conversations.append(conversation)
            numbered = enumerate(before, 1)
            histories.update((f"{conversation.id}/{number}", told) for number, told in numbered)
    return Benchmark(tuple(passages.values()), (), tuple(conversations), histories)


def _turns(row: Row) -> tuple[list[Turn], list[History]]:
    """The turns that have a rewrite, and what came before each."""
    # CANARD's people saw the title and the section, and put them into their rewrites.
    so_far: History = ((row.title, row.section),) if row.title else ()
    turns: list[Turn] = []
    before: list[History] = []
    for number, asked in enumerate(row.turns):
        question, rewrite = asked.question.strip(), (asked.rewrite or "").strip()
        if question and rewrite:
            turns.append(
                Turn(
                    id=f"{row.conversation_id}/{len(turns) + 1}",
                    type="unjudged",
                    question=question,
                    follow="later" if number else "first",
                    standalone=rewrite,
                )
            )
            before.append(so_far)
        so_far = (*so_far, (question, asked.reply))
    return turns, before


def _passages(turn: Asked) -> Iterable[Article]:
    """The passages; one document may be shown in different parts."""
    for one in turn.contexts:
        name = f"{one.id}-{articles.digest(one.text)}"
        if made := articles.article(one.text, name=name):
            yield made
