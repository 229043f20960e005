"""Windows and logits for tests of what is made of them."""

from __future__ import annotations

import numpy as np

from qa.conversation.edits import CONNECTORS
from qa.conversation.inputs import Inputs, Window
from qa.conversation.runtime import Logits
from qa.reader.network import encoder_folder
from qa.records import Turn

INPUTS = Inputs.from_file(encoder_folder() / "tokenizer.json")


def window(question: str, *said: str) -> Window:
    """A question after turns that were questions only."""
    return INPUTS.window(question, [Turn(one, "") for one in said])


def context_place(of: Window, phrase: str) -> tuple[int, int]:
    """The first and the last word of a phrase, where the context first has it."""
    wanted = phrase.split()
    texts = [word.text for word in of.context]
    first = next(i for i in range(len(texts)) if texts[i : i + len(wanted)] == wanted)
    return first, first + len(wanted) - 1


def says_nothing(of: Window) -> Logits:
    """What a network says that would leave the question alone."""
    words, context = len(of.question), len(of.context)
    connector = np.full((words + 1, len(CONNECTORS)), -9.0, np.float32)
    connector[:, 0] = 9.0
    return Logits(
        np.full(words, -9.0, np.float32),
        connector,
        np.zeros((words + 1, context), np.float32),
        np.zeros((words + 1, context), np.float32),
        np.full(context, -9.0, np.float32),
    )


def puts_in(
    logits: Logits, of: Window, site: int, phrase: str, *, connector: str = "", sure: float = 9.0
) -> None:
    """Make a network say that a phrase of the context is put before a word of the question."""
    first, last = context_place(of, phrase)
    logits.connector[site] = -9.0
    logits.connector[site, CONNECTORS.index(connector)] = 9.0
    logits.first[site, first] = logits.last[site, last] = sure
