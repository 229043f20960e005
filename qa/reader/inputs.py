"""A question and a passage as the trained reader's network sees them, in training and in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

MAX_TOKENS = 256
_QUESTION_TOKENS = 64
_TITLE_TOKENS = 24
_STRIDE = 64
"""Tokens that a window of a long text shares with the one before it."""


@dataclass(frozen=True, slots=True)
class Window:
    """`[CLS] question [SEP] title [SEP] text [SEP]`, the text cut to fit."""

    ids: list[int]
    question_tokens: int
    """The tokens of segment 0; all others are of segment 1."""
    first: int
    """Where the text begins among the ids."""
    offsets: list[tuple[int, int]]
    """Start and end of each of its tokens, in characters of the whole text."""


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

    def windows(self, question: str, passages: Sequence[tuple[str, str]]) -> list[list[Window]]:
        """The windows of each (title, text): one, unless it is long; none if it has no words."""
        asked = self._encode([question.rstrip(" ?\t\n")])[0].ids[:_QUESTION_TOKENS]
        titles = self._encode([title for title, _ in passages])
        texts = self._encode([text for _, text in passages])
        found = []
        for title, text in zip(titles, texts, strict=True):
            head = [self._cls, *asked, self._sep, *title.ids[:_TITLE_TOKENS], self._sep]
            room = MAX_TOKENS - len(head) - 1
            found.append(
                [
                    Window(
                        ids=[*head, *text.ids[start:end], self._sep],
                        question_tokens=len(asked) + 2,
                        first=len(head),
                        offsets=text.offsets[start:end],
                    )
                    for start, end in _ranges(len(text.ids), room)
                ]
            )
        return found

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)


class Tokens(Protocol):
    """Two segments of one text, as a network reads them."""

    @property
    def ids(self) -> Sequence[int]: ...

    @property
    def question_tokens(self) -> int:
        """The tokens of segment 0; all others are of segment 1."""
        ...


def tensors(windows: Sequence[Tokens], multiple: int = 1) -> dict[str, npt.NDArray[np.int64]]:
    """The network's inputs, each (windows, length of the longest, rounded up to a multiple)."""
    longest = max(len(window.ids) for window in windows)
    shape = len(windows), -(-longest // multiple) * multiple
    ids, types, mask = (np.zeros(shape, np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        size = len(window.ids)
        ids[row, :size] = window.ids
        types[row, window.question_tokens : size] = 1
        mask[row, :size] = 1
    return {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}


def _ranges(tokens: int, room: int) -> Iterator[tuple[int, int]]:
    """Ranges of at most `room` tokens that cover all of them, each overlapping the one before."""
    start = 0
    while start < tokens:
        yield start, min(start + room, tokens)
        if start + room >= tokens:
            return
        start += room - _STRIDE
