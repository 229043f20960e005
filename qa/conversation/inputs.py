"""A follow-up and the conversation before it as the rewriting network sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qa.records import Turn

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 320
SITES = 96
"""Tokens in which the question stands, with the `[SEP]` behind it; a longer one is cut."""
_MOST_TURNS = 8
_MOST_ANSWER_WORDS = 60

# A possessive is a word of its own: "its" becomes "Serbia" and "'s".
_WORD = re.compile(r"['’]s\b|\w+(?:[.,'’-](?!s\b)\w+)*|[^\w\s]")


class Word(NamedTuple):
    """A word of a text, or a mark, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """`[CLS] question [SEP] turn [SEP] turn [SEP] …`, the latest turn first, cut to fit."""

    question: tuple[Word, ...]
    context: tuple[Word, ...]
    turn_of: tuple[int, ...]
    """The turn that each word of the context is of: 0 is the latest."""
    texts: tuple[str, ...]
    """Of each turn, what its words were taken from."""
    ids: tuple[int, ...]
    question_tokens: int
    """The tokens of segment 0; all others are of segment 1."""
    sites: tuple[int, ...]
    """The first token of each word of the question, then the `[SEP]` behind them."""
    tokens: tuple[tuple[int, int], ...]
    """The first and the last token of each word of the context."""


class Inputs:
    """Tokenizes; safe between threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._cls, self._sep = tokenizer.encode("").ids

    @classmethod
    def from_file(cls, file: Path) -> Inputs:
        from tokenizers import Tokenizer

        return cls(Tokenizer.from_file(str(file)))

    def window(self, question: str, turns: Sequence[Turn]) -> Window:
        """A question after its turns, oldest first."""
        texts = tuple(said(turn) for turn in reversed(turns[-_MOST_TURNS:]))
        asked: list[Word] = []
        ids = [self._cls]
        sites: list[int] = []
        of_question = words(question)[:SITES]
        for word, pieces in zip(of_question, self._pieces(of_question), strict=True):
            if len(ids) + len(pieces) >= SITES:
                break
            asked.append(word)
            sites.append(len(ids))
            ids += pieces
        sites.append(len(ids))
        ids.append(self._sep)
        question_tokens = len(ids)
        context: list[Word] = []
        turn_of: list[int] = []
        tokens: list[tuple[int, int]] = []
        for number, text in enumerate(texts):
            told = words(text)
            for word, pieces in zip(told, self._pieces(told), strict=True):
                if not pieces or len(ids) + len(pieces) + 1 > MAX_TOKENS:
                    continue
                tokens.append((len(ids), len(ids) + len(pieces) - 1))
                context.append(word)
                turn_of.append(number)
                ids += pieces
            if len(ids) >= MAX_TOKENS - 1:
                break
            ids.append(self._sep)
        return Window(
            tuple(asked),
            tuple(context),
            tuple(turn_of),
            texts,
            tuple(ids),
            question_tokens,
            tuple(sites),
            tuple(tokens),
        )

    def _pieces(self, of: Sequence[Word]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch([word.text for word in of], add_special_tokens=False)
        return [one.ids for one in encoded]


def words(text: str) -> list[Word]:
    """The words and marks of a text."""
    return [Word(match.group(), *match.span()) for match in _WORD.finditer(text)]


def said(turn: Turn) -> str:
    """What a turn tells: the question as it was read, and how its answer began."""
    answer = turn.answer.split()[:_MOST_ANSWER_WORDS]
    return f"{(turn.standalone or turn.question).strip()}\n{' '.join(answer)}".strip()
