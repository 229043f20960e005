"""A question that asks two things: its parts, and one answer from the answers to them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from qa.answering.citations import Claim, Evidence, cite, marked
from qa.records import Answer, Hit, Span
from qa.terms import terms

_BETWEEN = re.compile(
    r"(?:\?\s+(?:and\s+)?|,?\s+and\s+)(?=(?:who|what|when|where|why|how|which|whose)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|how|which)\b"
    r"|^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b",
    re.IGNORECASE,
)
_FEWEST_TERMS = 2
_FEWEST_WORDS = 3
_MOST_PARTS = 3


def parts(question: str) -> tuple[str, ...]:
    """“Who painted it, and who stole it?” as two questions; the question itself if it is one.

    A part that names next to nothing, as in “when and where was it sold”, is no question.
    """
    found = [part.strip(" ?") + "?" for part in _BETWEEN.split(question.strip(), _MOST_PARTS - 1)]
    first = found[0]
    whole = len(terms(first)) >= _FEWEST_TERMS and _ASKS.search(first)
    rest = [len(part.split()) >= _FEWEST_WORDS for part in found[1:]]
    return tuple(found) if whole and rest and all(rest) else (question,)


def together(answers: Sequence[Answer]) -> Answer:
    """One answer from those to the parts; it says which of them the articles leave open.

    It is as sure as the least sure of what it tells, and declines when all are declined.
    """
    given = [answer for answer in answers if not answer.declined]
    hits = _by_turns([answer.hits for answer in answers])
    if not given:
        surest = max(answers, key=lambda answer: answer.confidence)
        return replace(surest, hits=hits)
    told = dict.fromkeys(claim for answer in given for claim in _claims(answer))
    sentences, citations = cite(told)
    left_open = tuple(answer.standalone_question for answer in answers if answer.declined)
    return replace(
        given[0],
        text=f"{marked(sentences)} {said_open(left_open)}".strip(),
        left_open=left_open,
        short_answer=None,
        confidence=min(answer.confidence for answer in given),
        sentences=sentences,
        citations=citations,
        hits=hits,
    )


def said_open(parts: Sequence[str]) -> str:
    """That the articles leave these parts of a question open; nothing if there are none."""
    return " ".join(f"The articles don’t say: {part}" for part in parts)


def _claims(answer: Answer) -> list[Claim]:
    """What an answer claims, as it was before its evidence was numbered."""
    by_number = {
        citation.number: Evidence(
            citation.article, Span(citation.start, citation.end), citation.passage
        )
        for citation in answer.citations
    }
    return [
        Claim(
            sentence.text,
            tuple(by_number[number] for number in sentence.citations),
            sentence.as_of,
        )
        for sentence in answer.sentences
    ]


def _by_turns(ranked: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The hits of all parts, the best of each first, each passage once."""
    in_turn = chain.from_iterable(zip_longest(*ranked))
    by_passage = {hit.passage.id: hit for hit in reversed([h for h in in_turn if h])}
    return tuple(reversed(by_passage.values()))
