"""Follow-ups made to stand alone: by rule if their form tells, all others by a small network."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from qa.conversation import choosing, edits, forms
from qa.conversation.inputs import Inputs
from qa.conversation.likeness import Likeness
from qa.conversation.runtime import MODEL, NETWORK, Network, Reads
from qa.embedding import model_folder
from qa.networks import verified
from qa.records import Rewrite, Turn
from qa.settings import DEFAULT_EMBEDDER
from qa.terms import terms

_MOST_READ = 4
"""Turns that are read anew, where the caller does not know how they were read."""
_KEPT_READINGS = 512
_FEWEST_TERMS = 2
# A name that stands before a pronoun is what the pronoun means.
_NAME = re.compile(r"(?<=\s)[A-Z]")
_POINTS = re.compile(
    r"\b(?:he|she|it|they|him|them|his|hers|its|their|theirs)\b|\b(?:this|that|these|those|there)\W*$",
    re.IGNORECASE,
)


class BuiltInRewriter:
    """Reads English follow-ups; loaded on first use, safe between threads.

    A first question is never changed, and one that leans on nothing is left as it is.
    """

    def __init__(self, folder: Path = MODEL, network: Reads | None = None) -> None:
        self._folder = folder
        self._network = network
        self._lock = threading.Lock()
        self._loaded: tuple[Inputs, Reads] | None = None
        encoder = model_folder(DEFAULT_EMBEDDER)
        assert encoder is not None  # it comes with a package
        self._alike = Likeness(encoder)
        self._read = lru_cache(_KEPT_READINGS)(self._reading)

    def rewrite(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        """The question with what it takes from the turns so far, oldest first."""
        if not turns:
            return Rewrite(question)
        read: tuple[Turn, ...] = ()
        for number, turn in enumerate(turns):
            if not turn.standalone:
                recent = number >= len(turns) - _MOST_READ
                alone = self._read(turn.question, read).question if recent and read else ""
                turn = replace(turn, standalone=alone or turn.question)
            read = (*read[1 - 2 * _MOST_READ :], turn)
        return self._read(question, read)

    def _reading(self, question: str, turns: tuple[Turn, ...]) -> Rewrite:
        form = forms.read(question, turns[-1], self._alike)
        if form and not form.rest:
            return Rewrite(form.question)
        if form:
            return self._reading(form.rest, (*turns, Turn(form.question, "", form.question)))
        return self._by_network(forms.aside(question), turns)

    def _by_network(self, question: str, turns: tuple[Turn, ...]) -> Rewrite:
        inputs, network = self._load()
        window = inputs.window(question, turns)
        logits = network(window)
        choice = choosing.choose(window, logits, self._alike)
        told = edits.apply(question, window, choice.edits)
        other = edits.apply(question, window, choice.other) if choice.other else None
        found = choosing.added(window, logits, told)
        if told == question and leans(question):
            told = forms.beside(question, turns[-1].standalone)
        return Rewrite(told, found, other)

    def _load(self) -> tuple[Inputs, Reads]:
        with self._lock:
            if self._loaded is None:
                folder = verified(self._folder, "rewriter", "ask questions that stand alone")
                inputs = Inputs.from_file(folder / "tokenizer.json")
                self._loaded = inputs, self._network or Network(folder / NETWORK)
            return self._loaded


def leans(question: str) -> bool:
    """Whether a question plainly cannot be understood alone: it names nothing, or only points."""
    if len(terms(question)) < _FEWEST_TERMS:
        return True
    pointing = _POINTS.search(question)
    return pointing is not None and _NAME.search(question, 0, pointing.start()) is None
