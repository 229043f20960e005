"""Saved conversations as texts: Markdown to read and to hand on, JSON to keep and take in again."""

from __future__ import annotations

from typing import Literal, get_args

from qa.errors import QAError
from qa.records import Session, StoredTurn
from qa.transcript import markdown, portable
from qa.transcript.portable import answer_of, load

__all__ = ["Form", "answer_of", "export", "load"]

Form = Literal["markdown", "json"]

_WRITERS = {"markdown": markdown.write, "json": portable.write}


def export(session: Session, turns: list[StoredTurn], form: Form) -> str:
    """A conversation in one of the forms. Raises `QAError` for one that is not among them."""
    if form not in _WRITERS:
        raise QAError(
            f"A conversation cannot be exported as {form!r}.",
            f"Choose one of: {', '.join(get_args(Form))}.",
        )
    return _WRITERS[form](session, turns)
