"""Remarks: small talk, and questions about the assistant and its collection.

No article answers them. They are told from questions for the articles by closed lists of phrases
and a few forms, written for precision: what an article could answer must never be taken for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from qa.records import Turn
from qa.remarks import courtesy, phrases, requests
from qa.remarks.kinds import Kind, Remark

__all__ = ["Kind", "Remark", "is_remark", "leaned_on", "recognised"]

_LONGEST = 200
_SUBJECT = "articles about "


@lru_cache(maxsize=1024)
def recognised(question: str) -> Remark | None:
    """The remark that a question is; None for a question that goes to the articles."""
    if len(question) > _LONGEST:
        return None
    if found := phrases.remark(question):
        return found
    plain = courtesy.stripped(question)
    said = phrases.remark(plain) if plain != question else None
    return said or requests.request(plain)


def is_remark(question: str) -> bool:
    """Whether a question is small talk, or about the assistant or its collection."""
    return recognised(question) is not None


def leaned_on(turns: Sequence[Turn]) -> list[Turn]:
    """Of the turns so far, what a follow-up may lean on.

    A remark is nothing to lean on, unless it asked for articles about a subject: then that is what
    the conversation is about, and no longer what came before.
    """
    kept: list[Turn] = []
    for turn in turns:
        remark = recognised(turn.standalone or turn.question)
        if remark is None:
            kept.append(replace(turn, question=courtesy.stripped(turn.question)))
        elif remark.wanted.startswith(_SUBJECT):
            kept = [Turn(f"About {remark.wanted.removeprefix(_SUBJECT)}:", "")]
    return kept
